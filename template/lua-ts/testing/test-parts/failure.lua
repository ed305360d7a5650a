-- The errors that end a test: a failed assertion, and a test that is put off.
local failure = {}

local meta, pending_meta = {}, {}
function meta.__tostring(self) return (self.at and self.at .. ": " or "") .. self.message end
function meta.__concat(a, b) return tostring(a) .. tostring(b) end

-- To those who catch it, it is as good as the text that luassert raises: err:find("equal").
function meta.__index(_, name)
  local f = string[name]
  return f and function(self, ...) return f(tostring(self), ...) end
end
function pending_meta.__tostring(self) return self.reason end

-- `file:line` of the innermost function on the stack that was read from a file of the function.
function failure.place()
  for level = 2, 100 do
    local info = debug.getinfo(level, "Sl")
    if not info then return nil end
    if info.source:sub(1, 1) == "@" then return info.source:sub(2) .. ":" .. info.currentline end
  end
end

-- Ends the test. `details` has a message and, as texts: expected, found, diff.
function failure.raise(details)
  details.at = failure.place()
  error(setmetatable(details, meta), 0)
end

-- Ends the test because an assertion or a fake was called wrongly.
function failure.misuse(message, ...) failure.raise({ message = message:format(...) }) end

function failure.is_failure(value) return getmetatable(value) == meta end

-- Ends the test as one that is not ready.
function failure.put_off(reason) error(setmetatable({ reason = reason }, pending_meta), 0) end

function failure.is_pending(value) return getmetatable(value) == pending_meta end

-- An error value as text, without the place that `error` put before it.
function failure.bare(value)
  if type(value) ~= "string" then return value end
  return (value:gsub("^[^\n]-:%d+: ", "", 1))
end

return failure
