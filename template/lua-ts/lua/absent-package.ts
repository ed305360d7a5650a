// What the bundles have in place of packages that are loaded in vain: two of fengari's, for `debug.debug` and `os.tmpname`
// (the host lets nobody have the one, and has its own of the other), and what prom-client's client of push gateways uses.

/** What `readline-sync` is asked for at once. */
export const setDefaultOptions = (): void => {}
