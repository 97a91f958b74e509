"""Contract testing while a deployment is used: requests are passed on to it, and each answer is judged."""
