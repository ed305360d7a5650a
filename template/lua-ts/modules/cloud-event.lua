-- CloudEvents 1.0.2 in their HTTP and JSON forms, for the module "event".
local cloud = {}

local format, gsub, match = string.format, string.gsub, string.match

local function content_type(headers) return (headers["content-type"] or ""):lower() end

function cloud.is_binary(headers) return headers["ce-specversion"] ~= nil end
function cloud.is_batch(headers) return content_type(headers):find("application/cloudevents-batch", 1, true) == 1 end
function cloud.is_structured(headers) return content_type(headers):find("application/cloudevents", 1, true) == 1 end

local function is_json(kind) return kind == nil or match(kind:lower(), "^[%w.-]+/json") ~= nil or match(kind:lower(), "^[^;]+%+json") ~= nil end

local required = { "id", "source", "specversion", "type" }

local function checked(event)
  for _, name in ipairs(required) do
    if type(event[name]) ~= "string" or event[name] == "" then return nil, format("it has no %s", name) end
  end
  if not match(event.specversion, "^1%.") then return nil, format("specversion %s is not 1.0", event.specversion) end
  return event
end

function cloud.from_table(given, base64)
  if type(given) ~= "table" then return nil, "it is no JSON object" end
  local event = {}
  for name, value in pairs(given) do
    if name ~= "data_base64" then event[name] = value end
  end
  if type(given.data_base64) == "string" then
    local data, problem = base64.decode(given.data_base64)
    if not data then return nil, "data_base64 is " .. problem end
    event.data = data
  end
  return checked(event)
end

-- Binary mode: attributes are headers, percent-encoded; the body is the data.
function cloud.from_headers(request, url, decode)
  local event = {}
  for name, value in pairs(request.headers) do
    local attribute = match(name, "^ce%-(.+)$")
    if attribute then event[attribute] = url.unescape(match(value, '^"(.*)"$') or value) end
  end
  event.datacontenttype = request.headers["content-type"]
  if request.body ~= "" then event.data = event.datacontenttype and is_json(event.datacontenttype) and decode(request.body) or request.body end
  return checked(event)
end

local modes = { binary = true, structured = true }

local function complete(attributes, with)
  local event = { specversion = "1.0", id = with.uuid.v4(), time = with.time.iso() }
  for name, value in pairs(attributes) do
    if type(name) ~= "string" or not match(name, "^[a-z0-9]+$") then
      error(format("bad argument #1 to 'cloud_reply' (attribute '%s': names have lower-case letters and digits only)", tostring(name)), 4)
    end
    event[name] = value
  end
  local _, problem = checked(event)
  if problem then error(format("bad argument #1 to 'cloud_reply' (%s)", problem), 4) end
  return event
end

-- What CloudEvents lets stand in a header (HTTP binding §3.1.3.2).
local function escaped(value)
  return (gsub(tostring(value), '[%c "%%\127-\255]', function(c) return format("%%%02X", c:byte()) end))
end

local function binary(event, with)
  local headers, data = {}, event.data
  for name, value in pairs(event) do
    if name ~= "data" and name ~= "datacontenttype" then headers["ce-" .. name] = escaped(value) end
  end
  if type(data) ~= "string" and data ~= nil then
    data = with.json.encode(data)
    event.datacontenttype = event.datacontenttype or "application/json"
  end
  headers["Content-Type"] = event.datacontenttype
  return { statusCode = 200, headers = headers, body = data or "" }
end

local function structured(event, with)
  if type(event.data) == "string" and event.datacontenttype and is_json(event.datacontenttype) then event.data = with.json.decode(event.data)
  elseif type(event.data) == "string" and not utf8.len(event.data) then
    event.data_base64, event.data = with.base64.encode(event.data), nil
  end
  return { statusCode = 200, headers = { ["Content-Type"] = "application/cloudevents+json; charset=utf-8" }, body = with.json.encode(event) }
end

function cloud.reply(attributes, mode, with)
  if type(attributes) ~= "table" then error(format("bad argument #1 to 'cloud_reply' (table of attributes expected, got %s)", type(attributes)), 3) end
  if not modes[mode or "binary"] then error(format("bad argument #2 to 'cloud_reply' (\"binary\" or \"structured\" expected, got %s)", tostring(mode)), 3) end
  local event = complete(attributes, with)
  return (mode == "structured" and structured or binary)(event, with)
end

return cloud
