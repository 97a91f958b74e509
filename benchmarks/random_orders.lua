-- One order at random: wrk -s random_orders.lua URL -- ORDERS
-- Orders have the keys 1 to ORDERS; always in the same succession.
local orders

function init(arguments)
  orders = tonumber(arguments[1])
  math.randomseed(42)
end

function request()
  return wrk.format(nil, wrk.path .. math.random(orders) .. "/")
end
