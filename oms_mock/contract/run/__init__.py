"""One run against a deployment: send the planned requests, show every response to the rules, repeat suspicious ones."""
