"""What was asked of each world: kept within bounds, found again by matchers, and verified."""
