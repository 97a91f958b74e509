"""How a world is configured to behave: fault rules, throttle and clock, as values and as stored JSON."""
