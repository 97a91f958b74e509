"""Fault injection: apply fault rules and the preferences of a request before and after its view."""
