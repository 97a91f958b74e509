"""What else has to be said of a run before its coverage: by whom it was weighed, and how much was looked at."""

from __future__ import annotations

from collections.abc import Iterator

from oms_mock.contract.outcome.report import Report
from oms_mock.contract.reports import sample_text


def sentences(report: Report) -> Iterator[str]:
    """Yield sentences, without capital letter and full stop."""
    if report.weighed_by:
        yield report.weighed_by
    yield from sample_text.sentences(report)
