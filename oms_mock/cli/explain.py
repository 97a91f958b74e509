"""`oms-mock explain`: what a rule or a kind of finding means."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

import click

from oms_mock.cli.options import did_you_mean
from oms_mock.errors import SetupError

OF_NO_RULE = {
    "unstable": (
        "Something looked wrong, and did not when it was asked again, although nothing that explains it had changed. "
        "A deployment that answers the same question in two ways often has servers of two versions behind it, a cache "
        "that is out of date, or replicas that lag behind. Run the check again, and look at what the finding names on "
        "each server."
    ),
}
"""Kinds that any rule's finding can turn into."""

WIDTH = 80
INDENT = "  "

EPILOG = """\b
Examples:
  oms-mock explain                        (lists all of them)
  oms-mock explain null-drift
"""


@dataclass(frozen=True)
class Subject:
    """Something that can be explained: a rule, or a kind of finding, or both under one name."""

    name: str
    paragraphs: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The first sentence."""
        return re.split(r"(?<=[.!?])\s", self.paragraphs[0].strip(), maxsplit=1)[0]


def _names_like(_: click.Context, __: click.Parameter, beginning: str) -> list[str]:
    """Complete a name in the shell."""
    return sorted(name for name in {**_rules(), **_kinds()} if name.startswith(beginning))


@click.command(epilog=EPILOG)
@click.argument("name", metavar="[RULE|KIND]", required=False, shell_complete=_names_like)
def explain(name: str | None) -> int:
    """Say what a rule checks, or what a kind of finding means and what to do about it.

    Without a name it lists all rules and kinds.
    """
    rules, kinds = _rules(), _kinds()
    if name is None:
        click.echo(_table("Rules", rules))
        click.echo(_table("Kinds of findings", kinds))
        return 0
    found = [subjects[name] for subjects in (rules, kinds) if name in subjects]
    if not found:
        near = did_you_mean(name, {**rules, **kinds})
        raise SetupError(f"there is no rule and no kind {name!r}{f'.{near}' if near else ': see oms-mock explain'}")
    click.echo("\n".join(_paragraphs(found)).rstrip())
    return 0


def _rules() -> dict[str, Subject]:
    from oms_mock.contract.rules.registry import RULES

    return {
        rule.name: Subject(
            rule.name,
            (_joined(rule.explanation),),
            (
                f"Endpoints: {', '.join(endpoint.name for endpoint in rule.endpoints)}",
                f"Kinds: {', '.join(dict.fromkeys(kind.name for kind in rule.kinds))}",
            ),
        )
        for rule in sorted(RULES, key=lambda rule: rule.name)
    }


def _kinds() -> dict[str, Subject]:
    """Collect the kinds: what rules call them, and the kinds of drift that every schema rule shares."""
    from oms_mock.contract.rules.registry import RULES
    from oms_mock.documents.drift_kinds import EXPLANATIONS

    texts = {name: _joined(text) for name, text in (EXPLANATIONS | OF_NO_RULE).items()}
    found_by: dict[str, list[str]] = {name: [] for name in texts}
    for rule in RULES:
        for kind in rule.kinds:
            texts.setdefault(kind.name, _joined(kind.explanation))
            found_by.setdefault(kind.name, []).append(rule.name)
    return {name: Subject(name, (texts[name],), tuple(_found_by(found_by[name]))) for name in sorted(texts)}


def _found_by(rules: list[str]) -> Iterator[str]:
    if rules:
        yield f"Found by: {', '.join(dict.fromkeys(rules))}"


def _joined(text: str) -> str:
    return " ".join(text.split())


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
        for paragraph in (*subject.paragraphs, *subject.remarks):
            yield f"{_filled(paragraph, INDENT, INDENT)}\n"


def _filled(words: str, first: str, others: str) -> str:
    return textwrap.fill(words, WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)
