import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Test } from 'tap'
import { runCommand } from '../../../src/commands/command.ts'
import { browser, openPage } from '../fixtures/browser.ts'
import { capture } from '../fixtures/capture.ts'
import { until } from '../fixtures/until.ts'

const index = fileURLToPath(new URL('../../../template/lua-ts/index.ts', import.meta.url))
const good = 'return function(event)\n  print("served", event.path)\n  return "Hello, " .. (event.name or "World")\nend\n'
const broken = 'local prices = {}\n\nlocal function price(name)\n  return prices[name].amount\nend\n\nreturn function(event)\n  return price(event.name) .. "!"\nend\n'

/** `lua-ts up` with real functions; resolves to where its page is. */
const runFunctions = async (t: Test) => {
  const dir = t.testdir({
    'stack.yml': 'functions:\n  hello: { lang: lua-ts, handler: hello }\n  shop: { lang: lua-ts, handler: shop }\n',
    hello: { 'handler.lua': good },
    shop: { 'handler.lua': broken },
    tmp: {},
  })
  const [stdout, stderr] = [capture(), capture()]
  const [end, force] = [new AbortController(), new AbortController()]
  const world = { stdin: new PassThrough(), stdout: stdout.output, stderr: stderr.output, env: { TMPDIR: join(dir, 'tmp') }, cwd: dir, signal: end.signal, force: force.signal }
  const status = runCommand({ args: ['up', '--port', '0'], ...world }, { node: process.execPath, index })
  t.teardown(async () => {
    end.abort()
    force.abort()
    await status
  })
  await stdout.seen(/^Ready in \d+ ms$/m)
  const [, url = ''] = /(http:\S+)\/function\//.exec(stdout.text()) ?? []
  return { dir, url, end: () => end.abort(), status, stderr }
}

t.test('the page shows real functions, their failures and their mistakes', async t => {
  const started = await browser(t)
  if (started === undefined) return
  const { dir, url, end, status } = await runFunctions(t)
  const { page, complaints } = await openPage(started, `${url}/ui/`)
  const field = (name: string) => page.locator(`#call-form [name=${name}]`)
  const answer = page.locator('#answer')

  await field('target').fill('/a?name=Ada')
  await field('target').press('Enter')
  await answer.getByText('Hello, Ada').waitFor()
  await page.getByRole('log').getByText('served\t/a').waitFor()

  await field('name').selectOption('shop')
  await field('target').fill('/tea')
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await answer.getByText('500 Internal Server Error').waitFor()
  const failed = page.locator('#failed > li').first()
  await failed.getByText("handler.lua:4: attempt to index a nil value (field '?')").waitFor()
  await failed.locator('summary').first().click()
  t.same(await failed.locator('figcaption').allInnerTexts(), ['handler.lua:4', 'handler.lua:8'])
  t.match(await failed.locator('mark').first().innerText(), /4\s+return prices\[name\]\.amount/)

  writeFileSync(join(dir, 'shop', 'handler.lua'), 'return function(event)\n  return "fixed\nend\n')
  const alert = page.getByRole('alert')
  await alert.getByText('shop did not load; the one before serves on').waitFor()
  t.match(await alert.innerText(), /handler\.lua:2: unfinished string/)
  writeFileSync(join(dir, 'shop', 'handler.lua'), 'return function(event)\n  return "fixed " .. event.path\nend\n')
  await alert.locator('article').waitFor({ state: 'detached' })
  await page.getByRole('log').getByText(/shop reloaded in \d+ ms/).waitFor()
  await failed.getByRole('button', { name: 'Replay' }).click()
  await failed.getByText('fixed /tea').waitFor()

  await until(async () => !/–/.test((await page.locator('.chart figcaption').allInnerTexts()).slice(3).join()))
  t.same(complaints, [])
  end()
  await page.getByText('Lost the gateway; trying again').waitFor()
  t.equal(await status, 0, 'an open page keeps nobody from ending')
})
