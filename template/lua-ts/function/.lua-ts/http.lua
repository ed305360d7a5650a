---@meta

---@class lua_ts.HttpOptions
---@field url? string
---@field method? string
---@field headers? table<string, string|number|string[]>
---@field query? table<string, any>
---@field body? string|fun(): string?
---@field json? any
---@field timeout? number seconds
---@field stream? boolean
---@field redirects? integer
---@field decompress? boolean
---@field verify? boolean
---@field ca? string certificates in PEM
---@field max_body_bytes? integer
---@field propagate? boolean

---@class lua_ts.HttpResponse
---@field status integer
---@field reason string
---@field version string
---@field headers table<string, string> by lower-case name
---@field multiValueHeaders table<string, string[]> by lower-case name
---@field url string
---@field body string|fun(): string? a function with `stream`
---@field close? fun() with `stream`: gives up the rest

---@class lua_ts.http
---@field TIMEOUT number seconds, for `request`
---@field USERAGENT string for `request`
local http = {}

---@param url string|lua_ts.HttpOptions
---@param options? lua_ts.HttpOptions
---@return lua_ts.HttpResponse
function http.fetch(url, options) end

---As LuaSocket's.
---@param url string|table
---@param body? string
---@return string|1|nil body
---@return integer|string status
---@return table<string, string>? headers
---@return string? line
function http.request(url, body) end

return http
