"""Format results as a Markdown table: ratios first, then the numbers of the run."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from rounds import Result

HEADINGS = ("what", "peer", "ratio", "min", "max", "limit", "measured", "peer", "")


def results(measured: Sequence[Result]) -> str:
    """Return a row for each comparison, and a line about disturbed pairs."""
    lines = [table(HEADINGS, (_row(result) for result in measured))]
    disturbed, taken = sum(result.disturbed for result in measured), sum(len(result.pairs) for result in measured)
    if disturbed:
        lines.append(f"\n{disturbed} of {taken} pairs were disturbed by other processes, each time they were taken.")
    lines += [
        f"\n{result.comparison.peer}: it can do more: wrk, or other processes, left its core idle."
        for result in measured
        if result.starved
    ]
    return "\n".join(lines)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table with aligned columns."""
    cells = [tuple(headings), *(tuple(row) for row in rows)]
    widths = [max(3, *(len(row[column]) for row in cells)) for column in range(len(headings))]
    lines = [_line(row, widths) for row in cells]
    lines.insert(1, _line(tuple("-" * width for width in widths), widths))
    return "\n".join(lines)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"


def _row(result: Result) -> tuple[str, ...]:
    comparison = result.comparison
    return (
        comparison.subject,
        comparison.peer,
        f"**{result.median:.2f}**",
        f"{min(result.ratios):.2f}",
        f"{max(result.ratios):.2f}",
        _verdict(result),
        number(statistics.median(pair.subject.value for pair in result.pairs)),
        number(statistics.median(pair.peer.value for pair in result.pairs)),
        comparison.unit,
    )


def _verdict(result: Result) -> str:
    if not result.limited:
        return ""
    verdict = "inconclusive" if result.inconclusive else "missed" if result.missed else "kept"
    return f"{result.comparison.limit} {verdict}"


def number(value: float) -> str:
    """Format a number with three or four significant digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
