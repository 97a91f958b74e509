"""The contract's language: JSON Schema 2020-12 documents and openapi.json (generated), and their reader."""
