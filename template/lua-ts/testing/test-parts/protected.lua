-- Runs a piece of a test for as long as a test may take. Returns nothing, or what went wrong:
-- { kind = "failed" or "pending", message, expected, found, unexpected, diff, at, traceback }.
local host = ...

local failure, show = host.part("failure"), host.part("show")

local function text_of(value)
  if type(value) == "string" then return value end
  local meta = type(value) == "table" and debug.getmetatable(value)
  if type(meta) == "table" and meta.__tostring then return tostring(value) end
  return "error value: " .. show.long(value)
end

local function problem_of(value, traceback)
  local problem = { kind = "failed", traceback = traceback ~= "" and traceback or nil, at = traceback:match("^([^\n:]+:%d+):") }
  if failure.is_failure(value) then
    for _, name in ipairs { "message", "expected", "found", "unexpected", "diff", "at" } do problem[name] = value[name] end
    return problem
  end
  problem.message = text_of(value)
  local place, rest = problem.message:match("^([^\n:]+:%d+): (.*)$")
  if place then problem.at, problem.message = place, rest end
  return problem
end

return function(body)
  local outcome, value, traceback = host.run(body)
  if outcome == "done" then return nil end
  if failure.is_pending(value) then
    return { kind = "pending", message = value.reason ~= nil and tostring(value.reason) or nil }
  end
  if outcome == "deadline" then value = ("it took longer than %g s"):format(host.options.timeout) end
  return problem_of(value, traceback)
end
