import type { Asked, KeptError, KeptEvent, Recording } from './recording.ts'
import type { RecordingMask } from './recording-mask.ts'
import { decodeBytes, decodeValue, encodeBytes, encodeValue } from './recording-values.ts'

/** Version of the file's format. */
const format = 1

const encodeError = ({ message, level, argument, value }: KeptError, mask: RecordingMask) => ({
  message: mask.text(message),
  level,
  argument,
  value: value === undefined ? undefined : encodeValue(mask.value(value)),
})

const encodeAsked = ({ name, place, given, answer, error }: Asked, mask: RecordingMask, loading: boolean): object => ({
  asked: name,
  ...(place === '' ? {} : { place }),
  ...(loading ? { loading } : {}),
  given: given?.map((value) => encodeValue(mask.value(value))),
  answer: answer?.map((value) => encodeValue(mask.value(value))),
  error: error && encodeError(error, mask),
})

const encodeBody = (body: Buffer, mask: RecordingMask) => encodeBytes(mask.text(body.toString('latin1')))

const encodeEvent = ({ method, path, query, headers, body, pieces, source, message, details }: KeptEvent, mask: RecordingMask): object => ({
  method,
  path: mask.text(path),
  query: mask.text(query),
  headers: mask.headers(headers).map(encodeBytes),
  body: encodeBody(body, mask),
  ...(pieces.length > 1 ? { pieces } : {}),
  source: source === undefined ? undefined : mask.json(source),
  message: message === undefined ? undefined : mask.json(message),
  details: details === undefined ? undefined : (JSON.parse(mask.json(JSON.stringify(details))) as unknown),
})

/** The text of a recording's file: lines of JSON, the first about the call, then one per question, the answer last. */
export const recordingText = (recording: Recording, mask: RecordingMask): string => {
  const { at, functionName, platform, engine, callId, truncated, event, loading, asked, answer } = recording
  const { status, headers, body, cut, failure } = answer
  const lines = [
    { recording: format, at, function: functionName, platform, engine, call_id: callId, ...(truncated ? { truncated } : {}) },
    { event: encodeEvent(event, mask) },
    ...loading.map((each) => encodeAsked(each, mask, true)),
    ...asked.map((each) => encodeAsked(each, mask, false)),
    {
      answered: {
        status,
        headers: mask.headers(headers).map(encodeBytes),
        body: encodeBody(body, mask),
        ...(cut ? { cut } : {}),
        failure: failure === undefined ? undefined : mask.text(failure),
      },
    },
  ]
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`
}

type Fields = Readonly<Record<string, unknown>>

/** What is wrong with a file that should be a recording. */
export class RecordingError extends Error {
  override name = 'RecordingError'
}

const fieldsAt = (line: string, number: number): Fields => {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch (cause) {
    throw new RecordingError(`Line ${number} is not JSON: ${(cause as Error).message}`, { cause })
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Fields
  throw new RecordingError(`Line ${number} is not a JSON object`)
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const textOrNone = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
const bytes = (value: unknown): Buffer => Buffer.from(decodeBytes(value), 'latin1')

const decodeAsked = ({ asked, place, given, answer, error }: Fields): Asked => {
  const { message, level, argument, value } = fields(error)
  return {
    name: text(asked),
    place: text(place),
    given: given === undefined ? undefined : list(given).map(decodeValue),
    answer: answer === undefined ? undefined : list(answer).map(decodeValue),
    error:
      error === undefined
        ? undefined
        : {
            message: text(message),
            level: Number(level),
            argument: argument === undefined ? undefined : Number(argument),
            value: value === undefined ? undefined : decodeValue(value),
          },
  }
}

const decodeEvent = ({ method, path, query, headers, body, pieces, source, message, details }: Fields): KeptEvent => ({
  method: text(method),
  path: text(path),
  query: text(query),
  headers: list(headers).map(decodeBytes),
  body: bytes(body),
  pieces: list(pieces).map(Number),
  source: textOrNone(source),
  message: textOrNone(message),
  details: details === undefined ? undefined : fields(details),
})

const decodeRecording = (lines: readonly Fields[]): Recording => {
  const [about = {}, first = {}, ...rest] = lines
  const asked = rest.slice(0, -1)
  const { status, headers, body, cut, failure } = fields(rest.at(-1)?.['answered'])
  return {
    at: text(about['at']),
    functionName: text(about['function']),
    platform: text(about['platform']),
    engine: text(about['engine']),
    callId: text(about['call_id']),
    truncated: about['truncated'] === true,
    event: decodeEvent(fields(first['event'])),
    loading: asked.filter((line) => line['loading'] === true).map(decodeAsked),
    asked: asked.filter((line) => line['loading'] !== true).map(decodeAsked),
    answer: { status: Number(status), headers: list(headers).map(decodeBytes), body: bytes(body), cut: cut === true, failure: textOrNone(failure) },
  }
}

/** Reads the text of a recording's file. @throws RecordingError */
export const readRecording = (content: string): Recording => {
  const lines = content.split('\n').filter((line) => line !== '').map((line, i) => fieldsAt(line, i + 1))
  if (lines[0]?.['recording'] === undefined) throw new RecordingError('It is not a recording: the first line has no "recording"')
  if (lines[0]['recording'] !== format) throw new RecordingError(`It has format ${JSON.stringify(lines[0]['recording'])}, and only ${format} is known here`)
  if (lines.at(-1)?.['answered'] === undefined) throw new RecordingError('It is not whole: the last line has no "answered"')
  try {
    return decodeRecording(lines)
  } catch (cause) {
    throw new RecordingError(`It can't be read: ${(cause as Error).message}`, { cause })
  }
}
