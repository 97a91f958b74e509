"""Read what people and programs write: JSON documents, durations and rates, with one format of errors."""
