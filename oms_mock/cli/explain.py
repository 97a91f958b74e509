"""`oms-mock explain`: explain a rule or a kind of finding."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from oms_mock.cli.command import command
from oms_mock.errors import SetupError
from oms_mock.spec.near import did_you_mean

if TYPE_CHECKING:
    from oms_mock.contract.outcome.explanations import Subject

WIDTH = 80
INDENT = "  "

EPILOG = """\b
Examples:
  oms-mock explain                        (lists all rules and kinds)
  oms-mock explain null-drift
"""


def _complete(_: click.Context, __: click.Parameter, beginning: str) -> list[str]:
    """Complete a name for the shell."""
    from oms_mock.contract.outcome import explanations

    return sorted(name for name in explanations.rules() | explanations.kinds() if name.startswith(beginning))


@command("explain", epilog=EPILOG)
@click.argument("name", metavar="[RULE|KIND]", required=False, shell_complete=_complete)
def explain(name: str | None) -> int:
    """Explain a rule or a kind of finding.

    Print what a rule checks, or what a kind of finding means and what to do about it. Without a name, list
    all rules and kinds.
    """
    from oms_mock.contract.outcome import explanations

    rules, kinds = explanations.rules(), explanations.kinds()
    if name is None:
        click.echo(_table("Rules", rules))
        click.echo(_table("Kinds of findings", kinds))
        return 0
    found = [subjects[name] for subjects in (rules, kinds) if name in subjects]
    if not found:
        hint = did_you_mean(name, {**rules, **kinds}, "see oms-mock explain")
        raise SetupError(f"there is no rule or kind {name!r}: {hint}")
    click.echo("\n".join(_paragraphs(found)).rstrip())
    return 0


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
