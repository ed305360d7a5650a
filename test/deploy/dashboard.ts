import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deployFolder } from './promtool.ts'

interface Box {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** A panel as Grafana keeps it: what the tests look at. */
export interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly gridPos: Box
  readonly datasource?: { readonly uid: string }
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } }
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string; readonly datasource: { readonly uid: string } }[]
}

export interface Dashboard {
  readonly title: string
  readonly uid: string
  readonly schemaVersion: number
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] }
}

export const readDashboard = (): Dashboard => JSON.parse(readFileSync(join(deployFolder, 'grafana-dashboard.json'), 'utf8')) as Dashboard

/** The expression of a panel as Grafana sends it, with every variable at "All". */
export const filledIn = (expr: string, rateInterval: string): string =>
  expr.replaceAll('$__rate_interval', rateInterval).replaceAll(/\$(namespace|function)\b/g, '.*')

/** All panels with an expression, one by one. */
export const panelQueries = (): readonly { readonly title: string; readonly expr: string }[] =>
  readDashboard().panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })))
