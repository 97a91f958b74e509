"""What the OMS does: functions that take plain values, return documents and raise OmsError."""
