-- The module "ltn12": LuaSocket's filters, sources, sinks and pumps (LTN 12), for code that was written for them.
local ltn12 = { _VERSION = "LTN12 1.0.3", BLOCKSIZE = 2048, filter = {}, source = {}, sink = {}, pump = {} }
local filter, source, sink, pump = ltn12.filter, ltn12.source, ltn12.sink, ltn12.pump

-- A high-level filter of a low-level one that takes and returns a context.
function filter.cycle(low, context, extra)
  assert(low, "bad argument #1 to 'cycle' (function expected)")
  return function(chunk)
    local result
    result, context = low(context, chunk, extra)
    return result
  end
end

local function through_both(first, second)
  return function(chunk)
    local piece = first(chunk)
    -- At the end, what the first still held goes through the second before its own end.
    if chunk ~= nil or piece == nil then return second(piece) end
    local last = second(piece)
    local rest = second(nil)
    return (last or "") .. (rest or "")
  end
end

function filter.chain(...)
  local filters = { ... }
  local chained = filters[1]
  for i = 2, #filters do chained = through_both(chained, filters[i]) end
  return chained
end

local function nothing() return nil end

function source.empty() return nothing end

function source.error(message)
  return function() return nil, message end
end

function source.file(handle, message)
  if not handle then return source.error(message or "unable to open file") end
  return function()
    local chunk = handle:read(ltn12.BLOCKSIZE)
    if not chunk then handle:close() end
    return chunk
  end
end

-- A source may give another source to go on with.
function source.simplify(current)
  return function()
    local chunk, problem_or_next = current()
    current = problem_or_next or current
    if not chunk then return nil, problem_or_next end
    return chunk
  end
end

function source.string(text)
  if not text then return source.empty() end
  local at = 1
  return function()
    local chunk = text:sub(at, at + ltn12.BLOCKSIZE - 1)
    at = at + ltn12.BLOCKSIZE
    if chunk ~= "" then return chunk end
    return nil
  end
end

function source.table(list)
  assert(type(list) == "table", "bad argument #1 to 'table' (table expected)")
  local i = 0
  return function()
    i = i + 1
    return list[i]
  end
end

function source.rewind(inner)
  local back = {}
  return function(chunk)
    if chunk then
      back[#back + 1] = chunk
      return 1
    end
    if #back > 0 then return table.remove(back) end
    return inner()
  end
end

function source.cat(...)
  local sources, i = { ... }, 1
  return function()
    while sources[i] do
      local chunk, problem = sources[i]()
      if chunk then return chunk end
      if problem then return nil, problem end
      i = i + 1
    end
    return nil
  end
end

local function chained_source(inner, change)
  local pending, over = "", false
  return function()
    while not over do
      local chunk, problem = inner()
      if problem then return nil, problem end
      over = chunk == nil
      pending = change(chunk)
      if pending and pending ~= "" then return pending end
    end
    return nil
  end
end

function source.chain(inner, ...)
  for _, change in ipairs { ... } do inner = chained_source(inner, change) end
  return inner
end

function sink.table(list)
  list = list or {}
  return function(chunk)
    if chunk then list[#list + 1] = chunk end
    return 1
  end, list
end

function sink.null()
  return function() return 1 end
end

function sink.error(message)
  return function() return nil, message end
end

function sink.file(handle, message)
  if not handle then return sink.error(message or "unable to open file") end
  return function(chunk)
    if not chunk then
      handle:close()
      return 1
    end
    return handle:write(chunk)
  end
end

function sink.simplify(current)
  return function(chunk, problem)
    local ok, problem_or_next = current(chunk, problem)
    if not ok then return nil, problem_or_next end
    current = problem_or_next or current
    return 1
  end
end

local function chained_sink(change, inner)
  return function(chunk, problem)
    if problem then return inner(nil, problem) end
    local piece = change(chunk)
    if piece and piece ~= "" then
      local ok, failure = inner(piece)
      if not ok then return nil, failure end
    end
    if chunk == nil then return inner(nil) end
    return 1
  end
end

function sink.chain(...)
  local parts = { ... }
  -- sink.table() returns its table too, which lands here.
  while type(parts[#parts]) ~= "function" do parts[#parts] = nil end
  local inner = parts[#parts]
  for i = #parts - 1, 1, -1 do inner = chained_sink(parts[i], inner) end
  return inner
end

function pump.step(from, to)
  local chunk, from_problem = from()
  local ok, to_problem = to(chunk, from_problem)
  if chunk and ok then return 1 end
  return nil, from_problem or to_problem
end

function pump.all(from, to, step)
  -- sink.table() returns its table too, which lands here.
  if type(step) ~= "function" then step = pump.step end
  while true do
    local ok, problem = step(from, to)
    if not ok then
      if problem then return nil, problem end
      return 1
    end
  end
end

return ltn12
