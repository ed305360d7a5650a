-- The module "http". Calls read like blocking ones; underneath, other requests go on.
local host = ...
local url_module = host.url()

local format, upper = string.format, string.upper

local http = {}

local kinds = {
  url = "string", method = "string", headers = "table", query = "table", timeout = "number", stream = "boolean",
  redirects = "number", decompress = "boolean", verify = "boolean", ca = "string", max_body_bytes = "number", propagate = "boolean",
}

local function misuse(level, message, ...) error(format(message, ...), level + 1) end

local function check(options)
  for name, value in pairs(options) do
    local wanted = kinds[name]
    if not wanted and name ~= "body" and name ~= "json" then
      misuse(3, "no option '%s' for http.fetch: expected url, method, headers, query, body, json, timeout, stream, redirects, decompress, verify, ca, max_body_bytes or propagate", tostring(name))
    elseif wanted and type(value) ~= wanted then
      misuse(3, "bad option '%s' for http.fetch (%s expected, got %s)", name, wanted, type(value))
    end
  end
  if type(options.url) ~= "string" then misuse(3, "bad option 'url' for http.fetch (string expected, got %s)", type(options.url)) end
  if options.timeout and not (options.timeout > 0 and options.timeout <= 2147483) then
    misuse(3, "bad option 'timeout' for http.fetch (seconds above 0 expected, got %s)", tostring(options.timeout))
  end
  if options.body ~= nil and options.json ~= nil then misuse(3, "body and json at once for http.fetch: give one of them") end
end

local function header_lines(headers)
  local lines = {}
  for name, value in pairs(headers or {}) do
    for _, each in ipairs(type(value) == "table" and value or { value }) do
      if type(name) ~= "string" or (type(each) ~= "string" and type(each) ~= "number") then
        misuse(4, "bad header '%s' for http.fetch (string, number or a list of these expected, got %s)", tostring(name), type(each))
      end
      lines[#lines + 1], lines[#lines + 2] = name, tostring(each)
    end
  end
  return lines
end

local function has_header(lines, wanted)
  for i = 1, #lines, 2 do
    if lines[i]:lower() == wanted then return true end
  end
  return false
end

local function with_query(target, query)
  local encoded = query and url_module.encode_query(query) or ""
  if encoded == "" then return target end
  local before, fragment = target:match("^([^#]*)(#.*)$")
  before = before or target
  return before .. (before:find("?", 1, true) and "&" or "?") .. encoded .. (fragment or "")
end

-- The options as the host takes them.
local function request_of(options)
  local lines, body = header_lines(options.headers), options.body
  if options.json ~= nil then
    body = require("json").encode(options.json)
    if not has_header(lines, "content-type") then lines[#lines + 1], lines[#lines + 2] = "Content-Type", "application/json" end
  end
  if body ~= nil and type(body) ~= "string" and type(body) ~= "function" then
    misuse(3, "bad option 'body' for http.fetch (string or a function that gives pieces expected, got %s); for JSON give it as json", type(body))
  end
  return {
    url = with_query(options.url, options.query), method = upper(options.method or (body ~= nil and "POST" or "GET")), headers = lines,
    body = type(body) == "string" and body or nil, streamed = type(body) == "function", timeout = options.timeout, stream = options.stream,
    redirects = options.redirects, decompress = options.decompress, verify = options.verify, ca = options.ca, max_body_bytes = options.max_body_bytes,
    propagate = options.propagate,
  }, body
end

local function send_pieces(transfer, pieces)
  for piece in pieces do
    if type(piece) ~= "string" and type(piece) ~= "number" then
      host.close(transfer)
      misuse(3, "body for http.fetch gave a %s (pieces must be strings)", type(piece))
    end
    if not host.write(transfer, piece) then return end
  end
end

local function fetch(options)
  local request, body = request_of(options)
  local transfer = host.open(request)
  if request.streamed then send_pieces(transfer, body) end
  local status, reason, version, headers, all_headers, final, whole = host.head(transfer)
  local response = {
    status = status, reason = reason, version = version, headers = headers, multiValueHeaders = all_headers, url = final, body = whole,
  }
  if options.stream then
    local over = false
    function response.body()
      if over then return nil end
      local piece = host.read(transfer)
      over = piece == nil
      return piece
    end
    -- Gives up what was not read; the connection is closed.
    function response.close()
      if not over then host.close(transfer) end
      over = true
    end
  end
  return response
end

-- http.fetch { url = … } or http.fetch(url, { … }).
function http.fetch(target, more)
  local options = {}
  if type(target) == "string" then options.url = target
  elseif type(target) == "table" then more = target
  else misuse(2, "bad argument #1 to 'fetch' (URL or table with url expected, got %s)", type(target)) end
  if more ~= nil and type(more) ~= "table" then misuse(2, "bad argument #2 to 'fetch' (table expected, got %s)", type(more)) end
  for name, value in pairs(more or {}) do options[name] = value end
  check(options)
  return fetch(options)
end

-- LuaSocket's words for what went wrong; its functions return them.
local words = { refused = "connection refused", closed = "closed", timeout = "timeout", host_not_found = "host not found" }

local function problem_of(err)
  if type(err) ~= "table" then return err end
  return words[err.code] or err.message
end

-- What socket.http does with a request: status, headers by lower-case name, status line; or nil and why.
local function perform(options, take)
  local ok, response = pcall(fetch, options)
  if not ok then
    -- A mistake of the caller, not of the network.
    if type(response) ~= "table" then error(response, 0) end
    return nil, problem_of(response)
  end
  local fine, taken, problem = pcall(take, response)
  if not fine then
    if type(taken) ~= "table" then error(taken, 0) end
    return nil, problem_of(taken)
  end
  if not taken then return nil, problem end
  return taken, response.status, response.headers, format("HTTP/%s %d %s", response.version, response.status, response.reason)
end

http.TIMEOUT = 60
http.USERAGENT = "LuaSocket 3.0.0"

local function user_agent(headers)
  local all = { ["User-Agent"] = http.USERAGENT }
  for name, value in pairs(headers or {}) do
    if name:lower() == "user-agent" then all["User-Agent"] = nil end
    all[name] = value
  end
  return all
end

local function body_text(response) return response.body end

local function plain_request(target, body)
  local headers = user_agent(body and { ["Content-Type"] = "application/x-www-form-urlencoded" })
  return perform({
    url = target, method = body and "POST" or "GET", body = body, headers = headers, timeout = http.TIMEOUT,
    decompress = false, redirects = body and 0 or 5,
  }, body_text)
end

local function pieces_of(source)
  return function()
    local piece, problem = source()
    if piece == nil and problem then error({ code = "source", message = tostring(problem) }, 0) end
    return piece
  end
end

local function url_of(request)
  if request.url then return request.url end
  return format("%s://%s%s%s", request.scheme or "http", request.host or "", request.port and ":" .. request.port or "", request.path or request.uri or "/")
end

local function table_request(request)
  if request.proxy or http.PROXY then error("a proxy is not supported by this module", 2) end
  local method = upper(request.method or "GET")
  local may_redirect = request.redirect ~= false and (method == "GET" or method == "HEAD")
  local sink = request.sink or function() return 1 end
  return perform({
    url = url_of(request), method = method, headers = user_agent(request.headers), body = request.source and pieces_of(request.source),
    timeout = http.TIMEOUT, stream = true, decompress = false, redirects = may_redirect and (request.maxredirects or 5) or 0,
  }, function(response)
    for piece in response.body do
      local ok, problem = sink(piece)
      if not ok then
        response.close()
        return nil, problem
      end
    end
    local _, problem = sink(nil)
    return not problem and 1 or nil, problem
  end)
end

-- As LuaSocket: http.request(url[, body]) gives body, status, headers, status line; http.request { … } gives 1 first.
function http.request(target, body)
  if type(target) == "string" then return plain_request(target, body) end
  if type(target) == "table" then return table_request(target) end
  misuse(2, "bad argument #1 to 'request' (URL or table expected, got %s)", type(target))
end

return http
