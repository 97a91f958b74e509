"""The contract as a pytest suite: one item per endpoint and rule, against a deployment or a fake."""
