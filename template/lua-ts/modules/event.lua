-- The module "event": which source an event is from, its records in one shape, and replies that the sources read.
local host = ...
local json, base64, url, cloud, uuid, time = host.json(), host.base64(), host.url(), host.cloud_event(), host.uuid(), host.time()

local format, match = string.format, string.match

local events = {}

-- An event of a request has headers; on other platforms an event is its table itself.
local function headers_of(event) return type(event.method) == "string" and type(event.headers) == "table" and event.headers or nil end

local function refuse(text)
  error(setmetatable({ statusCode = 400, body = text .. "\n" }, { __tostring = function() return text end }), 0)
end

local function decoded(text)
  local ok, value = pcall(json.decode, text)
  if not ok then refuse("The event is not JSON: " .. tostring(value)) end
  return value
end

-- The records of services that send several at once, by the name that each gives.
local record_sources = {
  ["aws:s3"] = "s3", ["minio:s3"] = "s3", ["aws:sns"] = "sns", ["aws:sqs"] = "sqs", ["aws:kinesis"] = "kinesis", ["aws:dynamodb"] = "dynamodb",
}

local function records_source(event)
  local records = event.Records
  local first = type(records) == "table" and records[1]
  if type(first) ~= "table" then return nil end
  return record_sources[first.eventSource or first.EventSource]
end

local function header_source(headers)
  local connector = headers["x-connector"] or ""
  if cloud.is_binary(headers) or cloud.is_structured(headers) then return "cloudevents" end
  if headers["x-amz-sns-message-type"] or headers["x-sns-message-id"] then return "sns" end
  if headers["x-sqs-message-id"] then return "sqs" end
  if headers["x-kafka-partition"] then return "kafka" end
  if headers["x-rabbitmq-routing-key"] or headers["x-rabbitmq-msg-id"] then return "rabbitmq" end
  if headers["x-pubsub-msg-id"] then return "pubsub" end
  if connector:find("postgres-connector", 1, true) then return "postgres" end
  if connector == "cron-connector" or headers["x-topic"] == "cron-function" then return "cron" end
  return nil
end

local function check_event(event, name)
  if type(event) ~= "table" then error(format("bad argument #1 to '%s' (event expected, got %s)", name, type(event)), 3) end
end

-- "s3", "sqs", "cron" …, or nil for a plain request.
function events.source(event)
  check_event(event, "source")
  local headers = headers_of(event)
  local named = headers and header_source(headers)
  if named then return named end
  local source = records_source(event)
  if source then return source end
  if headers then return headers["x-connector"] and "connector" or nil end
  if event.specversion and event.type and event.source then return "cloudevents" end
  if event["detail-type"] and event.source then return "eventbridge" end
  return nil
end

local kinds = host.records { json = json, base64 = base64, url = url, time = time, decoded = decoded }
local shapes, requests = kinds.shapes, kinds.requests

local function marked(source, raw, record)
  record.source = source
  if record.raw == nil then record.raw = raw end
  return record
end

local function cloud_records(event, headers)
  local list = {}
  local problem
  if not headers then list[1], problem = cloud.from_table(event, base64)
  elseif cloud.is_batch(headers) then
    for i, each in ipairs(decoded(event.body)) do
      list[i], problem = cloud.from_table(each, base64)
      if problem then break end
    end
  elseif cloud.is_structured(headers) then list[1], problem = cloud.from_table(decoded(event.body), base64)
  else list[1], problem = cloud.from_headers(event, url, decoded) end
  if problem then refuse("The event is no CloudEvent: " .. problem) end
  return list
end

local function list_of(event, source)
  local headers = headers_of(event)
  if source == "cloudevents" then return cloud_records(event, headers) end
  if source == "eventbridge" then
    return { marked(source, event, { id = event.id, name = event["detail-type"], topic = event.source, time = event.time, data = event.detail }) }
  end
  -- Of services' own deliveries a request has one, unless its body is their list of records.
  if headers and requests[source] and not records_source(event) then return { marked(source, nil, requests[source](event, headers)) } end
  local list = {}
  for i, raw in ipairs(event.Records) do list[i] = marked(source, raw, shapes[source](raw)) end
  return list
end

local function probe(event) return event.method == "HEAD" and headers_of(event) ~= nil end

-- for record in events.records(event) do … end
function events.records(event)
  check_event(event, "records")
  local source = events.source(event)
  local list = {}
  -- MinIO asks with HEAD whether anybody is there.
  if source and not probe(event) then list = list_of(event, source)
  elseif not probe(event) then refuse("The request is from no source of events that is known") end
  local i = 0
  return function()
    i = i + 1
    return list[i]
  end
end

-- The one CloudEvent of a request or an event; nil and why when there is none.
function events.cloud(event)
  check_event(event, "cloud")
  if events.source(event) ~= "cloudevents" then return nil, "The event is no CloudEvent" end
  local ok, list = pcall(cloud_records, event, headers_of(event))
  if not ok then return nil, tostring(list) end
  return list[1]
end

-- A reply, or the headers and body of a request, that carries a CloudEvent.
function events.cloud_reply(attributes, mode)
  -- No tail call, for which the place of an error would be lost.
  local reply = cloud.reply(attributes, mode, { json = json, base64 = base64, uuid = uuid, time = time })
  return reply
end

local partial = { sqs = true, kinesis = true, dynamodb = true }

-- Runs `handle` for each record and tells the service which failed, so that only these come again.
function events.batch(event, handle)
  check_event(event, "batch")
  if type(handle) ~= "function" then error(format("bad argument #2 to 'batch' (function expected, got %s)", type(handle)), 2) end
  local source = events.source(event)
  if not partial[source] or headers_of(event) then
    for record in events.records(event) do handle(record) end
    return nil
  end
  local failures, failed = setmetatable({}, json.array_mt), false
  for record in events.records(event) do
    -- In order they must stay: what follows a failure waits for it.
    local ordered = source ~= "sqs" or match(record.topic or "", "%.fifo$")
    local ok, problem = true, nil
    if not (failed and ordered) then ok, problem = xpcall(handle, debug.traceback, record) end
    if not ok then
      failed = true
      host.failed(tostring(record.id), tostring(problem))
    end
    if not ok or (failed and ordered) then
      failures[#failures + 1] = { itemIdentifier = record.id }
      if source ~= "sqs" then break end
    end
  end
  return { batchItemFailures = failures }
end

return events
