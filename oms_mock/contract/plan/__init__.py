"""Which requests a run sends, and in which order."""
