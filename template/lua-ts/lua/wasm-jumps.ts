import type { Address, WasmExports } from './wasm-exports.ts'

/** The functions of emscripten's side that C's setjmp and longjmp need; a Lua error is such a jump. */
export interface JumpImports {
  _emscripten_throw_longjmp: () => never
  invoke_vii: (fn: Address, a: number, b: number) => void
}

// A number, by which emscripten's own functions know a jump too.
const jump = Infinity

/**
 * Puts jumps in the place of emscripten's own, which do the same and more: `pcall` of an error takes a fifth less time
 * than with those, by bench/cpu.ts.
 * @param exports gives the module's exports, once it has been made
 */
export const setJumps = (imports: JumpImports, exports: () => WasmExports): void => {
  const functions: Array<((a: number, b: number) => void) | undefined> = []
  imports._emscripten_throw_longjmp = () => {
    throw jump
  }
  imports.invoke_vii = (fn, a, b) => {
    const { stackSave, stackRestore, setThrew, __indirect_function_table: table } = exports()
    const stack = stackSave()
    try {
      (functions[fn] ??= table.get(fn))(a, b)
    } catch (error) {
      if (error !== jump) throw error
      stackRestore(stack)
      setThrew(1, 0)
    }
  }
}
