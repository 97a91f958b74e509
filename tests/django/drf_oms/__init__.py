"""The vendor's page on Django REST framework: an implementation that shares no code with our fake."""
