---@meta

---@class lua_ts.Part
---@field name? string
---@field filename? string what the client says; never use it as a path
---@field content_type? string
---@field headers table<string, string> by lower-case name
---@field read fun(self: lua_ts.Part): string?
---@field chunks fun(self: lua_ts.Part): fun(): string?
---@field text fun(self: lua_ts.Part, max_bytes?: integer): string

local multipart = {}

---@param from lua_ts.Event|string|fun(): string?
---@param content_type? string that of the event unless given
---@return fun(): lua_ts.Part?
function multipart.parts(from, content_type) end

---@param parts { name: string, body: string|number, filename?: string, content_type?: string }[]
---@return string body
---@return string content_type
function multipart.encode(parts) end

return multipart
