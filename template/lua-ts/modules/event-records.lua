-- One record of each source in the shape that all have (id, topic, time, data) and with what is its own, for the
-- module "event".
local host = ...
local json, base64, url, time, decoded = host.json, host.base64, host.url, host.time, host.decoded

local format, gsub, match = string.format, string.gsub, string.match

local function present(value)
  if value == json.null then return nil end
  return value
end

-- A number, unless the engine can't hold all digits of a whole one: an id is better off as text than wrong.
local function number_of(text)
  local number = tonumber(text)
  if math.type(number) == "integer" or not match(text, "^%-?%d+$") or format("%.0f", number) == text then return number end
  return text
end

-- A value in DynamoDB's notation as a plain one.
local attribute_kinds, plain
attribute_kinds = {
  S = function(value) return value end,
  N = number_of,
  B = function(value) return base64.decode(value) end,
  BOOL = function(value) return value end,
  NULL = function() return nil end,
  M = function(value) return plain(value) end,
  L = function(value)
    local list = {}
    for i, each in ipairs(value) do
      local kind, inner = next(each)
      list[i] = attribute_kinds[kind](inner)
    end
    return list
  end,
  SS = function(value) return value end,
  NS = function(value)
    local list = {}
    for i, each in ipairs(value) do list[i] = number_of(each) end
    return list
  end,
  BS = function(value)
    local list = {}
    for i, each in ipairs(value) do list[i] = base64.decode(each) end
    return list
  end,
}

function plain(map)
  if map == nil then return nil end
  local values = {}
  for name, typed in pairs(map) do
    local kind, value = next(typed)
    local read = attribute_kinds[kind]
    if read then values[name] = read(value) end
  end
  return values
end

local function attributes_of(given, field)
  local attributes = {}
  for name, attribute in pairs(given or {}) do attributes[name] = attribute[field] or attribute.stringValue or attribute.Value end
  return attributes
end

-- Of services that send several records at once.
local shapes = {
  s3 = function(raw)
    local object, bucket = raw.s3.object, raw.s3.bucket
    return {
      name = gsub(raw.eventName, "^s3:", ""), bucket = bucket.name, key = url.unescape((gsub(object.key, "+", " "))), size = object.size,
      etag = object.eTag, version_id = object.versionId, time = raw.eventTime, topic = bucket.name, id = object.sequencer,
    }
  end,
  sns = function(raw)
    local sns = raw.Sns or raw
    return {
      id = sns.MessageId, topic = sns.TopicArn, subject = present(sns.Subject), data = sns.Message, time = sns.Timestamp, kind = sns.Type,
      attributes = attributes_of(present(sns.MessageAttributes), "Value"), confirm_url = sns.SubscribeURL,
    }
  end,
  sqs = function(raw)
    local own = raw.attributes or {}
    return {
      id = raw.messageId, topic = raw.eventSourceARN, data = raw.body, attributes = attributes_of(raw.messageAttributes, "stringValue"),
      receive_count = tonumber(own.ApproximateReceiveCount), group = own.MessageGroupId,
    }
  end,
  kinesis = function(raw)
    local kinesis = raw.kinesis
    return {
      id = kinesis.sequenceNumber, topic = raw.eventSourceARN, data = base64.decode(kinesis.data), partition_key = kinesis.partitionKey,
      time = time.iso(kinesis.approximateArrivalTimestamp),
    }
  end,
  dynamodb = function(raw)
    local change = raw.dynamodb
    return {
      id = change.SequenceNumber, topic = raw.eventSourceARN, name = raw.eventName, keys = plain(change.Keys), data = plain(change.NewImage), old = plain(change.OldImage),
    }
  end,
}

local function numbered(text) return text and tonumber(text) end

local function attributes_from(headers, prefix, skip)
  local attributes = {}
  for name, value in pairs(headers) do
    local rest = name:sub(1, #prefix) == prefix and name:sub(#prefix + 1)
    if rest and rest ~= "" and not skip[rest] then attributes[rest] = value end
  end
  return attributes
end

-- What connectors and services send as a request, by their headers.
local requests = {
  cron = function(_, headers) return { topic = headers["x-topic"] } end,
  connector = function(event, headers) return { topic = headers["x-topic"], data = event.body } end,
  kafka = function(event, headers)
    local key = headers["x-kafka-key"]
    if headers["x-kafka-key-enc"] == "b64" then key = base64.decode(key) end
    return {
      topic = headers["x-topic"], partition = numbered(headers["x-kafka-partition"]), offset = numbered(headers["x-kafka-offset"]), key = key, data = event.body,
      id = format("%s/%s/%s", headers["x-topic"] or "", headers["x-kafka-partition"], headers["x-kafka-offset"] or ""),
      attributes = attributes_from(headers, "x-kafka-", { partition = true, offset = true, key = true, ["key-enc"] = true }),
    }
  end,
  postgres = function(event, headers)
    local change = decoded(event.body)
    return {
      id = headers["x-event-id"] or change.id, topic = headers["x-topic"], schema = change.schema, table = change.table, action = change.action,
      data = present(change.data), old = present(change.dataOld), time = change.commitTime, raw = change,
    }
  end,
  sqs = function(event, headers) return { id = headers["x-sqs-message-id"], topic = headers["x-sqs-queue-url"], data = event.body } end,
  sns = function(event, headers)
    if headers["x-amz-sns-message-type"] then
      local raw = decoded(event.body)
      local record = shapes.sns(raw)
      record.raw = raw
      return record
    end
    return {
      id = headers["x-sns-message-id"], topic = headers["x-sns-arn"] or headers["x-topic"], subject = headers["x-sns-subject"], data = event.body,
      attributes = attributes_from(headers, "x-sns-attr-", {}),
    }
  end,
  rabbitmq = function(event, headers)
    return { id = headers["x-rabbitmq-msg-id"], topic = headers["x-topic"], routing_key = headers["x-rabbitmq-routing-key"], data = event.body }
  end,
  pubsub = function(event, headers)
    return {
      id = headers["x-pubsub-msg-id"], topic = headers["x-topic"], time = headers["x-pubsub-publish-time"], data = event.body,
      attributes = attributes_from(headers, "x-pubsub-attr-", {}),
    }
  end,
}

return { shapes = shapes, requests = requests }
