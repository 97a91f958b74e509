"""The control surface of a server, `/__admin`: who may use it."""
