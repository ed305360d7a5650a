-- True when no two values of a table are equal; `deep` compares tables by what is in them.
local host = ...

return function(list, deep)
  local compare = host.part("compare")
  for key, value in pairs(list) do
    for other_key, other in pairs(list) do
      if key ~= other_key and (value == other or (deep and compare.same(value, other))) then return false end
    end
  end
  return true
end
