"""marshmallow schemas of the request and response bodies; each property has its provenance."""
