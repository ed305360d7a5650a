import t from 'tap'
import { requestTarget } from '../../template/lua-ts/platform/request-target.ts'

const golden: readonly (readonly [string, string, string])[] = [
  ['/', '/', ''],
  ['/a/b?x=1&y=%20?', '/a/b', 'x=1&y=%20?'],
  ['/a?', '/a', ''],
  ['//x//y', '//x//y', ''],
  ['/a/../b/./c', '/a/../b/./c', ''],
  ['/a%2Fb', '/a%2Fb', ''],
  ['http://foo/bar?x', '/bar', 'x'],
  ['HTTP://foo:80', '/', ''],
  ['http://foo?x=1', '/', 'x=1'],
  ['/?u=http://foo/bar', '/', 'u=http://foo/bar'],
]

for (const [url, path, query] of golden) {
  t.test(`requestTarget() splits ${url}`, async (t) => {
    t.same(requestTarget(url), { path, query })
  })
}

t.test('requestTarget() gives undefined when there is no path', async (t) => {
  for (const url of ['*', 'foo:80', '', '?x']) t.equal(requestTarget(url), undefined)
})
