local json = require "json"
local programs = require "programs"

return function(event)
  local result, ms = programs.measure(event.query.program, json)
  return { result = result, ms = ms }
end
