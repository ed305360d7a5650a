-- The module "cors": the headers by which a browser lets pages of other origins use a function (Fetch §3.2).
local cors = {}

local known = { origins = true, methods = true, headers = true, expose = true, credentials = true, max_age = true }

local function list(value) return type(value) == "table" and table.concat(value, ", ") or value end

local function check(options)
  if type(options) ~= "table" then
    error(string.format("bad argument #2 (table of options expected, got %s)", type(options)), 3)
  end
  for name in pairs(options) do
    if not known[name] then
      error(string.format("no option '%s' for cors: expected origins, methods, headers, expose, credentials or max_age", tostring(name)), 3)
    end
  end
  if options.credentials and (options.origins == nil or options.origins == "*") then
    error("credentials with any origin would let every page act as its visitor: name the origins", 3)
  end
end

-- What Access-Control-Allow-Origin says to this origin; nil when it may not.
local function allowed(origin, origins)
  if origins == nil or origins == "*" then return "*" end
  if not origin then return nil end
  if type(origins) == "function" then return origins(origin) and origin or nil end
  for _, each in ipairs(type(origins) == "table" and origins or { origins }) do
    if each == origin then return origin end
  end
  return nil
end

local function check_event(event, name)
  if type(event) ~= "table" then error(string.format("bad argument #1 to '%s' (event expected, got %s)", name, type(event)), 3) end
end

-- The headers for an answer to `event`, those of a preflight aside.
function cors.headers(event, options)
  check_event(event, "headers")
  options = options or {}
  check(options)
  local headers = {}
  -- Caches must not hand the answer for one origin to another.
  if options.origins ~= nil and options.origins ~= "*" then headers["Vary"] = "Origin" end
  local origin = allowed(event.headers.origin, options.origins)
  if not origin then return headers end
  headers["Access-Control-Allow-Origin"] = origin
  if options.credentials then headers["Access-Control-Allow-Credentials"] = "true" end
  if options.expose then headers["Access-Control-Expose-Headers"] = list(options.expose) end
  return headers
end

-- The reply to a preflight request, or nil when `event` is none.
function cors.preflight(event, options)
  check_event(event, "preflight")
  options = options or {}
  local wanted = event.headers["access-control-request-method"]
  if event.method ~= "OPTIONS" or not event.headers.origin or not wanted then return nil end
  local headers = cors.headers(event, options)
  headers["Vary"] = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
  if headers["Access-Control-Allow-Origin"] then
    headers["Access-Control-Allow-Methods"] = list(options.methods) or "GET, HEAD, POST, PUT, PATCH, DELETE"
    headers["Access-Control-Allow-Headers"] = list(options.headers) or event.headers["access-control-request-headers"]
    headers["Access-Control-Max-Age"] = options.max_age or 600
  end
  return { statusCode = 204, headers = headers }
end

-- A handler that answers preflights itself and adds the headers to every other answer.
function cors.wrap(handler, options)
  if type(handler) ~= "function" then
    error(string.format("bad argument #1 to 'wrap' (function expected, got %s)", type(handler)), 2)
  end
  options = options or {}
  check(options)
  return function(event, context)
    local reply = cors.preflight(event, options)
    if reply then return reply end
    for name, value in pairs(cors.headers(event, options)) do context:header(name, value) end
    return handler(event, context)
  end
end

return cors
