/** What Kubernetes takes as the name of a Service (RFC 1035), and so of a function there. */
export const isServiceName = (name: string): boolean => /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)
