import type { Address, WasmExports } from './wasm-exports.ts'

/** The functions of emscripten's side that C's setjmp and longjmp need; a Lua error is such a jump. */
export interface JumpImports {
  _emscripten_throw_longjmp: () => never
  invoke_vii: (fn: Address, a: number, b: number) => void
}

// A number, which is thrown fastest.
const jump = Infinity

/** @param exports gives the module's exports, once it has been made */
export const jumpImports = (exports: () => WasmExports): JumpImports => {
  const functions: Array<((a: number, b: number) => void) | undefined> = []
  return {
    _emscripten_throw_longjmp: () => {
      throw jump
    },
    invoke_vii: (fn, a, b) => {
      const { stackSave, stackRestore, setThrew, __indirect_function_table: table } = exports()
      const stack = stackSave()
      try {
        (functions[fn] ??= table.get(fn))(a, b)
      } catch (error) {
        if (error !== jump) throw error
        stackRestore(stack)
        setThrew(1, 0)
      }
    },
  }
}
