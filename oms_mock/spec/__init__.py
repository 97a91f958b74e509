"""The JSON Schema documents of top-level `schemas/`: reading them, and the tables both halves share."""
