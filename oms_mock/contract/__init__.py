"""The contract: judges any OMS deployment from outside, and knows nothing of the fake."""
