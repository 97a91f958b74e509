"""Deployments that are not ours, for the contract to check."""
