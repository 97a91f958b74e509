"""Reports: one module per format; each is a pure function of a report."""
