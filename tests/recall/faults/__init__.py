"""Part (b) of the recall: named faults of behaviour, each put before a healthy fake."""
