"""`oms-mock explain`: explain a rule, a kind of finding, or a finding of a report."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oms_mock.cli.command import command
from oms_mock.errors import SetupError
from oms_mock.spec.near import did_you_mean

if TYPE_CHECKING:
    from oms_mock.contract.outcome.explanations import Subject
    from oms_mock.contract.outcome.report_file import StoredFinding, StoredReport

WIDTH = 80
INDENT = "  "

EPILOG = """\b
Examples:
  oms-mock explain                        (lists all rules and kinds)
  oms-mock explain null-drift
  oms-mock explain c84e182e9fa9 --report reports/report.json
  oms-mock explain --report reports/report.json   (lists its findings)
"""

_ID = re.compile(r"[0-9a-f]{12}")


def _complete(_: click.Context, __: click.Parameter, beginning: str) -> list[str]:
    """Complete a name for the shell."""
    from oms_mock.contract.outcome import explanations

    return sorted(name for name in explanations.rules() | explanations.kinds() if name.startswith(beginning))


@command("explain", epilog=EPILOG)
@click.argument("name", metavar="[RULE|KIND|ID]", required=False, shell_complete=_complete)
def explain(name: str | None, report: Path | None) -> int:
    """Explain a rule, a kind of finding, or a finding of a report.

    Print what a rule checks, or what a kind of finding means and what to do about it. Without a name, list
    all rules and kinds.

    With --report, ID is that of a finding in this report: print the finding, others with the same cause, and
    the explanation of its kind and rule. A rule or a kind is followed by its findings in the report.
    """
    from oms_mock.contract.outcome import report_file

    stored = report_file.read(report) if report else None
    if name is None:
        return _print(_findings(stored.findings.values()) if stored else _all_subjects())
    if _ID.fullmatch(name):
        return _print(_explained_finding(name, stored, report))
    return _print(_explained_name(name, stored))


def _print(lines: Iterable[str]) -> int:
    click.echo("\n".join(lines).rstrip())
    return 0


def _all_subjects() -> Iterator[str]:
    from oms_mock.contract.outcome import explanations

    yield _table("Rules", explanations.rules())
    yield _table("Kinds of findings", explanations.kinds())


def _explained_name(name: str, stored: StoredReport | None) -> Iterator[str]:
    """Yield the explanation of a rule or a kind, then its findings in a report. Raises SetupError."""
    from oms_mock.contract.outcome import explanations

    rules, kinds = explanations.rules(), explanations.kinds()
    found = [subjects[name] for subjects in (rules, kinds) if name in subjects]
    if not found:
        hint = did_you_mean(name, {**rules, **kinds}, "see oms-mock explain")
        raise SetupError(f"there is no rule or kind {name!r}: {hint}")
    yield from _paragraphs(found)
    if stored:
        yield "In the report\n"
        yield from _findings(each for each in stored.findings.values() if name in {each.rule, each.kind})


def _explained_finding(key: str, stored: StoredReport | None, report: Path | None) -> Iterator[str]:
    """Yield a finding of a report, others with the same cause, and the explanations. Raises SetupError."""
    from oms_mock.contract.outcome import explanations

    if stored is None:
        raise SetupError(f"{key} is the id of a finding: name the report that has it, --report reports/report.json")
    finding = stored.findings.get(key)
    if finding is None:
        raise SetupError(f"{report} has no finding {key}: see oms-mock explain --report {report}")
    yield f"{_line(finding)}\n"
    yield f"{_filled(finding.message, INDENT, INDENT)}\n"
    if finding.reproduce:
        yield f"{INDENT}reproduce: {finding.reproduce}\n"
    if others := stored.same_cause(key):
        yield "Probably of the same cause\n"
        yield from _findings(others)
        yield ""
    subjects = explanations.kinds().get(finding.kind), explanations.rules().get(finding.rule)
    yield from _paragraphs([subject for subject in subjects if subject])


def _findings(found: Iterable[StoredFinding]) -> Iterator[str]:
    """Yield a line for each finding."""
    lines = [f"{INDENT}{_line(finding)}" for finding in found]
    yield from lines or [f"{INDENT}no findings"]


def _line(finding: StoredFinding) -> str:
    words = (finding.id, finding.severity.upper(), finding.kind, finding.endpoint, finding.path)
    return "  ".join(words)


def _table(title: str, subjects: dict[str, Subject]) -> str:
    width = max((len(name) for name in subjects), default=0)
    rows = [_row(name.ljust(width), subject.summary) for name, subject in subjects.items()]
    return "\n".join([title, "", *rows, ""])


def _row(name: str, summary: str) -> str:
    margin = " " * (len(name) + 4)
    return _filled(summary, f"  {name}  ", margin)


def _paragraphs(subjects: list[Subject]) -> Iterator[str]:
    for subject in subjects:
        yield f"{subject.name}\n"
        for paragraph in (subject.paragraph, *subject.remarks):
            yield f"{_filled(paragraph, INDENT, INDENT)}\n"


def _filled(words: str, first: str, others: str) -> str:
    return textwrap.fill(words, WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)
