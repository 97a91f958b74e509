"""`oms-mock admin`: what a fake that runs is told, and asked about."""
