"""`oms-mock admin`: control a running fake and inspect its request journal."""
