/**
 * Node's module `http`. To import it is to fetch all that it exports, and with that the client behind `fetch`, which it
 * loads when asked for: a quarter of the time that a host takes to start from its sources.
 */
export const http = process.getBuiltinModule('node:http')
