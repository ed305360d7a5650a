import type { Settings } from '../../template/lua-ts/host/settings.ts'

/** One known way in which an engine is not the Lua that its language's own interpreter is. */
export interface Difference {
  readonly engines: readonly Settings['luaEngine'][]
  /** What it is about, in a few words. */
  readonly name: string
  /** Whether it is wanted, or comes from the engine. */
  readonly kind: 'on purpose' | 'of the engine'
  readonly reason: string
  /** A Lua expression that shows it, with what real Lua gives and what the engine gives. */
  readonly example: string
  readonly real: string
  readonly gives: string
  /** The cases of the corpus that differ for this reason. */
  readonly cases: readonly string[]
}

const compiled = 'A forged compiled chunk can crash the machine that all requests share, so `load` takes text only.'

/** Every difference that is known. What is not here is as in real Lua, or it is a mistake. */
export const differences: readonly Difference[] = [
  {
    engines: ['fengari'],
    name: 'Integers have 32 bits',
    kind: 'of the engine',
    reason: 'Sums and products wrap around at 2^31. Use floats (`os.time() * 1000.0`), the `time` module for milliseconds, or the engine `wasm`.',
    example: '1700000000 * 1000',
    real: 'integer 1700000000000',
    gives: 'integer -807049216',
    cases: ['numbers/the largest integers', 'numbers/32 bits overflow', 'numbers/time in milliseconds', 'numbers/products of large integers', 'numbers/comparison at the edge of floats'],
  },
  {
    engines: ['fengari'],
    name: 'Whole numbers beyond 32 bits are floats',
    kind: 'of the engine',
    reason: 'Decimal literals, `tonumber`, `math.floor` and what comes from JSON or a database keep their value as a float, exact up to 2^53.',
    example: '2147483648',
    real: 'integer 2147483648',
    gives: '2147483648.0',
    cases: [
      'numbers/literals beyond 32 bits', 'numbers/tonumber with a base beyond 32 bits', 'numbers/tonumber of whole numbers beyond 32 bits',
      'numbers/rounding of huge floats', 'numbers/rounding of floats beyond 32 bits',
    ],
  },
  {
    engines: ['fengari'],
    name: 'Hexadecimal literals and shifts keep 32 bits',
    kind: 'of the engine',
    reason: 'Masks and hashes of 32 bits work (`("%08x"):format(h & 0xffffffff)` is right); anything wider is cut off.',
    example: '1 << 40',
    real: 'integer 1099511627776',
    gives: 'integer 0',
    cases: ['numbers/hexadecimal literals beyond 32 bits', 'numbers/shifts beyond 32 bits'],
  },
  {
    engines: ['fengari'],
    name: 'string.pack and unpack know integers of 32 bits',
    kind: 'of the engine',
    reason: 'The sizes of `j`, `l` and `T` are 4; wider fields must hold values of 32 bits.',
    example: 'string.packsize("j")',
    real: 'integer 8',
    gives: 'integer 4',
    cases: ['pack/native integers', 'pack/unsigned words', 'pack/wide values', 'pack/wide floats as integers'],
  },
  {
    engines: ['fengari'],
    name: 'Powers of one',
    kind: 'of the engine',
    reason: 'JavaScript has 1 to the power of infinity as no number; C has it as 1.',
    example: '1 ^ math.huge',
    real: '1.0',
    gives: '-nan',
    cases: ['numbers/powers of one and infinity'],
  },
  {
    engines: ['fengari'],
    name: 'The sign of what is no number',
    kind: 'of the engine',
    reason: 'JavaScript does not tell the two apart; `-nan` is what nearly every operation gives in real Lua.',
    example: 'tostring(-(0/0))',
    real: '"nan"',
    gives: '"-nan"',
    cases: ['numbers/a positive not a number in text'],
  },
  {
    engines: ['fengari'],
    name: 'Weak tables hold what they hold',
    kind: 'of the engine',
    reason: 'JavaScript frees what nobody can reach, but does not tell. Bound your caches by their size.',
    example: '(function() local w = setmetatable({}, { __mode = "k" }) w[{}] = 1 collectgarbage() collectgarbage() return next(w) == nil end)()',
    real: 'true',
    gives: 'false',
    cases: ['metatables/unreachable values leave weak tables'],
  },
  {
    engines: ['fengari'],
    name: 'Finalizers do not run',
    kind: 'of the engine',
    reason: 'There is no `__gc`: close what you open.',
    example: '(function() local done = false setmetatable({}, { __gc = function() done = true end }) collectgarbage() collectgarbage() return done end)()',
    real: 'true',
    gives: 'false',
    cases: ['metatables/finalizers run'],
  },
  {
    engines: ['fengari'],
    name: 'A back reference to a position',
    kind: 'of the engine',
    reason: 'A position has no text that could be found again: the pattern never matches. fengari takes it for nothing.',
    example: '(("x="):find("()%1"))',
    real: 'nil',
    gives: 'integer 1',
    cases: ['strings/back references to positions'],
  },
  {
    engines: ['fengari'],
    name: 'Words of some messages',
    kind: 'of the engine',
    reason: 'The same errors at the same places, in slightly other words.',
    example: 'select(2, pcall(string.find, "abc", "%b"))',
    real: '"malformed pattern (missing arguments to \'%b\')"',
    gives: '"malformed pattern (missing arguments to \'%b\'"',
    cases: ['strings/patterns that are malformed', 'functions/deep nesting', 'pack/strings that end with a zero', 'coroutines/wrap inside itself'],
  },
  {
    engines: ['fengari', 'wasm'],
    name: 'Compiled chunks are refused',
    kind: 'on purpose',
    reason: compiled,
    example: 'type((load(string.dump(function() end), "=c")))',
    real: '"function"',
    gives: '"nil"',
    cases: ['load/compiled chunks', 'load/compiled functions', 'strings/dump gives a function back'],
  },
  {
    engines: ['fengari', 'wasm'],
    name: 'Functions of older versions are absent',
    kind: 'of the engine',
    reason: 'Debian builds its Lua with the functions that older versions had; Lua itself leaves them out.',
    example: 'type(math.pow)',
    real: '"function"',
    gives: '"nil"',
    cases: ['load/names kept by older versions'],
  },
  {
    engines: ['fengari', 'wasm'],
    name: 'An error about the reader of load names no line',
    kind: 'of the engine',
    reason: 'Between the caller and Lua\'s own `load` stands the host\'s, which takes no compiled chunks.',
    example: 'select(2, load(function() return {} end))',
    real: '"case:1: reader function must return a string"',
    gives: '"reader function must return a string"',
    cases: ['load/readers'],
  },
  {
    engines: ['fengari', 'wasm'],
    name: 'os.date takes fractions of a second',
    kind: 'on purpose',
    reason: '`time.now()` has them, and no date is wrong for it.',
    example: 'select(2, pcall(os.date, "!%S", 1.5))',
    real: '"bad argument #2 to \'os.date\' (number has no integer representation)"',
    gives: '"01"',
    cases: ['system/dates of wrong formats'],
  },
  {
    engines: ['wasm'],
    name: 'long, size_t and pointers have 32 bits',
    kind: 'of the engine',
    reason: 'WebAssembly is a machine of 32 bits; Lua\'s own integers have 64. Name the size: `i8`, `s8`.',
    example: 'string.packsize("l T")',
    real: 'integer 16',
    gives: 'integer 8',
    cases: ['pack/native integers'],
  },
  {
    engines: ['wasm'],
    name: '%a of numbers below 2^-1022',
    kind: 'of the engine',
    reason: 'Another C library writes the same number in another way; it reads back the same.',
    example: '("%a"):format(2^-1030)',
    real: '"0x0.01p-1022"',
    gives: '"0x1p-1030"',
    cases: ['format/hexadecimal floats below the normal ones'],
  },
  {
    engines: ['wasm'],
    name: '<= asks for __le only',
    kind: 'of the engine',
    reason: 'As Lua 5.4 has it; Debian\'s build still falls back to `__lt`.',
    example: '(function() local o = setmetatable({}, { __lt = function() return false end }) return select(2, pcall(function() return o <= o end)) end)()',
    real: 'true',
    gives: '"case:1: attempt to compare two table values"',
    cases: ['metatables/less or equal without'],
  },
  {
    engines: ['wasm'],
    name: 'A later Lua 5.4',
    kind: 'of the engine',
    reason: 'wasmoon has a later release of Lua 5.4 than Debian\'s 5.4.4: a few errors name another argument, or are found earlier.',
    example: 'select(2, pcall(table.remove, { 1 }, 5))',
    real: '"bad argument #1 to \'table.remove\' (position out of bounds)"',
    gives: '"bad argument #2 to \'table.remove\' (position out of bounds)"',
    cases: ['tables/remove with wrong arguments', 'utf8/codes of bad bytes'],
  },
]
