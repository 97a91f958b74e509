"""The steps of `oms-mock check`, from the request for a check to its exit code."""
