"""The sample in reports: how many orders were opened, and what that proves."""

from __future__ import annotations

from collections.abc import Iterator

from oms_mock.contract.outcome.report import Report, Sample
from oms_mock.contract.plan import confidence
from oms_mock.spec.plural import counted


def notes(report: Report) -> Iterator[str]:
    """Yield notes on the coverage, without capital letter and full stop: the `--uses` file, then the sample."""
    if report.weighed_by:
        yield report.weighed_by
    yield from sentences(report)


def sentences(report: Report) -> Iterator[str]:
    """Yield how many orders were opened and, if not all, what that proves; then which lists were not read in full."""
    sample = report.sample
    if sample is None or not sample.listed:
        return
    least = smallest_surely_seen(report)
    yield _orders(sample) + (_proof(sample, least) if least and sample.opened < sample.listed else "")
    by_numbers: dict[tuple[int, int], list[str]] = {}
    for name, numbers in sorted(sample.pages.items()):
        by_numbers.setdefault(numbers, []).append(name)
    for (read, there), names in by_numbers.items():
        yield f"{read:,} of {counted(there, 'page')} of {', '.join(names)} were read: --sample all reads every page"


def smallest_surely_seen(report: Report) -> int | None:
    """Return the smallest number of orders whose common fault is surely seen; None if that is not known."""
    sample = report.sample
    if sample is None or report.inconclusive:
        return None
    return confidence.surely_seen(sample.at_random, sample.drawn_from)


def _orders(sample: Sample) -> str:
    if sample.opened >= sample.listed:
        return "every order was opened"
    counted_ones = f"; {sample.there:,} are counted" if sample.listed < sample.there else ""
    return f"{sample.opened:,} of {counted(sample.listed, 'order')} were opened (seed {sample.seed}{counted_ones})"


def _proof(sample: Sample, least: int) -> str:
    percent = confidence.tenths_of_a_percent(least, sample.listed)
    return (
        f": a fault that {least:,} or more of the {sample.listed:,} have ({percent:g} %) would have been seen "
        f"with a probability of {100 * confidence.CERTAINTY:g} %"
    )
