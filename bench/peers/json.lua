-- The invoice of an order: JSON in, JSON out.
return function(event)
  local order = event:json()
  local lines, total = {}, 0
  for i, item in ipairs(order.items) do
    local cents = item.cents * item.count
    lines[i] = { sku = item.sku, cents = cents }
    total = total + cents
  end
  return { name = order.name, lines = lines, total = total }
end
