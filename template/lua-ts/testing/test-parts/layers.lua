-- What is faked now, by the name of what it stands for, and how that was at each mark.
local host = ...

local spies = host.part("spies")

local layers = {}
local active, marks = {}, {}

function layers.get(name) return active[name] end

function layers.set(name, value) active[name] = value end

-- Sets the clock: { seconds = Unix time, skipped = seconds that nobody waited for }, or nil for the real one.
function layers.set_clock(clock)
  active.clock = clock
  host.set_clock(clock and clock.seconds, clock and clock.skipped or 0)
end

-- Remembers what is faked, spied on, and kept in databases in memory and kv.
function layers.mark()
  local copy = {}
  for name, value in pairs(active) do copy[name] = value end
  marks[#marks + 1] = { active = copy, spies = spies.mark() }
  host.mark()
end

-- Brings back what the latest mark remembers.
function layers.rewind()
  local mark = table.remove(marks)
  spies.revert_to(mark.spies)
  active = mark.active
  layers.set_clock(active.clock)
  host.rewind()
end

return layers
