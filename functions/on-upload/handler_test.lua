local handler = require "handler"

local function event(name, key)
  return { body = { Records = { {
    eventSource = "minio:s3", eventName = name, eventTime = "2026-11-23T10:00:00Z",
    s3 = { bucket = { name = "photos" }, object = { key = key, size = 12 } },
  } } } }
end

local function names()
  local list = {}
  for i, upload in ipairs(call(handler):json()) do list[i] = upload.name end
  return list
end

describe("on-upload", function()
  it("keeps files that are put there, once", function()
    assert.are.equal(204, call(handler, event("s3:ObjectCreated:Put", "a+b.jpg")).status)
    call(handler, event("s3:ObjectCreated:Put", "a+b.jpg"))
    assert.are.same({ "a b.jpg" }, names())
  end)

  it("forgets files that are removed", function()
    call(handler, event("s3:ObjectCreated:Put", "a.jpg"))
    call(handler, event("s3:ObjectRemoved:Delete", "a.jpg"))
    assert.are.same({}, names())
  end)
end)
