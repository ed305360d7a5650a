local handler = require "handler"
local kv, redis, time = require "kv", require "redis", require "time"

local function answer(path, event)
  event = event or {}
  event.path = path
  return call(handler, event)
end

describe("fake.time", function()
  it("stops every clock", function()
    fake.time(1700000000)
    assert.are.same({ now = 1700000000, os = 1700000000, iso = "2023-11-14T22:13:20Z", date = "2023-11-14" }, answer("/now"):json())
    assert.are.equal("1700000000000", ("%.0f"):format(time.now_ms()))
    assert.are.equal(1700000000, require("socket").gettime())
  end)

  it("reads ISO 8601", function()
    fake.time("2026-11-23T01:00:00+01:00")
    assert.are.equal(1795392000, os.time())
  end)

  it("moves on when somebody sleeps, at once", function()
    fake.time(100)
    assert.are.equal("slept", answer("/slow").body)
    require("socket").sleep(0.5)
    assert.are.equal(160.5, time.now())
  end)

  it("ends what kv keeps", function()
    fake.time(0)
    assert.are.equal("1", answer("/count").body)
    fake.advance(59)
    assert.are.equal("2", answer("/count").body)
    fake.advance(2)
    assert.are.equal("1", answer("/count").body)
  end)

  it("is gone after its test", function()
    assert.is_true(os.time() > 1795000000 - 10 ^ 8)
    assert.are.equal("1", answer("/count").body)
    assert.error_matches(function() fake.advance(1) end, "call fake.time first")
  end)

  describe("in a setup", function()
    setup(function() fake.time(50) end)
    for n = 1, 2 do
      it("holds for its block, " .. n, function()
        assert.are.equal(50, os.time())
        fake.advance(10)
      end)
    end
  end)
end)

describe("kv", function()
  it("keeps values in a test", function() kv.set("a", 1) end)
  it("is as it was before the next", function() assert.is_nil(kv.get("a")) end)
end)

describe("fake.redis", function()
  it("is a server in memory", function()
    local server = fake.redis()
    assert.are.equal("1 false", answer("/visits", { query = { name = "Ada" } }).body)
    assert.are.equal("2 false", answer("/visits", { query = { name = "Ada" } }).body)
    assert.are.same({ "EXPIRE", "visits:Ada", "60" }, server.commands[1])
    redis.set("k", "v", "EX", 10)
    assert.are.equal("v", redis.get("k"))
    assert.is_nil(redis.set("k", "w", "NX"))
    assert.are.equal(1, redis.del("k", "none"))
    assert.is_nil(redis.get("k"))
    redis.rpush("l", 1, 2, 3)
    assert.are.same({ "2", "3" }, redis.lrange("l", 1, -1))
    assert.are.equal("1", redis.lpop("l"))
    redis.hset("h", "a", 1)
    assert.are.same({ a = "1" }, redis.hgetall("h"))
    assert.are.equal(2, redis.sadd("s", "x", "y"))
    assert.are.same({ "x", "y" }, redis.smembers("s"))
    assert.error_matches(function() redis.incr("l") end, "WRONGTYPE")
    assert.are.same({ false, "1" }, redis.mget("none", "visits:Ada") and { false, redis.hget("h", "a") })
  end)

  it("is gone after its test, when there is no server", function()
    assert.error_matches(function() redis.get("k") end, "call fake.redis(), or set test_redis_url", 1, true)
  end)

  it("follows the stopped clock", function()
    fake.redis()
    fake.time(0)
    redis.setex("k", 10, "v")
    assert.are.equal(10, redis.ttl("k"))
    fake.advance(11)
    assert.is_nil(redis.get("k"))
  end)

  it("answers as the test says", function()
    fake.redis { GET = function(key) return "value of " .. key end, TIME = { "1", "2" } }
    assert.are.equal("value of a", redis.get("a"))
    assert.are.same({ "1", "2" }, redis.time())
    assert.error_matches(function() redis.xadd("s", "*", "a", 1) end, "fake.redis doesn't know XADD")
  end)
end)

describe("fake.secrets and fake.env", function()
  it("answer by name", function()
    fake.secrets { key = "s3cret" }
    fake.env { REGION = "eu", PATH = false }
    assert.are.equal(64, #answer("/secret").body)
    assert.are.equal("eu", answer("/env").body)
    assert.is_nil(os.getenv("PATH"))
    assert.is_nil(require("secrets").get("other"))
    fake.env { OTHER = 1 }
    assert.are.equal("eu1", os.getenv("REGION") .. os.getenv("OTHER"))
  end)

  it("are gone after their test", function()
    assert.are.equal("none", answer("/env").body)
    assert.is_string(os.getenv("PATH"))
    assert.are.equal(500, answer("/secret").status)
  end)
end)

describe("spies and stubs", function()
  it("stand in for modules of the function", function()
    stub(kv, "incr").returns(42)
    assert.are.equal("42", answer("/count").body)
  end)
  it("are gone after their test", function() assert.are.equal("1", answer("/count").body) end)
end)
