---@meta

---@class lua_ts.Counter
---@field inc fun(self: lua_ts.Counter, n?: number|table, labels?: table<string, any>)

---@class lua_ts.Gauge
---@field set fun(self: lua_ts.Gauge, n: number, labels?: table<string, any>)
---@field inc fun(self: lua_ts.Gauge, n?: number|table, labels?: table<string, any>)
---@field dec fun(self: lua_ts.Gauge, n?: number|table, labels?: table<string, any>)

---@class lua_ts.Histogram
---@field observe fun(self: lua_ts.Histogram, n: number, labels?: table<string, any>)

local metrics = {}

---@param name string
---@param help string
---@param labels? string[]
---@return lua_ts.Counter
function metrics.counter(name, help, labels) end

---@param name string
---@param help string
---@param labels? string[]
---@return lua_ts.Gauge
function metrics.gauge(name, help, labels) end

---@param name string
---@param help string
---@param labels? string[]
---@param buckets? number[]
---@return lua_ts.Histogram
function metrics.histogram(name, help, labels, buckets) end

return metrics
