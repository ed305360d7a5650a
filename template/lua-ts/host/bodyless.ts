/** Statuses whose answers never have a body (RFC 9110 §6.4.1). */
export const isBodyless = (status: number): boolean => status === 204 || status === 304
