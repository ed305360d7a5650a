-- The keys of a table as they are now, so that the table may change while they are gone through.
return function(target)
  local keys = {}
  for key in next, target do keys[#keys + 1] = key end
  return keys
end
