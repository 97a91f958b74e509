"""The runnable contract suite: one item per endpoint, against a deployment or against the fake."""
