-- What fake.redis keeps: text, and tables of a kind, each by its key and perhaps for a time.
local error_meta = { __tostring = function(self) return self.message end }

local function fail(code, message) error(setmetatable({ code = code, message = code .. " " .. message }, error_meta), 0) end

return function()
  local time = require "time"
  local values, ends = {}, {}
  local store = {}

  -- The value, if its time isn't over. A list, set or hash ends with its last item.
  function store.live(key)
    local value = values[key]
    local is_over = ends[key] and ends[key] <= time.now()
    if is_over or (type(value) == "table" and next(value.items) == nil) then store.remove(key) end
    return values[key]
  end

  function store.remove(key) values[key], ends[key] = nil, nil end
  function store.clear() values, ends = {}, {} end

  -- Sets text, for some seconds or for ever.
  function store.set(key, text, seconds) values[key], ends[key] = text, seconds and time.now() + seconds end

  -- Changes text, which keeps its time.
  function store.change(key, text) values[key] = text end

  function store.expire(key, seconds) ends[key] = seconds and time.now() + seconds end
  function store.seconds_left(key) return ends[key] and ends[key] - time.now() end

  -- The items of a hash, list or set; where there is none, those of a new one.
  function store.items(key, kind)
    local value = store.live(key)
    if value == nil then
      value = { kind = kind, items = {} }
      values[key] = value
    end
    if type(value) ~= "table" or value.kind ~= kind then
      fail("WRONGTYPE", "Operation against a key holding the wrong kind of value")
    end
    return value.items
  end

  -- Text, or nil.
  function store.text(key)
    local value = store.live(key)
    if type(value) == "table" then fail("WRONGTYPE", "Operation against a key holding the wrong kind of value") end
    return value
  end

  -- Adds to a number.
  function store.add(key, by)
    local number = math.tointeger(tonumber(store.text(key) or 0))
    if not number then fail("ERR", "value is not an integer or out of range") end
    number = number + math.tointeger(tonumber(by))
    store.change(key, tostring(number))
    return number
  end

  return store
end
