---@meta

---@class lua_ts.UrlParts
---@field scheme? string
---@field userinfo? string
---@field user? string
---@field password? string
---@field host? string
---@field port? integer
---@field path string
---@field query? string
---@field fragment? string

local url = {}

---@param text string
---@return lua_ts.UrlParts? parts nil when the text is no URL
---@return string? problem
function url.parse(text) end

---@param parts table as `parse` gives; `query` may be a table
---@return string
function url.build(parts) end

---@param base string
---@param reference string
---@return string
function url.resolve(base, reference) end

---@param text string|number
---@return string
function url.escape(text) end

---@param text string
---@return string
function url.unescape(text) end

---@param parameters table<string, any>
---@return string
function url.encode_query(parameters) end

---@param text string
---@return table<string, string> last value of each name
---@return table<string, string[]> all values of each name
function url.decode_query(text) end

return url
