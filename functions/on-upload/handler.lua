-- Keeps a list of the files in a bucket. MinIO, or S3 by way of a connector, sends an event for each file that is
-- put there or removed; GET shows the newest.

local crypto, db, events = require "crypto", require "database", require "event"

-- Runs once, before the first event.
local function init()
  db.execute([[CREATE TABLE IF NOT EXISTS uploads (
    id VARCHAR(64) PRIMARY KEY, bucket VARCHAR(63) NOT NULL, name VARCHAR(1024) NOT NULL, size BIGINT, uploaded_at VARCHAR(30))]])
end

local function keep(file)
  -- A name may be longer than what a database takes for a key.
  local id = crypto.digest("sha256", file.bucket .. "/" .. file.key)
  -- Events may come twice: doing this again changes nothing.
  db.transaction(function(tx)
    tx:execute("DELETE FROM uploads WHERE id = ?", id)
    if file.name:find("^ObjectCreated") then
      tx:execute("INSERT INTO uploads VALUES (?, ?, ?, ?, ?)", id, file.bucket, file.key, file.size, file.time)
    end
  end)
end

local function handler(event)
  if event.method == "GET" then
    return db.query("SELECT bucket, name, size, uploaded_at FROM uploads ORDER BY uploaded_at DESC, name LIMIT 20")
  end
  for file in events.records(event) do
    if file.source ~= "s3" then error({ statusCode = 400, body = "expected events of a bucket, got " .. file.source }) end
    keep(file)
  end
end

return { handler = handler, init = init }
