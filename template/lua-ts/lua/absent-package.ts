// What the bundle has in place of two packages that fengari loads at its start, for `debug.debug` and `os.tmpname`: the
// host lets nobody have the one, and has its own of the other.

/** What `readline-sync` is asked for at once. */
export const setDefaultOptions = (): void => {}
