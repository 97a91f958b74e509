"""The kinds of drift."""

from __future__ import annotations

from oms_mock.spec import drift_kinds


def test_there_are_eight_kinds_of_drift() -> None:
    assert sorted(drift_kinds.EXPLANATIONS) == [
        "enum-growth",
        "envelope-change",
        "format-drift",
        "missing-field",
        "null-drift",
        "type-changed",
        "undocumented-status",
        "unknown-field",
    ]
