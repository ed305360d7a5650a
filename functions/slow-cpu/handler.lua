-- Computes for a while, to show that a busy handler holds up nobody. Lua runs on one thread, but after each slice
-- of about 10 ms (lua_slice) the host takes it away from the handler, in the middle of any loop, and gives others
-- their turn: other requests, time that others slept, the health check that would else end the Pod.
-- Nothing has to be written in the handler for it. What takes longer than exec_timeout is ended with a 504.
--
--   ?seconds=2      compute for that long
--   ?n=30           compute the 30th Fibonacci number, the slow way
--
-- Try it: curl this with ?seconds=10, and greeting beside it.

local time = require "time"

local function fibonacci(n)
  if n < 2 then return n end
  return fibonacci(n - 1) + fibonacci(n - 2)
end

local function busy(seconds)
  local rounds, stop = 0, time.now() + seconds
  while time.now() < stop do
    rounds = rounds + 1
  end
  return rounds
end

local function number(text, name, most)
  local value = tonumber(text)
  if not value or value < 0 or value > most then
    error({ statusCode = 400, body = name .. " must be a number from 0 to " .. most })
  end
  return value
end

local function handler(event)
  local query = event.query
  local started = time.now()
  local answer = {}
  if query.n then
    answer.n = number(query.n, "n", 40)
    answer.fibonacci = fibonacci(answer.n)
  else
    answer.rounds = busy(number(query.seconds or "1", "seconds", 60))
  end
  answer.seconds = time.now() - started
  -- A table without statusCode and body is sent as JSON.
  return answer
end

return handler
