-- Programs that only compute, the same for the host's engines and for Lua's own interpreter. Each returns a number
-- that shows that it did its work.

local programs = {}

function programs.fib()
  local function fib(n)
    if n < 2 then return n end
    return fib(n - 1) + fib(n - 2)
  end
  return fib(25)
end

programs["string building"] = function()
  local parts = {}
  for i = 1, 20000 do
    parts[#parts + 1] = ("%d:%s"):format(i, ("x"):rep(i % 10))
  end
  local text = table.concat(parts, ",")
  local upper = text:upper():sub(1, -2)
  return #upper
end

programs["table sort"] = function()
  local list, seed = {}, 42
  for i = 1, 20000 do
    seed = (seed * 1103 + 12345) % 65536
    list[i] = seed
  end
  table.sort(list, function(a, b) return a < b end)
  return list[1] + list[#list]
end

programs.gsub = function()
  local text = ("the quick brown fox jumps over the lazy dog "):rep(200)
  local count = 0
  for _ = 1, 5 do
    local _, n = text:gsub("%w+", function(word) return word:reverse() end)
    count = count + n
  end
  return count
end

programs["numeric loop"] = function()
  local sum = 0
  for i = 1, 1000000 do
    sum = sum + i % 7
  end
  return sum
end

programs["pcall and errors"] = function()
  local caught = 0
  for _ = 1, 20000 do
    if not pcall(error, "x") then caught = caught + 1 end
  end
  return caught
end

-- A document of about 10 kB, there and back. `json` is the host's module, lua-cjson for Lua's own interpreter.
function programs.json(json)
  local document = {}
  for i = 1, 100 do
    document[i] = { id = i, name = "somebody number " .. i, tags = { "a", "b", "c" }, active = i % 2 == 0, ratio = i / 4 }
  end
  local text = json.encode(document)
  for _ = 1, 5 do
    text = json.encode(json.decode(text))
  end
  return #json.decode(text)
end

--- Runs a program until a tenth of a second has passed; gives its result and the milliseconds of processor that one run takes.
local function measure(name, json)
  local program = programs[name]
  local result = program(json)
  local runs, started = 0, os.clock()
  local used
  repeat
    program(json)
    runs = runs + 1
    used = os.clock() - started
  until used > 0.1
  return result, used / runs * 1000
end

return { measure = measure }
