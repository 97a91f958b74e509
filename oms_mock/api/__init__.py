"""The OMS's own endpoints: with app.py the only code that knows Flask."""
