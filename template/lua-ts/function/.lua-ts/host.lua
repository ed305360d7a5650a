---@meta
-- What the lua-ts host hands to a handler and takes from it, for editors that speak LuaLS. It is never run.

---The request. Each part is fetched when it is first asked for. A name that is no field is looked up among the
---request's parameters: fields of a JSON object or a form in the body, then the query.
---@class lua_ts.Event
---@field method string
---@field httpMethod string the same as `method`
---@field path string as the client sent it, still percent-encoded
---@field rawQueryString string
---@field query table<string, string> decoded; of several values of one name the last
---@field queryStringParameters table<string, string> the same as `query`
---@field multiValueQueryStringParameters table<string, string[]>
---@field headers table<string, string> by lower-case name; several values of one name are joined
---@field multiValueHeaders table<string, string[]> by lower-case name
---@field body string the whole body, up to lua_max_body_bytes (above it: 413)
---@field isBase64Encoded boolean always false
---@field [string] any a parameter of the request
local Event = {}

---The body decoded as JSON. Not JSON: the request is answered with 400.
---@return any
function Event:json() end

---The next piece of the body, of at most `bytes` bytes; nil at its end. Waits until it has come.
---@param bytes? integer
---@return string?
function Event:read(bytes) end

---The pieces of the body, for `for chunk in event:chunks() do … end`.
---@param bytes? integer the longest that a piece may be
---@return fun(): string?
function Event:chunks(bytes) end

---The call, and the answer as far as it is not returned.
---@class lua_ts.Context
---@field call_id string the gateway's X-Call-Id, also on every log line
---@field function_name string
---@field platform string
---@field deadline number when the call must be answered, in Unix seconds
local Context = {}

---Sets the status of the answer. Before the first write.
---@param code integer from 200 to 599
function Context:status(code) end

---Sets a header of the answer, in place of earlier ones of that name; nil takes it away. Before the first write.
---@param name string
---@param value string|number|(string|number)[]|nil
function Context:header(name, value) end

---Sends a piece of the body at once, and status and headers before the first. Waits for a client that reads slowly.
---@param chunk string|number
function Context:write(chunk) end

---Sends status and headers now, if they are not out yet.
function Context:flush() end

---True once the client has gone away.
---@return boolean
function Context:aborted() end

---Runs `f` once the reply is sent, within the deadline.
---@param f fun()
function Context:defer(f) end

---Runs `f` shortly before the deadline, if the call still goes on by then.
---@param ms number how long before
---@param f fun()
function Context:on_deadline(ms, f) end

---Milliseconds until the call must be answered.
---@return number
function Context:remaining_ms() end

---@class lua_ts.Response
---@field statusCode? integer
---@field headers? table<string, string|number|(string|number)[]>
---@field body? string|number|table|fun(): string? a table is sent as JSON, a function's pieces one by one until nil
---@field isBase64Encoded? boolean true when `body` is base64 of what shall be sent

---A string (200, text/plain), a response, any other table (200, JSON), or nil (204, or the end of what was written).
---@alias lua_ts.Reply string|lua_ts.Response|table|nil

---@alias lua_ts.Handler fun(event: lua_ts.Event, context: lua_ts.Context): lua_ts.Reply

---What handler.lua may return in place of the handler alone.
---@class lua_ts.Function
---@field handler lua_ts.Handler
---@field init? fun() once, before the function is ready
---@field ready? fun(): boolean asked by /_/ready
---@field shutdown? fun() once, after the last request
