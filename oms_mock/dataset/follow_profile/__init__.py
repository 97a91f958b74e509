"""Generated orders that follow the profile of a deployment."""
