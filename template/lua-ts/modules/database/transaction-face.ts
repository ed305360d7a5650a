import type { HostFunction, Lua } from '../../lua/engine.ts'
import { setFunctions } from '../../lua/set-functions.ts'

/** What the Lua side of `transaction` needs of the host; argument 1 is what the transaction is of, nil for the module. */
export interface TransactionSteps extends Readonly<Record<string, HostFunction>> {
  readonly begin: HostFunction
  readonly commit: HostFunction
  readonly rollback: HostFunction
}

// In Lua, since the function that it calls may wait.
const source = `
local steps, module = ...
local begin, commit, rollback = steps.begin, steps.commit, steps.rollback
local error, pcall, type = error, pcall, type

local function finish(tx, ok, ...)
  if ok then
    commit(tx)
    return ...
  end
  rollback(tx)
  error((...), 0)
end

local function transaction(target, f)
  if type(f) ~= "function" then
    error("bad argument #1 to 'transaction' (function expected, got " .. (f == nil and "no value" or type(f)) .. ")", 2)
  end
  local tx = begin(target)
  return finish(tx, pcall(f, tx))
end

return transaction, function(a, b)
  if a == module then return transaction(nil, b) end
  return transaction(nil, a)
end`

/** References to `transaction` as a method of a database, and as a function of the module whose table is given. */
export interface TransactionFaces {
  readonly method: number
  readonly function: number
}

/** Makes `transaction`: it commits when the function that it is given returns, and rolls back when that raises an error. */
export const transactionFaces = (lua: Lua, module: number, steps: TransactionSteps): TransactionFaces => {
  const { main } = lua
  lua.load(main, Buffer.from(source), '=[database]')
  lua.pushTable(main, 0, 3)
  setFunctions(lua, { ...steps })
  lua.pushRef(main, module)
  lua.call(main, 2, 2)
  const ofModule = lua.ref(main)
  return { method: lua.ref(main), function: ofModule }
}
