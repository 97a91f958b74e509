"""The contract: checks any OMS deployment from outside, and knows nothing of the fake."""
