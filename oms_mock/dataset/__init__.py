"""The data of the fake: a deterministic generator, scenarios, and generators that follow a profile."""
