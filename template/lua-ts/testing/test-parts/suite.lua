-- busted's words for the tests of a file, and what runs them.
local host = ...

local error, pairs, ipairs, type = error, pairs, ipairs, type
local concat, insert = table.concat, table.insert
local failure, layers, protected = host.part("failure"), host.part("layers"), host.part("protected")
local json = require("json").new()

local suite = { words = {} }
local words = suite.words
local options = host.options

-- What is run now; `test` also while the hooks around it run.
local file, block, test

local hook_names = {
  before_each = "before_each", after_each = "after_each", setup = "setup", strict_setup = "setup", lazy_setup = "setup",
  teardown = "teardown", strict_teardown = "teardown", lazy_teardown = "teardown",
}

local function misplaced(word)
  if test then failure.misuse('%s inside of the test "%s": write it outside of tests', word, test.name) end
end

local function add(word, name, body, more)
  misplaced(word)
  if type(name) ~= "string" then failure.misuse('write %s("what it is about", function() … end)', word) end
  local child = more or {}
  child.name, child.body, child.parent, child.place = name, body, block, failure.place()
  insert(block.children, child)
end

local function new_block(more)
  more = more or {}
  more.is_block, more.children, more.hooks = true, {}, { before_each = {}, after_each = {}, setup = {}, teardown = {} }
  return more
end

for _, word in ipairs { "describe", "context", "insulate", "expose" } do
  words[word] = function(name, body)
    -- insulate and expose may go without a name.
    if type(name) == "function" and body == nil then name, body = word .. " block", name end
    if type(body) ~= "function" then failure.misuse('write %s("what it is about", function() … end)', word) end
    add(word, name, body, new_block { insulated = word == "insulate" })
  end
end

for _, word in ipairs { "it", "spec", "test" } do
  words[word] = function(name, body)
    if body ~= nil and type(body) ~= "function" then failure.misuse('write %s("what it shows", function() … end)', word) end
    add(word, name, body)
  end
end

-- pending("name") beside tests is a test to come; pending("reason") inside of a test puts it off.
function words.pending(name)
  if test then failure.put_off(name) end
  add("pending", name)
end

for word, kind in pairs(hook_names) do
  words[word] = function(body)
    misplaced(word)
    if type(body) ~= "function" then failure.misuse("write %s(function() … end)", word) end
    insert(block.hooks[kind], body)
  end
end

function words.finally(body)
  if not test then failure.misuse("finally stands inside of a test") end
  insert(test.finally, body)
end

-- Tests run in the order in which they stand.
function words.randomize() end

local function path_of(one)
  local names = {}
  while one.parent do
    insert(names, 1, one.name)
    one = one.parent
  end
  return names
end

local function any(list, fits)
  for _, value in ipairs(list) do
    if fits(value) then return true end
  end
  return false
end

local function is_wanted(name)
  local function found(pattern) return name:find(pattern) ~= nil end
  local function tagged(tag) return (name .. " "):find("#" .. tag:gsub("%p", "%%%0") .. "[^%w_-]") ~= nil end
  return (#options.filter == 0 or any(options.filter, found)) and not any(options.filter_out, found)
    and (#options.tags == 0 or any(options.tags, tagged)) and not any(options.exclude_tags, tagged)
end

local function report(names, place, problem, ms)
  local result = problem or { kind = "ok" }
  host.report(json.encode({
    status = result.kind == "ok" and "ok" or result.kind == "pending" and "pending" or "failed",
    path = #names > 0 and names or json.empty_array, place = place, ms = ms, file = file,
    message = result.message, expected = result.expected, found = result.found, unexpected = result.unexpected,
    diff = result.diff, at = result.at, traceback = result.traceback,
  }))
end

local function run_all(bodies)
  for _, body in ipairs(bodies) do
    local problem = protected(body)
    if problem then return problem end
  end
end

-- Sets up a block and those around it, when the first of its tests is about to run.
local function set_up(one)
  local problem = one.parent and set_up(one.parent)
  if one.state then return problem or one.problem end
  one.state = "set up"
  layers.mark()
  one.problem = not problem and run_all(one.hooks.setup) or nil
  return problem or one.problem
end

local function tear_down(one)
  if not one.state then return end
  host.begin()
  local problem = run_all(one.hooks.teardown)
  layers.rewind()
  if problem then
    local names = path_of(one)
    insert(names, "teardown")
    report(names, one.place, problem, 0)
  end
end

local function before_each(one)
  return one.parent and before_each(one.parent) or run_all(one.hooks.before_each)
end

local function after_each(one)
  local problem
  while one do
    for _, body in ipairs(one.hooks.after_each) do
      local later = protected(body)
      problem = problem or later
    end
    one = one.parent
  end
  return problem
end

-- after_each runs whatever came before; the first thing that went wrong is what counts.
local function run_body(one)
  test = one
  one.finally = {}
  local problem = before_each(one.parent) or protected(one.body)
  for _, body in ipairs(one.finally) do
    local later = protected(body)
    problem = problem or later
  end
  local after = after_each(one.parent)
  test = nil
  return problem or after
end

local function run_test(one)
  local names = path_of(one)
  if not is_wanted(concat(names, " ")) then return end
  host.begin()
  if not one.body then return report(names, one.place, { kind = "pending" }, 0) end
  local problem = set_up(one.parent)
  local started_ms = host.ms()
  if not problem then
    layers.mark()
    problem = run_body(one)
    layers.rewind()
  end
  report(names, one.place, problem, host.ms() - started_ms)
end

local insulation = host.part("insulation")

local run_block

local function run_children(one)
  for _, child in ipairs(one.children) do
    if child.is_block then run_block(child) else run_test(child) end
  end
end

function run_block(one)
  block = one
  local restore = one.insulated and insulation()
  host.begin()
  local problem = protected(one.body)
  if problem then report(path_of(one), one.place, problem, 0) else run_children(one) end
  tear_down(one)
  if restore then restore() end
  block = one.parent
end

-- Runs the tests that `body` defines. The handler is loaded before the first of them, with what the file faked by then.
function suite.run(name, body, handler)
  file = name
  local root = new_block { name = name, body = body }
  block = root
  host.begin()
  local problem = protected(body)
  if problem then return report({}, name, problem, 0) end
  if #root.children == 0 then
    return report({}, name, { kind = "failed", message = 'it has no test: write it("what it shows", function() … end)' }, 0)
  end
  handler.load_early()
  run_children(root)
  tear_down(root)
  handler.shut_down()
end

return suite
