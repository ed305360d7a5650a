-- Answers one request. What this file returns is the handler; it is loaded once and stays warm.

---@param event lua_ts.Event
---@param context lua_ts.Context
---@return lua_ts.Reply
local function handler(event, context)
  -- event.name is a parameter: ?name=Ada, a form field, or {"name": "Ada"} in the body.
  local name = event.name or "World"

  -- A string is sent as plain text, a table with statusCode or body as the response, any other table as JSON.
  return {
    statusCode = 200,
    headers = { ["Content-Type"] = "text/plain; charset=utf-8" },
    body = "Hello, " .. name .. "!",
  }
end

return handler
