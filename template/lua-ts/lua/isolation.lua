-- A world of its own for each request: globals, libraries and the function's modules, made anew from chunks that are
-- compiled once. It runs once per state, before any code of the function, and returns what makes a handler of a file.
local host = ...

local error, next, select, type = error, next, select, type
local format = string.format
local load, require, setmetatable, getmetatable = load, require, setmetatable, getmetatable
local searchpath, path, preload = package.searchpath, package.path, package.preload

local function copy(source)
  local new = {}
  for key, value in next, source do new[key] = value end
  return new
end

-- As copy, with the tables inside. Metatables stay: the world's getmetatable doesn't give them away. A world has one
-- copy of a table, and knows what it is a copy of.
local function deep_copy(value, copies)
  if type(value) ~= "table" then return value end
  if copies.of[value] then return copies.of[value] end
  local new = {}
  copies.of[value], copies.from[new] = new, value
  for key, inner in next, value do new[key] = deep_copy(inner, copies) end
  local meta = getmetatable(value)
  if type(meta) == "table" then setmetatable(new, meta) end
  return new
end

local globals, libraries = {}, {}
for name, value in next, _G do
  if type(value) ~= "table" then globals[name] = value end
  if type(value) == "table" and value ~= _G then libraries[name] = copy(value) end
end
-- What else debug has reaches values of other requests.
libraries.debug = { traceback = debug.traceback, getinfo = debug.getinfo }
libraries.package = { config = package.config, cpath = package.cpath, path = path, searchpath = searchpath }

local chunks = {}

-- The function of a file, whose first parameter is its _ENV; nil and a message when it doesn't compile.
local function chunk_of(file)
  local chunk = chunks[file]
  if chunk then return chunk end
  -- Compiled as it is first, for messages about what stands there.
  local plain, message = host.compile(file)
  if not plain then return nil, message end
  chunk = host.compile_within(file)
  chunks[file] = chunk
  return chunk
end

local function add_loaders(world)
  function world.load(chunk, name, mode, ...)
    if select("#", ...) > 0 then return load(chunk, name, mode, (...)) end
    return load(chunk, name, mode, world)
  end
  function world.loadfile(file, _, ...)
    local chunk, message = chunk_of(file)
    if not chunk then return nil, message end
    local env = world
    if select("#", ...) > 0 then env = (...) end
    return function(...) return chunk(env, ...) end
  end
  function world.dofile(file)
    local chunk, message = chunk_of(file)
    if not chunk then error(message, 0) end
    return chunk(world)
  end
end

local function add_require(world, loaded, copies)
  local package = world.package
  package.loaded, package.preload = loaded, {}

  local function value_of(name)
    local own = package.preload[name]
    if own then return own(name, ":preload:") end
    local file = not preload[name] and searchpath(name, package.path)
    if not file then return deep_copy(require(name), copies) end
    local chunk, message = chunk_of(file)
    if not chunk then error(format("error loading module '%s' from file '%s':\n\t%s", name, file, message), 0) end
    return chunk(world, name, file)
  end

  function world.require(name)
    -- For its message.
    if type(name) ~= "string" then return require(name) end
    local known = loaded[name]
    if known ~= nil then return known end
    local value = value_of(name)
    if value ~= nil then loaded[name] = value end
    if loaded[name] == nil then loaded[name] = true end
    return loaded[name]
  end
end

-- A metatable that the request did not make itself is shared with others. It gets a copy to look at; where it sets that
-- copy (json.array_mt, say), the one that the host knows is meant.
local function add_metatables(world, copies)
  local own = setmetatable({}, { __mode = "k" })
  function world.setmetatable(value, ...)
    local meta = ...
    local shared = meta and copies.from[meta]
    if shared then return setmetatable(value, shared) end
    local result = setmetatable(value, ...)
    if meta then own[meta] = true end
    return result
  end
  function world.getmetatable(value)
    local meta = getmetatable(value)
    if type(meta) ~= "table" or own[meta] then return meta end
    return deep_copy(meta, copies)
  end
  world.debug.getmetatable = world.getmetatable
end

local function new_world()
  local world, loaded, copies = copy(globals), {}, { of = {}, from = {} }
  for name, library in next, libraries do
    local own = copy(library)
    world[name], loaded[name] = own, own
  end
  world._G, loaded._G = world, world
  add_loaders(world)
  add_require(world, loaded, copies)
  add_metatables(world, copies)
  return world
end

return function(file, entry)
  return function(...)
    local chunk, message = chunk_of(file)
    if not chunk then error(message, 0) end
    local handler = chunk(new_world())
    if type(handler) == "table" then handler = handler[entry] end
    return handler(...)
  end
end
