"""The outcome of a run: report, baseline, and severities by what a client reads."""
