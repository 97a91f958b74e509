"""Generated orders that follow the profile of a deployment: `generator` makes orders, `reshaper` adapts documents."""
