"""The provenance of what an OMS responds, as text: a summary, and a tree of all fields."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple

from oms_mock.contract.endpoints import Endpoint
from oms_mock.contract.fidelity.fields import SOURCES, Field, body_provenance, fields, outlines, responses
from oms_mock.contract.fidelity.ledger import Ledger, LedgerEntry, Standing
from oms_mock.contract.fidelity.ledger_summary import sentence, summarise
from oms_mock.contract.severity import Provenance

WIDE = 100
"""Columns from which on the summary has a column for the body."""
GAP = " · "
TOGETHER = "\N{NO-BREAK SPACE}"
"""A space without a line break; it is written as an ordinary one."""


def text(endpoints: Sequence[Endpoint], ledger: Ledger | None = None, width: int = 80) -> str:
    """Describe the provenance of some endpoints, and what a ledger records of their fields."""
    lines = (line.rstrip().replace(TOGETHER, " ") for line in _lines(endpoints, ledger, width))
    return "\n".join(lines) + "\n"


def _lines(endpoints: Sequence[Endpoint], ledger: Ledger | None, width: int) -> Iterator[str]:
    yield from _legend(width)
    yield from ("", "Endpoints", "", *_table(_summary(endpoints, width)))
    if ledger:
        yield from ("", "Seen at a deployment", "", *_table(_standings(endpoints, ledger)))
        yield from ("", *_wrapped(sentence(summarise(ledger, endpoints)), width, "  "))
    for endpoint in endpoints:
        yield from ("", f"{endpoint.label}  ({endpoint.name})", "")
        yield from _endpoint(endpoint, ledger, width)


def _legend(width: int) -> Iterator[str]:
    yield from ("How the responses of an OMS are known", "")
    for word, source in SOURCES.items():
        yield from _wrapped(source, width, f"  {word:<12}")


# -- tables -------------------------------------------------------------------------------------


def _summary(endpoints: Iterable[Endpoint], width: int) -> list[list[str]]:
    rows = [["endpoint", *(["body"] if width >= WIDE else []), "fields", *Provenance]]
    for endpoint in endpoints:
        known = Counter(each.provenance for each in fields(endpoint))
        shares = [share(known[word], known.total()) for word in Provenance]
        body = [str(body_provenance(endpoint))] if width >= WIDE else []
        rows.append([endpoint.name, *body, str(known.total()), *shares])
    return rows


def share(count: int, of: int) -> str:
    """`247  98 %`, where a share that is not all is never 100 %."""
    return f"{count} {max(min(round(100 * count / of), 99), 1) if count < of else 100:>3} %" if count else "-"


def _standings(endpoints: Iterable[Endpoint], ledger: Ledger) -> list[list[str]]:
    rows = [["endpoint", "verified", "as null", "contradicted", "not seen", "found"]]
    for endpoint in endpoints:
        counted = astuple(summarise(ledger, [endpoint]))
        rows.append([endpoint.name, *(str(count) if count else "-" for count in counted)])
    return rows


def _table(rows: list[list[str]]) -> Iterator[str]:
    """Write words to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    is_number = [column[1][:1] in "-0123456789" for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, is_number, strict=True)
        yield "  " + "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in cells)


# -- one endpoint -------------------------------------------------------------------------------


def _endpoint(endpoint: Endpoint, ledger: Ledger | None, width: int) -> Iterator[str]:
    known = responses(endpoint)
    codes = {word: [str(each.status) for each in known if each.provenance is word] for word in Provenance}
    statuses = "; ".join(f"{', '.join(found)} {word}" for word, found in codes.items() if found)
    yield from _wrapped(statuses, width, "  responses ")
    entry = ledger.at(endpoint) if ledger else None
    body = [str(body_provenance(endpoint)), *_standing(entry, ledger)]
    yield from _wrapped(GAP.join(body), width, "  body      ")
    others = dict.fromkeys(each.body for each in known if each.status != 200)
    yield from _wrapped(f"bodies are {', '.join(others)}", width, "  errors    ")
    for form in outlines(endpoint):
        yield from _form(endpoint, form, ledger, width)
    beside = ledger.undocumented(endpoint) if ledger else {}
    if beside:
        yield from ("", "  no document names")
    for path, other in beside.items():
        yield from _row(f"    {path}", GAP.join(_standing(other, ledger)), 44, width)


def _form(endpoint: Endpoint, form: str, ledger: Ledger | None, width: int) -> Iterator[str]:
    of_form = [each for each in fields(endpoint) if each.form == form]
    body = ledger.at(endpoint) if ledger else None
    was_not_seen = body is not None and bool(body.forms) and form not in body.forms
    yield ""
    indent = 0
    if len(outlines(endpoint)) > 1:
        remark = ": not the form that was seen" if was_not_seen else "" if of_form else ": no fields"
        yield f"  {form}{remark}"
        indent = 2
    yield from _tree(endpoint, of_form, None if was_not_seen else ledger, indent, width)


def _tree(endpoint: Endpoint, shown: list[Field], ledger: Ledger | None, indent: int, width: int) -> Iterator[str]:
    lists = {each.path.rpartition(".")[0] for each in shown}
    branches = [_branch(each.path, f"{each.path}[*]" in lists, indent) for each in shown]
    column = max(map(len, branches), default=0) + 2
    for branch, each in zip(branches, shown, strict=True):
        entry = ledger.at(endpoint, each.path) if ledger else None
        yield from _row(branch, GAP.join([*_words(each), *_standing(entry, ledger)]), column, width)


def _branch(path: str, is_list: bool, indent: int) -> str:
    """The last step of a path, as deep as it lies: `$.results[*].state.id` is `      id`."""
    name = path.rpartition(".")[2]
    return f"{' ' * (indent + 2 * path.count('.'))}{name}{'[*]' if is_list else ''}"


def _words(each: Field) -> Iterator[str]:
    yield str(each.provenance)
    if each.type_provenance and each.type_provenance is not each.provenance:
        yield f"type{TOGETHER}{each.type_provenance}"


def _standing(entry: LedgerEntry | None, ledger: Ledger | None) -> Iterator[str]:
    if ledger is None:
        return
    if entry is None:
        yield "not seen"
        return
    yield _STANDINGS[entry.standing].format(entry=entry)
    if entry.contradicted_before:
        yield f"contradicted until {entry.contradicted_before}"
    if entry.forms:
        yield ", ".join(entry.forms)


_STANDINGS = {
    standing: words.replace("_", TOGETHER)
    for standing, words in (
        (Standing.VERIFIED, "verified_{entry.day}"),
        (Standing.SEEN_AS_NULL, "seen_as_null_{entry.day}"),
        (Standing.CONTRADICTED, "CONTRADICTED_{entry.day} by_{entry.kind}_{entry.id}"),
        (Standing.FOUND, "found_{entry.day}"),
    )
}
"""An underscore becomes a space without a line break."""


def _row(name: str, words: str, column: int, width: int) -> list[str]:
    """Write a name, and beside it words that may continue on the next lines."""
    return _wrapped(words, width, name.ljust(max(column, len(name) + 2)))


def _wrapped(words: str, width: int, margin: str) -> list[str]:
    """Wrap words behind a margin, without breaking dates and kinds."""
    others = " " * len(margin)
    return textwrap.wrap(words, width, initial_indent=margin, subsequent_indent=others, break_on_hyphens=False)
