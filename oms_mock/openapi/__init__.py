"""The OpenAPI document and the JSON Schemas: declared beside the endpoints, exported to `schemas/`."""
