"""The endpoints of the API, one module for each noun in a URL."""
