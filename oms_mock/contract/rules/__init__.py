"""The rules: each checks the interactions of a run, and keeps ids and digests of them, never bodies."""
