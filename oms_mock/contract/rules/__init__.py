"""The rules: each sees interactions as they come, and keeps ids and digests of them, never bodies."""
