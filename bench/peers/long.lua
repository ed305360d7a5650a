-- What should take the same little memory however long it is: an upload, and the rows of a query.
local db, multipart = require "database", require "multipart"

local function upload(event)
  local bytes = 0
  for part in multipart.parts(event) do
    for chunk in part:chunks() do bytes = bytes + #chunk end
  end
  return ("%.0f"):format(bytes)
end

local function rows(event)
  local count, sum = 0, 0.0
  for row in db.connect(event.query.url):rows(event.query.sql) do
    count, sum = count + 1, sum + row.x
  end
  return ("%d %.0f"):format(count, sum)
end

return function(event)
  return event.method == "POST" and upload(event) or rows(event)
end
