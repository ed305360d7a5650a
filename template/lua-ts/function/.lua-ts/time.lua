---@meta

local time = {}

---Waits, while other requests go on.
---@param seconds number
function time.sleep(seconds) end

---Unix time in seconds, with fractions.
---@return number
function time.now() end

---Unix time in whole milliseconds.
---@return number
function time.now_ms() end

return time
