-- One order at random: wrk -s random_orders.lua URL -- ORDERS PERSONAS GAP
-- The first PERSONAS orders have the keys 1, 2 …, those of the others are larger by GAP; always in the same succession.
local orders, personas, gap

function init(arguments)
  orders, personas, gap = tonumber(arguments[1]), tonumber(arguments[2]), tonumber(arguments[3])
  math.randomseed(42)
end

function request()
  local place = math.random(orders)
  return wrk.format(nil, wrk.path .. (place > personas and place + gap or place) .. "/")
end
