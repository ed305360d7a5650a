---@meta

---@class lua_ts.Record
---@field source string
---@field id? string
---@field topic? string
---@field time? string
---@field data? any
---@field raw? table
---@field [string] any what the source has besides

local event = {}

---@param delivery lua_ts.Event|table
---@return string? source such as "s3", "sqs", "cron", "cloudevents"
function event.source(delivery) end

---@param delivery lua_ts.Event|table
---@return fun(): lua_ts.Record?
function event.records(delivery) end

---@param delivery lua_ts.Event|table
---@param handle fun(record: lua_ts.Record)
---@return table? reply
function event.batch(delivery, handle) end

---@param delivery lua_ts.Event|table
---@return table? attributes
---@return string? problem
function event.cloud(delivery) end

---@param attributes table with source and type
---@param mode? "binary"|"structured"
---@return table reply
function event.cloud_reply(attributes, mode) end

return event
