"""The runnable contract suite."""
