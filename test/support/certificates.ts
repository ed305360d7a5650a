import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Files of an authority and of the certificates that it signed, in PEM. */
export interface Certificates {
  /** The authority's own certificate. */
  readonly ca: string
  /** Another authority's, which signed nothing here. */
  readonly otherCa: string
  readonly cert: string
  readonly key: string
}

const openssl = (folder: string, command: string): void => {
  execFileSync('openssl', command.split(' '), { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
}

const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'

/** Makes a certificate for `names`, such as `DNS:localhost,IP:127.0.0.1`, signed by an authority of its own. */
export const certificates = (t: { teardown(fn: () => void): void }, names = 'DNS:localhost,IP:127.0.0.1'): Certificates => {
  const folder = mkdtempSync(join(tmpdir(), 'lua-ts-certificates-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['ca', 'other']) openssl(folder, `req -x509 ${newKey} -keyout ${name}.key -out ${name}.pem -subj /CN=${name} -addext keyUsage=critical,keyCertSign`)
  openssl(folder, `req -new ${newKey} -keyout server.key -out server.csr -subj /CN=server -addext subjectAltName=${names}`)
  openssl(folder, 'x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -copy_extensions copy -out server.pem')
  const file = (name: string): string => join(folder, name)
  for (const name of ['.', 'ca.pem', 'server.pem']) chmodSync(file(name), 0o755)
  return { ca: file('ca.pem'), otherCa: file('other.pem'), cert: file('server.pem'), key: file('server.key') }
}
