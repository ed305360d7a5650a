import { callForm } from './call-form.js'
import { chartSet } from './charts.js'
import { byId } from './element.js'
import { failedCalls } from './failed-calls.js'
import { followFeed } from './feed.js'
import { functionTable } from './function-table.js'
import { loadErrors } from './load-errors.js'
import { logView } from './log-view.js'
import { followSelection, selectedName } from './selection.js'

const connection = byId('connection', HTMLElement)
const table = functionTable(selectedName)
const errors = loadErrors()
const charts = chartSet(selectedName)
const form = callForm()
const failed = failedCalls(selectedName, { edit: (call, body) => form.fill({ ...call, body }) })
const log = logView(selectedName)
byId('gateway', HTMLElement).textContent = location.host

followSelection(name => {
  for (const title of document.querySelectorAll('.selected')) title.textContent = name === '' ? 'all functions' : name
  document.title = name === '' ? 'lua-ts' : `${name} · lua-ts`
  table.mark()
  charts.draw()
  form.choose(name)
  failed.filter()
  log.show()
})

let chosen = false
followFeed(
  {
    history: samples => {
      charts.begin(samples)
      failed.begin()
      log.begin()
    },
    tick: ({ functions, sample }) => {
      table.update({ functions, sample })
      errors.update(functions)
      form.update(functions)
      if (!chosen) form.choose(selectedName())
      chosen = true
      charts.add(sample)
    },
    log: log.add,
    failed: failed.add,
  },
  (state, text) => {
    connection.dataset.state = state
    connection.textContent = text
  },
)
