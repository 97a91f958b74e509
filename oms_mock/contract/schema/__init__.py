"""Validating response bodies against the JSON Schemas, and naming each difference."""
