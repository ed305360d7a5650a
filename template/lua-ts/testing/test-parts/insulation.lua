-- Remembers globals and loaded modules; what it returns brings them back.
local function remember(target)
  local copy = {}
  for key, value in next, target do copy[key] = value end
  return function()
    local keys = {}
    for key in next, target do keys[#keys + 1] = key end
    for _, key in ipairs(keys) do
      if copy[key] == nil then rawset(target, key, nil) end
    end
    for key, value in next, copy do rawset(target, key, value) end
  end
end

return function()
  local globals, loaded = remember(_G), remember(package.loaded)
  return function()
    globals()
    loaded()
  end
end
