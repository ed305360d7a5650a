import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { stringify } from 'yaml'
import { filledIn, panelQueries, readDashboard } from './dashboard.ts'
import type { Panel } from './dashboard.ts'
import { hasPrometheus, promtool } from './promtool.ts'

const { title, uid, schemaVersion, panels, templating } = readDashboard()
const datasource = '${datasource}'

const overlap = ({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

t.test('the dashboard is one that Grafana can load', async t => {
  t.equal(title, 'lua-ts functions')
  t.equal(uid, 'lua-ts')
  t.ok(schemaVersion >= 36, 'the form of Grafana 9 and later')
  t.same(templating.list.map(({ name }) => name), ['datasource', 'namespace', 'function'])
  t.equal(new Set(panels.map(({ id }) => id)).size, panels.length, 'ids are unique')
  for (const [i, panel] of panels.entries()) {
    const { x, w } = panel.gridPos
    t.ok(x >= 0 && x + w <= 24, `${panel.title} is within the 24 columns`)
    t.same(panels.slice(i + 1).filter(other => overlap(panel, other)).map(other => other.title), [], `${panel.title} covers no other panel`)
  }
})

t.test('every panel says what it shows, in which unit, of the chosen Prometheus', async t => {
  for (const panel of panels.filter(({ type }) => type !== 'row')) {
    const { targets = [] } = panel
    t.match(panel.description, /^[A-Z0-9].*\.$/, panel.title)
    t.type(panel.fieldConfig?.defaults.unit, 'string', panel.title)
    t.ok(targets.length > 0, panel.title)
    t.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, panel.title)
    for (const source of [panel.datasource, ...targets.map(target => target.datasource)]) t.equal(source?.uid, datasource, panel.title)
    for (const { expr } of targets) t.match(expr, '{namespace=~"$namespace",faas_function=~"$function"', `${panel.title} heeds the choice of functions`)
  }
})

t.test('promtool can read every expression', async t => {
  if (!hasPrometheus(t)) return
  const rules = panelQueries().map(({ expr }, i) => ({ record: `panel:${i}`, expr: filledIn(expr, '1m') }))
  const folder = t.testdir({})
  writeFileSync(join(folder, 'panels.yml'), stringify({ groups: [{ name: 'panels', rules }] }))
  const { status, output } = promtool(['check', 'rules', 'panels.yml'], folder)
  t.equal(status, 0, output)
  t.match(output, `${rules.length} rules found`)
})
