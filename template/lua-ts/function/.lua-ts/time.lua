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

---A Unix time in ISO 8601, in UTC: 2026-11-23T10:15:04Z. Without an argument, that of now.
---@param seconds? number
---@return string
function time.iso(seconds) end

---Unix time in seconds of a text in ISO 8601; nil and a message when it is none.
---@param text string
---@return number?, string?
function time.parse(text) end

return time
