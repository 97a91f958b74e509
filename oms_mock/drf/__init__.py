"""The behaviour of Django REST framework: pipeline, errors, pagination, queries, bodies, tokens, routes."""
