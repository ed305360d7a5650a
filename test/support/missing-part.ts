interface Reporter {
  pass(message: string, extra: { skip: boolean }): unknown
  fail(message: string): unknown
}

/** Says that a test can't be run here for want of a program: a visible skip, but a failure in CI, which installs it. */
export const missingPart = (t: Reporter, name: string, install: string): void => {
  const message = `${name} is not installed: ${install}`
  if (process.env['CI'] === 'true') t.fail(message)
  else t.pass(message, { skip: true })
}
