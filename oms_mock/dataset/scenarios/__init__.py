"""Scenarios: `library` finds and loads them, `folder` reads the files, `checks` validates, `pseudonyms` redacts."""
