"""Proxy mode: forward requests to a deployment, and check every response against the contract."""
