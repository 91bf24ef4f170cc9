"""The simulated broker: accounts, orders, rules, fees."""
