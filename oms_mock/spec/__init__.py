"""The JSON Schema documents of top-level `schemas/`, and helpers that the fake and the contract share."""
