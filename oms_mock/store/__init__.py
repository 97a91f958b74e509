"""The database: tables, queries, and drivers on SQLAlchemy."""
