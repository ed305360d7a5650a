---@meta

local secrets = {}

---@param name string
---@return string? secret nil when there is none
---@return string? problem
function secrets.get(name) end

return secrets
