/** What the user has to put right before the command can run: one line each, exit status 1. */
export class CommandError extends Error {
  override name = 'CommandError'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    super(mistakes.join('\n'), options)
    this.mistakes = mistakes
  }
}

/** The command line itself is wrong: one line and a hint at the help, exit status 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}
