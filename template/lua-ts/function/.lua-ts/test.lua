---@meta
-- What files of tests (*_test.lua, *_spec.lua) see besides Lua's own globals: busted's words, luassert, call and fake.

---Groups tests.
---@param name string `#tags` in it are for --tags
---@param body fun()
function describe(name, body) end

---The same as `describe`.
---@param name string
---@param body fun()
function context(name, body) end

---As `describe`; globals and loaded modules are as before after it.
---@param name string
---@param body fun()
function insulate(name, body) end

---The same as `describe`.
---@param name string
---@param body fun()
function expose(name, body) end

---A test. It fails when `body` raises an error. Without a body it is one to come.
---@param name string
---@param body? fun()
function it(name, body) end

---The same as `it`.
---@param name string
---@param body? fun()
function spec(name, body) end

---The same as `it`.
---@param name string
---@param body? fun()
function test(name, body) end

---Beside tests: one to come. Inside a test: ends it as one that is not ready.
---@param name? string
---@param body? fun()
function pending(name, body) end

---Runs before each test of its block and of those inside.
---@param body fun()
function before_each(body) end

---Runs after each test, whatever came of it.
---@param body fun()
function after_each(body) end

---Runs once, before the first test of its block.
---@param body fun()
function setup(body) end

---Runs once, after the last test of its block.
---@param body fun()
function teardown(body) end

---The same as `setup`.
---@param body fun()
function lazy_setup(body) end

---The same as `teardown`.
---@param body fun()
function lazy_teardown(body) end

---The same as `setup`.
---@param body fun()
function strict_setup(body) end

---The same as `teardown`.
---@param body fun()
function strict_teardown(body) end

---Inside a test: runs at its end, whatever came of it.
---@param body fun()
function finally(body) end

---Accepted; tests run in the order in which they stand.
function randomize() end

---@class lua_ts.test.Event
---@field method? string GET, or POST when there is a body
---@field path? string with or without a query
---@field query? string|table<string, any>
---@field headers? table<string, string|string[]>
---@field body? string|table a table is sent as JSON
---@field form? table<string, any> sent as a form

---@class lua_ts.test.Reply
---@field status integer
---@field headers table<string, string|string[]> by lower-case name; looked up without regard to case
---@field body string all that was sent
---@field log string what the call logged, with the traceback of its error
local reply = {}

---The body, decoded.
---@return any
function reply:json() end

---Puts a request to a handler as a client would, and returns what the client gets. Without a handler: to that of
---handler.lua.
---@param handler? lua_ts.Handler|lua_ts.Function|lua_ts.test.Event
---@param event? lua_ts.test.Event
---@return lua_ts.test.Reply
function call(handler, event) end

---Stand-ins for what a function reaches. What a test fakes is real again after it.
---@class lua_ts.test.fake
fake = {}

---@class lua_ts.test.Answer
---@field status? integer 200 if missing
---@field headers? table<string, string>
---@field body? string|table a table is sent as JSON
---@field json? any
---@field chunks? string[] pieces of the body
---@field error? string code of an error in place of an answer: timeout, refused, closed, host_not_found …
---@field message? string

---Answers requests of the module http, by `"METHOD URL"` or URL; `*` stands for anything. There is no way out but these.
---@param answers table<string, lua_ts.test.Answer|string|integer|true|table|fun(request: table): any>
---@return { requests: { method: string, url: string, headers: table<string, string>, body: string }[] }
function fake.http(answers) end

---Answers statements by a part of their SQL: rows, a number of changed rows, { error = kind }, or a function that
---returns one of these.
---@param answers table<string, table|integer|fun(sql: string, ...): any>
---@return { queries: { sql: string, values: table }[] }
function fake.database(answers) end

---A Redis server in memory; `commands` has answers of its own.
---@param commands? table<string, any>
---@return { commands: any[][] }
function fake.redis(commands) end

---Stops the clock at this Unix time, or time of ISO 8601.
---@param time number|string
function fake.time(time) end

---Lets seconds pass on the stopped clock.
---@param seconds number
function fake.advance(seconds) end

---The secrets that there are.
---@param values table<string, string>
function fake.secrets(values) end

---Variables of the environment; false for one that isn't set.
---@param values table<string, string|number|false>
function fake.env(values) end

---luassert's words: assert.are.equal(expected, found), assert.has_error(f, message), assert.spy(s).was_called_with(…) …
---@type table<string, any>|fun(value: any, message?: any): ...
assert = {}

---Spies: spy.on(table, "name"), spy.new(f).
---@type table<string, any>|fun(f?: function): table
spy = {}

---stub(table, "name", results…)
---@type table<string, any>|fun(target?: table, name?: any, ...): table
stub = {}

---mock(table, as_stubs) spies on all functions of a table.
---@type table<string, any>|fun(target: table|function, as_stubs?: boolean, ...): table
mock = {}

---Matchers: match.is_string(), match._ …
---@type table<string, any>
match = {}
