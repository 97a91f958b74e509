"""The OpenAPI document and the JSON Schemas, generated from the endpoints and exported to `schemas/`."""
