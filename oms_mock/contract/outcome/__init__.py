"""What a run ends in: findings, report, baseline, and the weight that a client's use gives them."""
