-- What the host changes in Lua's own library, as far as that is best said in Lua. It runs once per state, before
-- any code of the function; `host` holds what the host lends it.
local host = ...

local error, next, pairs, rawset, select, setmetatable, getmetatable, tostring, type =
  error, next, pairs, rawset, select, setmetatable, getmetatable, tostring, type
local concat, gsub, format = table.concat, string.gsub, string.format
local traceback = debug.traceback

-- A message handler may loop too. It runs where no time slice can end, so once the deadline has passed it is skipped.
do
  local xpcall, guarded = xpcall, host.guarded
  function _G.xpcall(f, handler, ...)
    if type(handler) ~= "function" then
      local got = handler == nil and "no value" or type(handler)
      error(format("bad argument #2 to 'xpcall' (function expected, got %s)", got), 2)
    end
    return xpcall(f, guarded(handler), ...)
  end
end

-- Functions that a function host can't have: they end or block the process that other requests run in.
local function absent(library, name, instead)
  library[name] = function()
    error(format("%s is not available in a function: %s", host.absent_name(library, name), instead), 2)
  end
end

do
  local names = { [os] = "os", [io] = "io", [debug] = "debug", [package] = "package" }
  function host.absent_name(library, name) return names[library] .. "." .. name end
end
absent(os, "execute", "it would start a process for every request; use a module or a service")
absent(os, "exit", "it would end every request of this process; return a reply or raise an error")
absent(os, "setlocale", "the locale is always C")
absent(io, "read", "there is no standard input; read event.body")
absent(io, "input", "there is no standard input; open a file with io.open")
absent(io, "output", "standard output is the log; open a file with io.open")
absent(io, "popen", "it would start a process for every request; use a module or a service")
absent(debug, "sethook", "the host's time slices and deadlines need the hook")
-- As Lua itself tells of a hook that is set from outside. Who saves and sets hooks then lets it be.
function debug.gethook() return "external hook", "", host.tick_instructions() end
absent(debug, "debug", "there is no terminal")
absent(debug, "getregistry", "it holds the host's own values")
io.stdin = nil
package.jspath = nil
absent(package, "loadlib", "C libraries can't be loaded into this engine")

-- Files of Lua are found from the function's folder, as those of io.open are.
do
  local compile, setupvalue = host.compile, debug.setupvalue

  function loadfile(file, _, ...)
    local chunk, message = compile(file)
    if chunk and select("#", ...) > 0 then setupvalue(chunk, 1, (...)) end
    return chunk, message
  end

  function dofile(file)
    local chunk, message = compile(file)
    if not chunk then error(message, 0) end
    return chunk()
  end
end

-- require, written in Lua so that a module may wait (for a database, say) while it loads.
do
  local preload, loaded = package.preload, package.loaded
  local readable, compile = host.readable, host.compile

  function package.searchpath(name, path, separator, replacement)
    local file = gsub(name, "%" .. (separator or "."), replacement or "/")
    local tried = {}
    for template in path:gmatch("[^;]+") do
      local candidate = gsub(template, "%?", (gsub(file, "%%", "%%%%")))
      if readable(candidate) then return candidate end
      tried[#tried + 1] = "\n\tno file '" .. candidate .. "'"
    end
    return nil, concat(tried)
  end

  local function in_preload(name)
    local loader = preload[name]
    if loader then return loader, ":preload:" end
    return "\n\tno field package.preload['" .. name .. "']"
  end

  local function in_path(name)
    local file, tried = package.searchpath(name, package.path)
    if not file then return tried end
    local chunk, message = compile(file)
    if not chunk then
      error(format("error loading module '%s' from file '%s':\n\t%s", name, file, message), 0)
    end
    return chunk, file
  end

  local function in_c_path(name)
    local file, tried = package.searchpath(name, package.cpath)
    if not file then return tried end
    error(format("module '%s' is a C library (%s), which this engine can't load: %s", name, file, host.instead(name)), 0)
  end

  package.searchers = { in_preload, in_path, in_c_path }

  function require(...)
    local name = ...
    if type(name) ~= "string" then
      if type(name) ~= "number" then
        local got = select("#", ...) == 0 and "no value" or type(name)
        error(format("bad argument #1 to 'require' (string expected, got %s)", got), 2)
      end
      name = tostring(name)
    end
    local known = loaded[name]
    if known ~= nil then return known end
    local tried = {}
    for _, search in ipairs(package.searchers) do
      local loader, extra = search(name)
      if type(loader) == "function" then
        local value = loader(name, extra)
        if value ~= nil then loaded[name] = value end
        if loaded[name] == nil then loaded[name] = true end
        return loaded[name]
      end
      tried[#tried + 1] = loader
    end
    error(format("module '%s' not found:%s%s", name, host.hint(name), concat(tried)), 2)
  end
end

-- A global that a request creates outlives it and is seen by the next one: the classic leak between requests.
function host.guard_globals(mode)
  local meta = getmetatable(_G)
  -- A function that guards its globals itself (a "strict" module) needs no second guard.
  if meta and meta.__newindex then return end
  local known = {}
  meta = meta or {}
  function meta.__newindex(globals, name, value)
    if not host.in_request() then return rawset(globals, name, value) end
    if mode == "error" then
      error(format("assignment to new global '%s' in a request: other requests would see it; make it local", tostring(name)), 2)
    end
    if not known[name] then
      known[name] = true
      host.global_written(tostring(name), traceback("", 2))
    end
    rawset(globals, name, value)
  end
  setmetatable(_G, meta)
end

-- Sends what an iterator gives, piece by piece, until it gives nil.
function host.stream(next_chunk, context)
  local chunk = next_chunk()
  while chunk ~= nil do
    context:write(chunk)
    chunk = next_chunk()
  end
end

-- pairs(event) shows every field; the event itself fetches each only when it is asked for. The fields come with the
-- first step: Lua 5.3's pairs calls __pairs where nothing can wait for the body.
function host.event_pairs(event)
  local fields
  return function(_, name)
    fields = fields or host.event_fields(event)
    return next(fields, name)
  end, event, nil
end

-- for chunk in event:chunks() do … end
function host.event_chunks(event, size)
  return function() return event:read(size) end
end
