-- Takes webhooks that are signed as https://www.standardwebhooks.com has it: an HMAC over id, time and body, which
-- only somebody with the secret can make. A delivery that is old, or came before, is not done again.

local base64, crypto, kv, secrets = require "base64", require "crypto", require "kv", require "secrets"

local tolerance_seconds = 5 * 60

local function refuse(why)
  error({ statusCode = 401, body = why })
end

local function verify(headers, body)
  local id, sent_at, signatures = headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]
  if not (id and sent_at and signatures) then refuse("not signed") end
  local sent = tonumber(sent_at)
  if not sent or math.abs(os.time() - sent) > tolerance_seconds then refuse("too old, or from the future") end
  local key = base64.decode((assert(secrets.get("webhook-secret")):gsub("^whsec_", "")))
  local wanted = base64.encode(crypto.hmac("sha256", key, id .. "." .. sent_at .. "." .. body, true))
  -- There are several while the sender changes its secret.
  for signature in signatures:gmatch("v1,(%S+)") do
    if crypto.equal(signature, wanted) then return id end
  end
  refuse("wrong signature")
end

-- What is to be done with an event goes here.
local function process(event)
  local message = event:json()
  print("received " .. tostring(message.type))
end

local function handler(event)
  local id = verify(event.headers, event.body)
  -- Kept for as long as the time would be accepted.
  if not kv.add(id, true, 2 * tolerance_seconds) then return { statusCode = 200, body = "seen before" } end
  local ok, problem = pcall(process, event)
  if ok then return { statusCode = 204 } end
  -- The sender is to try again.
  kv.delete(id)
  error(problem, 0)
end

return handler
