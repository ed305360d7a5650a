import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { readPage, root } from '../docs/blocks.ts'
import { deployFolder, hasPrometheus, promtool } from './promtool.ts'

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly labels: Readonly<Record<string, string>> }[] }[]
}
interface Cases {
  readonly tests: readonly { readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts?: readonly unknown[] }[] }[]
}

const cases = join(root, 'test/deploy/alerts.promtool.yml')
const alerts = (parse(readFileSync(join(deployFolder, 'alerts.yml'), 'utf8')) as Rules).groups.flatMap(({ rules }) => rules)

t.test('promtool finds the alerts to ring when they should, and only then', async t => {
  if (!hasPrometheus(t)) return
  const folder = t.testdir({})
  copyFileSync(join(deployFolder, 'alerts.yml'), join(folder, 'alerts.yml'))
  copyFileSync(cases, join(folder, 'cases.yml'))
  const checked = promtool(['check', 'rules', 'alerts.yml'], folder)
  t.equal(checked.status, 0, checked.output)
  const tested = promtool(['test', 'rules', 'cases.yml'], folder)
  t.equal(tested.status, 0, tested.output)
})

t.test('every alert rings in a case, and is explained in the docs', async t => {
  const ringing = (parse(readFileSync(cases, 'utf8')) as Cases).tests.flatMap(one => one.alert_rule_test).filter(one => (one.exp_alerts?.length ?? 0) > 0)
  t.same(new Set(ringing.map(({ alertname }) => alertname)), new Set(alerts.map(({ alert }) => alert)))
  const page = readPage('docs/operations.md')
  for (const { alert, labels } of alerts) {
    t.ok(page.includes(`\`${alert}\``), alert)
    t.match(labels['severity'], /^(critical|warning)$/, alert)
  }
})
