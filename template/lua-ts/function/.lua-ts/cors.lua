---@meta

---@class lua_ts.CorsOptions
---@field origins? string|string[]|fun(origin: string): boolean default "*"
---@field methods? string|string[]
---@field headers? string|string[]
---@field expose? string|string[]
---@field credentials? boolean
---@field max_age? integer seconds

local cors = {}

---@param event lua_ts.Event
---@param options? lua_ts.CorsOptions
---@return table<string, string>
function cors.headers(event, options) end

---@param event lua_ts.Event
---@param options? lua_ts.CorsOptions
---@return table? reply nil when the event is no preflight
function cors.preflight(event, options) end

---@param handler function
---@param options? lua_ts.CorsOptions
---@return function handler
function cors.wrap(handler, options) end

return cors
