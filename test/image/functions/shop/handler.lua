-- A function with a rock and a database inside.
local db = require "database"
local shout = require "shout"

local function init()
  db.execute("CREATE TABLE visits (name TEXT)")
end

local function handler(event)
  db.execute("INSERT INTO visits (name) VALUES (?)", event.name)
  return shout(event.name) .. " " .. db.query("SELECT count(*) AS n FROM visits")[1].n
end

return { handler = handler, init = init }
