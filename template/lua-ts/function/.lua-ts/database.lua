---@meta

---Values that a statement takes.
---@alias SqlValue nil|boolean|number|string|SqlBlob

---@class SqlBlob

---Rows, in order; as JSON an array.
---@class SqlRows: table[]
---@field affected_rows integer
---@field insert_id? integer|string

---What a failed statement raises.
---@class DatabaseError
---@field message string
---@field code string The database's own code.
---@field kind "unique"|"foreign_key"|"not_null"|"check"|"syntax"|"missing"|"value"|"conflict"|"busy"|"connection"|"cancelled"|"query"
---@field sqlstate? string
---@field where? string

---@class DatabaseTransaction
local tx = {}

---@param sql string
---@param ... SqlValue
---@return SqlRows
function tx:query(sql, ...) end

---@param sql string
---@param ... SqlValue
---@return integer affected_rows
---@return integer|string|nil insert_id
function tx:execute(sql, ...) end

---@param sql string
---@param ... SqlValue
---@return fun(): table?
function tx:rows(sql, ...) end

---@generic T
---@param f fun(tx: DatabaseTransaction): T
---@return T
function tx:transaction(f) end

---@return "sqlite"|"postgres"|"mysql"
function tx:dialect() end

---@class DatabaseConnection: DatabaseTransaction
local connection = {}

---Closes the connections; those in use when their work is done.
function connection:close() end

local database = {}

---Runs a statement; `?` stands for a value.
---@param sql string
---@param ... SqlValue
---@return SqlRows
function database.query(sql, ...) end

---Runs a statement for what it changes.
---@param sql string
---@param ... SqlValue
---@return integer affected_rows
---@return integer|string|nil insert_id
function database.execute(sql, ...) end

---Reads rows one after the other, however many.
---@param sql string
---@param ... SqlValue
---@return fun(): table?
function database.rows(sql, ...) end

---Commits when `f` returns, rolls back when it raises an error.
---@generic T
---@param f fun(tx: DatabaseTransaction): T
---@return T
function database.transaction(f) end

---Another database, by name (`database_url_NAME`) or URL.
---@param name_or_url string
---@return DatabaseConnection
function database.connect(name_or_url) end

---Binary data.
---@param bytes string
---@return SqlBlob
function database.blob(bytes) end

---@return "sqlite"|"postgres"|"mysql"
function database.dialect() end

return database
