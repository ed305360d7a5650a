---@meta

local kv = {}

---@param key string
---@return string|number|boolean|nil
function kv.get(key) end

---@param key string
---@param value string|number|boolean
---@param ttl? number seconds
---@return boolean
function kv.set(key, value, ttl) end

---As `set`, unless there is a value.
---@param key string
---@param value string|number|boolean
---@param ttl? number seconds
---@return boolean added
function kv.add(key, value, ttl) end

---@param key string
---@param by? number
---@param ttl? number seconds, when there was no value
---@return number
function kv.incr(key, by, ttl) end

---@param key string
---@return boolean found
function kv.delete(key) end

function kv.clear() end

return kv
