"""What a running fake holds: its store, its worlds, its journal, and what happened in each world."""
