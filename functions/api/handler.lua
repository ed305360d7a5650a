-- Users in a database, as JSON:
--
--   POST   /users        {"name": "Ada", "email": "ada@example.com"} -> 201 and the user with its id
--   GET    /users        ?limit=20&after=ID  the next users after that one
--   GET    /users/ID
--   PUT    /users/ID     a new name and email
--   DELETE /users/ID
--
-- It runs on SQLite, PostgreSQL, MySQL and MariaDB: database_url, or the secret database-url, says which.

local db = require "database"

local most_users = 100

-- How each database makes ids is the one thing here that they don't agree on.
local id_columns = {
  sqlite = "INTEGER PRIMARY KEY AUTOINCREMENT",
  postgres = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
  mysql = "BIGINT AUTO_INCREMENT PRIMARY KEY",
}

-- An error with a statusCode is an answer, wherever it is raised.
local function refuse(status, message, field)
  error({ statusCode = status, body = { error = message, field = field } })
end

local function text_field(user, name, longest)
  local value = user[name]
  if type(value) ~= "string" or not value:find("%S") then refuse(400, name .. " must be a text that is not empty", name) end
  if #value > longest then refuse(400, name .. " must not be longer than " .. longest .. " bytes", name) end
  return value
end

-- The name and email of the body, or 400 that names what is wrong.
local function user_in(event)
  local user = event:json()
  if type(user) ~= "table" then refuse(400, "the body must be a JSON object with name and email") end
  local name, email = text_field(user, "name", 200), text_field(user, "email", 254)
  if not email:find("^[^%s@]+@[^%s@]+$") then refuse(400, "email must be an email address", "email") end
  return name, email
end

-- A whole number from the query, or the default when it isn't there.
local function whole(query, name, default, least, most)
  local text = query[name]
  if text == nil then return default end
  local number = text:find("^%d+$") and #text <= 15 and tonumber(text)
  if not number or number < least or number > most then
    refuse(400, ("%s must be a whole number from %d to %.0f"):format(name, least, most), name)
  end
  return number
end

-- Runs a statement that may meet an email that somebody else has.
local function unless_taken(f, ...)
  local ok, result = pcall(f, ...)
  if ok then return result end
  if type(result) == "table" and result.kind == "unique" then refuse(409, "email is taken", "email") end
  error(result, 0)
end

local function find(id)
  local user = db.query("SELECT id, name, email FROM users WHERE id = ?", id)[1]
  return user or refuse(404, "no user " .. id)
end

local function create(event)
  local name, email = user_in(event)
  local insert = "INSERT INTO users (name, email) VALUES (?, ?)"
  -- PostgreSQL tells the id only when it is asked for.
  if db.dialect() == "postgres" then insert = insert .. " RETURNING id" end
  local id = unless_taken(db.query, insert, name, email).insert_id
  return { statusCode = 201, headers = { Location = ("/users/%s"):format(id) }, body = { id = id, name = name, email = email } }
end

local function list(event)
  local limit = whole(event.query, "limit", 20, 1, most_users)
  local after = whole(event.query, "after", 0, 0, 10 ^ 15)
  local users = db.query("SELECT id, name, email FROM users WHERE id > ? ORDER BY id LIMIT ?", after, limit)
  local last = users[limit]
  return { statusCode = 200, body = { users = users, after = last and last.id } }
end

local function update(event, id)
  local name, email = user_in(event)
  local changed = unless_taken(db.execute, "UPDATE users SET name = ?, email = ? WHERE id = ?", name, email, id)
  if changed == 0 then refuse(404, "no user " .. id) end
  return { statusCode = 200, body = find(id) }
end

local function delete(_, id)
  if db.execute("DELETE FROM users WHERE id = ?", id) == 0 then refuse(404, "no user " .. id) end
  return { statusCode = 204 }
end

local all_users = { GET = list, POST = create }
local one_user = {
  GET = function(_, id) return { statusCode = 200, body = find(id) } end,
  PUT = update,
  DELETE = delete,
}

local function allowed(methods)
  local names = {}
  for name in pairs(methods) do names[#names + 1] = name end
  table.sort(names)
  return table.concat(names, ", ")
end

local function handler(event)
  -- Ids have 64 bits; as text they lose nothing on any engine.
  local id = event.path:match("^/users/([1-9]%d*)/?$")
  local methods = id and #id <= 18 and one_user or event.path:match("^/users/?$") and all_users
  if not methods then refuse(404, "no such path; there are /users and /users/ID") end
  local action = methods[event.method]
  if not action then
    error({ statusCode = 405, headers = { Allow = allowed(methods) }, body = { error = "not for " .. event.method } })
  end
  return action(event, id)
end

-- Runs once, before the first request.
local function init()
  db.execute("CREATE TABLE IF NOT EXISTS users (id " .. id_columns[db.dialect()] .. [[,
    name VARCHAR(200) NOT NULL,
    email VARCHAR(254) NOT NULL UNIQUE)]])
end

return { handler = handler, init = init }
