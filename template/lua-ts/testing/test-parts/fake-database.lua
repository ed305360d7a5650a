-- fake.database { ["FROM users WHERE id = ?"] = { { id = 1, name = "Ada" } } }
local host = ...

local pairs, ipairs, type = pairs, ipairs, type
local misuse, words = host.part("failure").misuse, host.part("words")
local array_mt = require("json").array_mt

local function plain(sql) return (sql:lower():gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "")) end

-- As the errors of the module database, which print themselves.
local error_meta = { __tostring = function(self) return self.message end }

-- The answer whose key is the longest part of the statement, without regard to case and space.
local function find(answers, sql)
  local text, best = plain(sql), nil
  for key in pairs(answers) do
    if text:find(plain(key), 1, true) and (not best or #key > #best) then best = key end
  end
  return best
end

-- The rows that a statement is answered with, or an error.
local function rows_of(found, key)
  if found == nil then found = {} end
  if type(found) == "number" then found = { affected_rows = found } end
  if type(found) ~= "table" then misuse('fake.database can\'t answer "%s" with a %s: give rows or a number of changed rows', key, type(found)) end
  if found.error then
    error(setmetatable({ kind = found.error, code = found.code or found.error, message = found.message or found.error }, error_meta), 0)
  end
  local rows = host.part("compare").copy(found)
  rows.affected_rows = rows.affected_rows or (rows.insert_id and 1 or 0)
  return setmetatable(rows, array_mt)
end

-- The functions of the module, and what connections and transactions have as methods, over one that answers.
local function faces(answer)
  local fake, methods = { query = answer }, {}
  function fake.execute(...)
    local rows = answer(...)
    return rows.affected_rows, rows.insert_id
  end
  function fake.rows(...)
    local rows, i = answer(...), 0
    return function()
      i = i + 1
      return rows[i]
    end
  end
  function fake.dialect() return "sqlite" end
  for _, name in ipairs { "query", "execute", "rows", "dialect" } do
    methods[name] = function(_, ...) return fake[name](...) end
  end
  function methods.transaction(self, f, ...) return f(self, ...) end
  function methods.close() end
  local connection = setmetatable({}, { __index = methods })
  function fake.transaction(f, ...) return f(connection, ...) end
  function fake.connect() return connection end
  return fake
end

-- What was faked before answers what these don't.
return function(answers, before)
  if type(answers) ~= "table" then misuse('fake.database takes a table such as { ["FROM users"] = { { id = 1 } } }, got %s', type(answers)) end
  local made, known = { queries = {} }, before and before.known or ""
  for key in pairs(answers) do
    if type(key) ~= "string" then misuse("fake.database takes a table of SQL, or parts of it, and rows; got a key of type %s", type(key)) end
    known = "\n  " .. key .. known
  end

  local function lookup(sql)
    local key = find(answers, sql)
    if key then return key, answers[key], made.queries end
    if before then return before.lookup(sql) end
    error(('fake.database has no answer for "%s": it knows%s'):format(sql, known), 0)
  end

  local fake = faces(function(sql, ...)
    if type(sql) ~= "string" then misuse("the database takes SQL, got %s", type(sql)) end
    local key, found, queries = lookup(sql)
    queries[#queries + 1] = { sql = sql, values = words.pack(...) }
    if type(found) == "function" then found = found(sql, ...) end
    return rows_of(found, key)
  end)
  fake.known, fake.lookup = known, lookup
  return fake, made
end
