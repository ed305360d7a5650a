---@meta

---@class lua_ts.CookieAttributes
---@field path? string
---@field domain? string
---@field max_age? integer seconds
---@field expires? number Unix time
---@field secure? boolean
---@field http_only? boolean
---@field same_site? "Strict"|"Lax"|"None"
---@field partitioned? boolean

local cookie = {}

---@param header string? `event.headers.cookie`
---@return table<string, string>
function cookie.parse(header) end

---@param name string
---@param value string|number
---@param attributes? lua_ts.CookieAttributes
---@return string value of a Set-Cookie header
function cookie.serialize(name, value, attributes) end

return cookie
