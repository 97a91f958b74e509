"""Where orders are kept: tables, queries and engine options on SQLAlchemy."""
