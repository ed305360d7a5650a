---@meta

local base64 = {}

---@param data string
---@return string
function base64.encode(data) end

---@param text string
---@return string? data nil when the text is no base64
---@return string? problem
function base64.decode(text) end

---URL-safe, without padding.
---@param data string
---@return string
function base64.encode_url(data) end

---@param text string
---@return string? data nil when the text is no URL-safe base64
---@return string? problem
function base64.decode_url(text) end

return base64
