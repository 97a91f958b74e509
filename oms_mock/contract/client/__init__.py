"""The HTTP client of the contract: one deployment, its requests and responses as plain values."""
