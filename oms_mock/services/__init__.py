"""What an OMS does: plain values in, documents out; raises OmsError."""
