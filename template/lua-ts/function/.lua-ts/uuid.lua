---@meta

local uuid = {}

---Random.
---@return string
function uuid.v4() end

---Begins with the time, so that they sort in the order in which they were made.
---@return string
function uuid.v7() end

return uuid
