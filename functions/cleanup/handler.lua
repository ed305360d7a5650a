-- Deletes log rows that are older than keep_days. It runs on a schedule: see its annotations in stack.yml.

local db = require "database"

local seconds_per_day = 24 * 60 * 60
local most_rows = 1000

local keep_days = tonumber(os.getenv("keep_days") or 30)
if not keep_days or keep_days < 0 then error("keep_days must be a number of days") end

-- Times are kept as Unix seconds: every database has another way to write "30 days ago".
local function init()
  db.execute("CREATE TABLE IF NOT EXISTS log (id VARCHAR(36) PRIMARY KEY, created_at BIGINT NOT NULL, message TEXT)")
  -- MySQL has no IF NOT EXISTS for an index, so one that is there already is no error.
  local made, problem = pcall(db.execute, "CREATE INDEX log_created_at ON log (created_at)")
  if not made and not tostring(problem):find("log_created_at") then error(problem, 0) end
end

local function handler(_, context)
  local before = os.time() - keep_days * seconds_per_day
  local deleted = 0
  repeat
    -- Some at a time, so that nobody waits long for a lock.
    local rows = db.query("SELECT id FROM log WHERE created_at < ? ORDER BY created_at LIMIT ?", before, most_rows)
    if #rows > 0 then
      db.transaction(function(tx)
        for _, row in ipairs(rows) do
          deleted = deleted + tx:execute("DELETE FROM log WHERE id = ?", row.id)
        end
      end)
    end
    -- The rest is for the next time, rather than for the deadline to cut off.
  until #rows < most_rows or context:remaining_ms() < 5000
  print(("deleted %d log rows older than %g days"):format(deleted, keep_days))
  return { deleted = deleted }
end

return { handler = handler, init = init }
