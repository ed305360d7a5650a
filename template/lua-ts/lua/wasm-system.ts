import { writeSync } from 'node:fs'
import type { WasmHeap } from './wasm-heap.ts'

/** Errors of emscripten's C library. */
const noFunction = 52

const standardError = 2

/** What a module of emscripten's imports, by module and name. */
export interface WasmSystem {
  readonly env: Readonly<Record<string, (...args: never[]) => unknown>>
  readonly wasi_snapshot_preview1: Readonly<Record<string, (...args: never[]) => unknown>>
}

/**
 * The system that Lua's C library runs on: it has memory, a clock, and an end of the log for warnings. There are no files,
 * no environment and no calendar, since the host has its own of all functions of Lua that would use them.
 */
export const wasmSystem = (heap: WasmHeap): WasmSystem => ({
  env: {
    ...all(['__syscall_openat', '__syscall_fcntl64', '__syscall_ioctl', '__syscall_dup3', '__syscall_unlinkat', '__syscall_rmdir', '__syscall_renameat', '__syscall_readlinkat'], () => () => -noFunction),
    ...all(['abort', 'exit', 'system', 'strftime', '_mktime_js', '_localtime_js', '_gmtime_js', '_tzset_js'], (name) => () => {
      throw new Error(`Lua has called ${name}()`)
    }),
    emscripten_date_now: () => Date.now(),
    _emscripten_get_now_is_monotonic: () => 1,
    emscripten_resize_heap: heap.resize,
  },
  wasi_snapshot_preview1: {
    ...all(['fd_read', 'fd_close', 'fd_seek'], () => () => noFunction),
    environ_get: () => 0,
    environ_sizes_get: (count: number, bytes: number) => {
      heap.HEAPU32[count >> 2] = heap.HEAPU32[bytes >> 2] = 0
      return 0
    },
    fd_write: (_: number, pieces: number, count: number, written: number) => {
      heap.HEAPU32[written >> 2] = write(heap, pieces >> 2, count)
      return 0
    },
  },
})

const all = <T>(names: readonly string[], value: (name: string) => T): Record<string, T> => Object.fromEntries(names.map((name) => [name, value(name)]))

/** Writes pieces, whose addresses and lengths stand at `at`, to standard error; Lua writes nothing else than warnings. */
const write = ({ HEAPU8, HEAPU32 }: WasmHeap, at: number, count: number): number => {
  let written = 0
  for (let i = 0; i < count; i++) {
    const start = HEAPU32[at + 2 * i]!
    const length = HEAPU32[at + 2 * i + 1]!
    if (length > 0) writeSync(standardError, HEAPU8, start, length)
    written += length
  }
  return written
}
