"""Wire shapes as marshmallow schemas, each property with its provenance."""
