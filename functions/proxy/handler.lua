-- Passes requests on to another API and its answers back, both in pieces as they come, so that neither is ever whole
-- in memory. upstream_url says where to.

local http = require "http"

local upstream = (os.getenv("upstream_url") or error("upstream_url must be set to the address of an API")):gsub("/$", "")

-- What concerns one connection is not passed on (RFC 9110, 7.6.1).
local own = {}
for name in ("connection expect host keep-alive proxy-connection te trailer transfer-encoding upgrade"):gmatch("%S+") do own[name] = true end

local function passed_on(headers)
  local passed = {}
  for name, values in pairs(headers) do
    if not own[name] then passed[name] = values end
  end
  return passed
end

local function handler(event)
  local has_body = event.headers["content-length"] or event.headers["transfer-encoding"]
  local ok, response = pcall(http.fetch, {
    url = upstream .. event.path .. (event.rawQueryString ~= "" and "?" .. event.rawQueryString or ""),
    method = event.method,
    headers = passed_on(event.multiValueHeaders),
    body = has_body and event:chunks() or nil,
    stream = true,
    decompress = false,
    redirects = 0,
  })
  if ok then
    return { statusCode = response.status, headers = response.multiValueHeaders, body = response.body }
  end
  if type(response) ~= "table" then error(response, 0) end
  print("upstream: " .. response.message)
  return { statusCode = response.code == "timeout" and 504 or 502, body = "the API behind this function does not answer" }
end

return handler
