"""Where orders come from: a seeded generator of order documents in wire form."""
