import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { deployFolder } from './promtool.ts'

/** One time series of an answer. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [timeSeconds: number, value: string]
}

/** A Prometheus server in a process of its own. */
export interface PrometheusProcess {
  /** What an expression is now. Rejects with what Prometheus says against it. */
  query(expr: string): Promise<readonly Series[]>
  /** The answer of its API to a path such as `rules`. */
  read(path: string): Promise<unknown>
}

const listening = (child: ReturnType<typeof spawn>): Promise<string> =>
  new Promise((resolve, reject) => {
    let log = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text
      const address = /msg="Listening on" address=(127\.0\.0\.1:\d+)/.exec(log)?.[1]
      if (address !== undefined) resolve(address)
    })
    child.once('close', () => reject(new Error(`Prometheus ended:\n${log}`)))
  })

/** Starts Prometheus with these scrape jobs and the project's alerts, on a free port; it is ended when `t` ends. */
export const prometheusProcess = async (t: { after(fn: () => unknown): unknown }, scrapeConfigs: readonly object[]): Promise<PrometheusProcess> => {
  const folder = mkdtempSync(join(tmpdir(), 'lua-ts-prometheus-'))
  copyFileSync(join(deployFolder, 'alerts.yml'), join(folder, 'alerts.yml'))
  const config = { global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' }, rule_files: ['alerts.yml'], scrape_configs: scrapeConfigs }
  writeFileSync(join(folder, 'prometheus.yml'), stringify(config))
  const flags = ['--config.file=prometheus.yml', '--storage.tsdb.path=data', '--web.listen-address=127.0.0.1:0']
  const child = spawn('prometheus', flags, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const closed = once(child, 'close')
  t.after(async () => {
    child.kill('SIGKILL')
    await closed
    rmSync(folder, { recursive: true, force: true })
  })
  const url = `http://${await listening(child)}/api/v1`
  const read = async (path: string): Promise<unknown> => {
    const answer = (await (await fetch(`${url}/${path}`)).json()) as { status: string; error?: string; data: unknown }
    if (answer.status !== 'success') throw new Error(`Prometheus does not answer ${path}: ${answer.error}`)
    return answer.data
  }
  return { read, query: async expr => ((await read(`query?query=${encodeURIComponent(expr)}`)) as { result: readonly Series[] }).result }
}
