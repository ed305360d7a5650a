-- Greets whoever is named: ?name=Ada, a form field name=Ada, or {"name": "Ada"} in the body.

local function handler(event)
  -- A name that is no field of the event is looked up among the request's parameters: the fields of a JSON object
  -- or a form in the body first, then the query.
  local name = event.name

  -- What a JSON body holds need not be text. An error with a statusCode is an answer, not a failure.
  if name ~= nil and type(name) ~= "string" then
    error({ statusCode = 400, body = "name must be text" })
  end
  if name == nil or name == "" then
    name = "World"
  end

  -- A string is sent as it is, as text/plain with status 200.
  return "Hello, " .. name .. "!"
end

return handler
