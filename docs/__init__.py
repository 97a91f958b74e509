"""The documentation, and what generates its reference and builds its site."""
