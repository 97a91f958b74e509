"""Reports: one module per form, each a pure function of a report."""
