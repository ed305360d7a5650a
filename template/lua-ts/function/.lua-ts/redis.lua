---@meta

---@class lua_ts.RedisClient
---@field [string] fun(...: string|number): any each command by its name
---@field call fun(name: string, ...: string|number): any
---@field pipeline fun(f: fun(p: table)): any[]
---@field transaction fun(f: fun(p: table)): any[]

---Each command is a function of its name: redis.get(key), redis.set(key, value, "EX", 60).
local redis = {}

---@param name string
---@param ... string|number
---@return any
function redis.call(name, ...) end

---@param f fun(p: table) calls commands on p
---@return any[] answers
function redis.pipeline(f) end

---@param f fun(p: table) calls commands on p
---@return any[] answers
function redis.transaction(f) end

---@param url string such as redis://user:password@host:6379/0
---@return lua_ts.RedisClient
function redis.connect(url) end

return redis
