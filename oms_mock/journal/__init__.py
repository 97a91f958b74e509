"""The request journal of each world: record, match and verify requests."""
