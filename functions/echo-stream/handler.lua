-- Sends the request body back piece by piece, while it is still coming in. However long the body is, the host
-- holds one piece of it: a gigabyte goes through in a few megabytes of memory.
--
--   ?mode=upper     letters in upper case (the default)
--   ?mode=identity  every byte as it came

local modes = {
  upper = string.upper,
  identity = function(chunk) return chunk end,
}

local function handler(event, context)
  -- event.query is the query alone. (event.mode would be looked up in the body as well, and so would read all of it.)
  local mode = event.query.mode or "upper"
  local transform = modes[mode]
  if not transform then
    error({ statusCode = 400, body = "mode must be upper or identity" })
  end

  -- Status and headers go out with the first write, so they must be set before it.
  context:header("Content-Type", event.headers["content-type"] or "application/octet-stream")

  -- chunks() waits for the next piece of the body, write() for a client that reads slowly. Both let other requests
  -- go on meanwhile, and so the sender is held up too: no piece is read before the one before it has left.
  for chunk in event:chunks() do
    context:write(transform(chunk))
  end
end

return handler
