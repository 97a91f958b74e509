"""Scenarios: folders of the API's own documents, read and checked."""
