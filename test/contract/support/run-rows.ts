import type { Test } from 'tap'
import { mismatches } from './mismatches.ts'
import type { Row } from './row.ts'
import type { Settings, Subject, Target } from './target.ts'

/** How a subject is judged. */
export interface Judgement {
  /** Whether the rows' own expectation holds, or where it differs that of of-watchdog. */
  readonly as: 'host' | 'of-watchdog'
  /** How many processes may run at a time. */
  readonly jobs: number
}

/** Runs every row; rows that share a process run one after the other, unless they only wait. */
export const runRows = async (t: Test, rows: readonly Row[], subject: Subject, judgement: Judgement): Promise<void> => {
  t.jobs = judgement.jobs
  const shared = Map.groupBy(rows.filter(isShared), (row) => JSON.stringify(row.settings ?? {}))
  const alone = rows.filter((row) => !isShared(row))
  await Promise.all([
    ...alone.map((row) => t.test(row.name, { buffered: true }, async (t) => await runAlone(t, row, subject, judgement))),
    ...[...shared].map(([settings, group]) =>
      t.test(`with ${settings}`, { buffered: true }, async (t) => await runGroup(t, group, subject, judgement))),
  ])
}

const isShared = (row: Row): boolean => (row.process ?? 'shared') === 'shared'

const runGroup = async (t: Test, group: readonly Row[], subject: Subject, judgement: Judgement): Promise<void> => {
  const running = await launch(t, subject, group[0]?.settings ?? {})
  await subject.ready(running)
  t.jobs = group.length
  const judged = group.map((row) =>
    t.test(row.name, { buffered: row.waits ?? false }, async (t) => await judge(t, row, running, judgement)))
  await Promise.all(judged)
}

const runAlone = async (t: Test, row: Row, subject: Subject, judgement: Judgement): Promise<void> => {
  const scene = await row.prepare?.(judgement.as === 'host' ? 'free' : 'fixed')
  if (scene !== undefined) t.teardown(scene.undo)
  const running = await launch(t, subject, { ...row.settings, ...scene?.settings })
  if (row.process !== 'starting') await subject.ready(running)
  await judge(t, row, running, judgement)
}

const launch = async (t: Test, subject: Subject, settings: Settings): Promise<Target> => {
  const running = await subject.launch(settings)
  t.teardown(running.stop)
  return running
}

const judge = async (t: Test, row: Row, running: Target, { as }: Judgement): Promise<void> => {
  const seen = await row.steps(running)
  const theirs = as === 'of-watchdog' && row.watchdog !== 'same' ? row.watchdog : undefined
  const wrong = mismatches(seen, theirs === undefined ? row.expect : theirs.expect)
  if (wrong.length === 0) t.pass('what was seen is what should be')
  else t.fail(wrong.join('\n'), { stderr: lastLines(running.stderr), stdout: lastLines(running.stdout) })
  if (theirs !== undefined) {
    t.not(mismatches(seen, row.expect).length, 0, `of-watchdog still differs: ${theirs.differs}; if not, the row's watchdog is "same"`)
  }
}

const lastLines = (text: string): readonly string[] => text.trimEnd().split('\n').slice(-15).map((line) => line.slice(0, 300))
