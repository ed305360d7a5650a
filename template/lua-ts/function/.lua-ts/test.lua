---@meta

---Runs a test, at once.
---@class lua_ts.test
---@overload fun(name: string, body: fun())
local test = {}

---@class lua_ts.test.Request
---@field method? string GET, or POST when there is a body
---@field path? string
---@field query? string|table<string, any>
---@field headers? table<string, string|string[]>
---@field body? string|table a table is sent as JSON

---@class lua_ts.test.Reply
---@field statusCode integer
---@field headers table<string, string|string[]> by lower-case name
---@field body string

---Calls the handler as a client would and returns its answer.
---@param request? lua_ts.test.Request
---@return lua_ts.test.Reply
function test.call(request) end

---Fails the test, showing both values, when they differ. Tables are compared by what is in them.
---@param found any
---@param wanted any
---@param note? string
function test.equal(found, wanted, note) end

return test
