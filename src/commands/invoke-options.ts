import { UsageError } from '../command-error.ts'
import { invokePlatforms } from '../invoke/invoke-platforms.ts'
import type { PlatformName } from '../invoke/invoke-platforms.ts'
import { parseOptions } from '../parse-options.ts'

/** A request less its body. */
export interface RequestHead {
  readonly method: string
  readonly path: string
  /** Raw, without the question mark. */
  readonly query: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
}

/** What `lua-ts invoke` was asked for. */
export interface InvokeCommandOptions {
  readonly file: string | undefined
  readonly name: string
  /** A file with an event, or the request to make. */
  readonly call: { readonly event: string } | { readonly request: RequestHead }
  readonly platform: PlatformName
  readonly json: boolean
  readonly help: boolean
}

export const invokeHelp = `Usage: lua-ts invoke NAME [OPTION...]

Calls a function of stack.yml once, as a platform would but without any port, and
prints the answer's body. The call is a request whose body is standard input
(unless that is a terminal, or the method is GET or HEAD), or an event. What the
handler prints goes to standard error.

  -m, --method METHOD      the request's method (default: POST)
  -H, --header HEADER      one of its headers, as in "Name: value"; repeatable
  -q, --query NAME=VALUE   a parameter of its query; repeatable
      --path PATH          its path (default: /)
  -e, --event FILE         an event in JSON instead, - for standard input; one of
                           API Gateway, a function URL or a load balancer is the
                           same request on every platform
  -p, --platform PLATFORM  openfaas, lambda or openwhisk (default: openfaas); the
                           latter two print the answer in their own form
      --json               print status, headers and body as JSON
  -f, --file FILE          the stack file (default: stack.yml or stack.yaml)
  -h, --help               this text

Exit status: 0; 22 when the answer's status is 400 or more; 1 when the function
can't be loaded or breaks off; 2 for wrong usage.

  echo '{"name":"Ada"}' | lua-ts invoke greeting
  lua-ts invoke api --method GET --path /users/1 --header "Accept: text/plain"
  lua-ts invoke hello --event event.json --platform lambda
`

const isPlatform = (text: string): text is PlatformName => Object.hasOwn(invokePlatforms, text)

// RFC 9110 §5.6.2: what methods and names of headers are made of.
const token = /^[-!#$%&'*+.^_`|~\w]+$/

const readMethod = (text: string): string => {
  if (token.test(text)) return text.toUpperCase()
  throw new UsageError(`--method "${text}": Must be a method such as "PUT"`)
}

const readHeader = (text: string): readonly [string, string] => {
  const [, name = '', value = ''] = /^([^:]+):[ \t]*(.*?)[ \t]*$/.exec(text) ?? []
  if (token.test(name)) return [name, value]
  throw new UsageError(`--header "${text}": Must be "Name: value"`)
}

const readParameter = (text: string): string => {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (name !== '') return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
  throw new UsageError(`--query "${text}": Must be "NAME=VALUE"`)
}

interface RequestValues {
  readonly method?: string
  readonly path?: string
  readonly header?: readonly string[]
  readonly query?: readonly string[]
}

const readRequest = ({ method = 'POST', path = '/', header = [], query = [] }: RequestValues): RequestHead => {
  if (!path.startsWith('/')) throw new UsageError(`--path "${path}": Must start with "/"`)
  const [, bare = '/', inPath] = /^([^?]*)(?:\?(.*))?$/s.exec(path) ?? []
  const parameters = [...(inPath === undefined ? [] : [inPath]), ...query.map(readParameter)]
  return { method: readMethod(method), path: bare, query: parameters.join('&'), headers: header.flatMap(readHeader) }
}

/** Reads the arguments after `invoke`. @throws UsageError */
export const readInvokeOptions = (args: readonly string[]): InvokeCommandOptions => {
  const { values, positionals } = parseOptions(args, {
    method: { type: 'string', short: 'm' },
    header: { type: 'string', short: 'H', multiple: true },
    query: { type: 'string', short: 'q', multiple: true },
    path: { type: 'string' },
    event: { type: 'string', short: 'e' },
    platform: { type: 'string', short: 'p', default: 'openfaas' },
    json: { type: 'boolean', default: false },
    file: { type: 'string', short: 'f' },
    help: { type: 'boolean', short: 'h', default: false },
  })
  const { event, platform, json, file, help, ...request } = values
  const [name = ''] = positionals
  if (!isPlatform(platform)) throw new UsageError(`--platform "${platform}": Expected ${Object.keys(invokePlatforms).join(', ')}`)
  if (!help && positionals.length !== 1) throw new UsageError('Name one function')
  const [mixed] = (['method', 'header', 'query', 'path'] as const).filter(option => request[option] !== undefined)
  if (event !== undefined && mixed !== undefined) throw new UsageError(`--${mixed} is for a request, not for an event`)
  const call = event === undefined ? { request: readRequest(request) } : { event }
  return { file, name, call, platform, json, help }
}
