"""Profiles: recording the shapes of a deployment's responses, and comparing two recordings."""
