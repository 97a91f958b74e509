"""The runnable contract suite: one item per endpoint and rule, against a deployment or against the fake."""
