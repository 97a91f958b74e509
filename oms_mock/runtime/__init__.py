"""The state of a running fake: its store, worlds and journal, and the state of each request."""
