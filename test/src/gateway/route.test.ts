import t from 'tap'
import { readRoute } from '../../../src/gateway/route.ts'

t.test('readRoute() takes the prefix off and leaves the rest untouched', async t => {
  const targets: readonly (readonly [url: string, name: string, target: string])[] = [
    ['/function/hello', 'hello', '/'],
    ['/function/hello/', 'hello', '/'],
    ['/function/hello?x=1', 'hello', '/?x=1'],
    ['/function/hello?x=/a', 'hello', '/?x=/a'],
    ['/function/hello/a//b/../c%2F?x=1&x=2?', 'hello', '/a//b/../c%2F?x=1&x=2?'],
    ['/function/fn-2_x.openfaas-fn/a', 'fn-2_x.openfaas-fn', '/a'],
    ['http://127.0.0.1:8080/function/hello/a', 'hello', '/a'],
  ]
  for (const [url, name, target] of targets) t.same(readRoute(url), { to: 'function', name, target }, url)
})

t.test('readRoute() knows the gateway\'s own pages', async t => {
  const pages = { '/': 'index', '/?x': 'index', 'http://localhost:1': 'index', '/healthz': 'health', '/healthz?': 'health', '/system/info?x': 'system', '/metricsx': 'nothing', '/async-function/': 'nothing', '/function/': 'nothing', '/function': 'nothing', '/function/a b': 'nothing', '/function/a:b': 'nothing', '/ui': 'ui', '/ui/': 'ui', '/ui/feed?x': 'ui', '/uix': 'nothing', '*': 'nothing' }
  for (const [url, to] of Object.entries(pages)) t.same(readRoute(url), { to }, url)
})

t.test('readRoute() knows queued calls and the pages of metrics', async t => {
  t.same(readRoute('/async-function/hello/a?x=1'), { to: 'async', name: 'hello', target: '/a?x=1' })
  for (const path of ['/metrics', '/metrics/hello/1', '/metrics-targets']) t.same(readRoute(`${path}?x`), { to: 'metrics', path })
})
