"""What fault rules and the preferences of a request do to its response: queued before the view, reported after it."""

from __future__ import annotations

from dataclasses import dataclass, field

from oms_mock.behaviour.rules import Effect
from oms_mock.spec import secrets

_MAX_HEADER = 4000
"""Characters of a header: clients reject longer ones."""
_MAX_WARNINGS = 5
"""Of one response."""
_MAX_ECHO = 200
"""Characters of a preference that are repeated in a response header."""
_MAX_WHY = 1500
"""Characters of the reason why a preference is ignored."""


@dataclass
class Preferences:
    """What a request prefers.

    `applied` and `ignored` are the preferences as text, for the response headers. `warnings` say why a preference was
    ignored, with secrets masked, as the journal and the log show them too.
    """

    effect: Effect = field(default_factory=Effect)
    scenario: str | None = None
    applied: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def apply(self, text: str) -> None:
        """Report a preference as applied."""
        self.applied.append(_printable(text))

    def ignore(self, text: str, why: str) -> None:
        """Report a preference as ignored."""
        self.ignored.append(_printable(text))
        if len(self.warnings) < _MAX_WARNINGS:
            self.warnings.append(secrets.redacted(f"{self.ignored[-1]}: {printable(why[:_MAX_WHY])}"))

    def withdraw(self, name: str, why: str) -> None:
        """Report a preference as ignored that was reported as applied, since it had no result."""
        withdrawn = [each for each in self.applied if each.startswith(f"{name}=")]
        self.applied = [each for each in self.applied if each not in withdrawn]
        for each in withdrawn:
            self.ignore(each, why)


@dataclass
class ResponseChanges:
    """The effects that alter a response, and what came of all effects, each with its source.

    A source is the id of a fault rule, or None for a preference of the request.
    """

    effects: list[tuple[str | None, Effect]] = field(default_factory=list)
    done: list[tuple[str | None, str]] = field(default_factory=list)
    failed: list[tuple[str | None, str]] = field(default_factory=list)

    def add(self, source: str | None, effect: Effect) -> None:
        """Queue an effect if it alters the response."""
        if effect.modifies:
            self.effects.append((source, effect))

    def rules(self) -> list[str]:
        """Return the ids of the rules that did something, each once."""
        return list(dict.fromkeys(source for source, _ in self.done if source))


def header_value(text: str) -> str:
    """Return text as a valid header that clients accept."""
    plain = printable(text)
    return plain if len(plain) <= _MAX_HEADER else f"{plain[:_MAX_HEADER]} ..."


def printable(text: str) -> str:
    """Return text as printable ASCII, as a header needs it."""
    return "".join(each if " " <= each <= "~" else "?" for each in text)


def _printable(text: str) -> str:
    return printable(text[:_MAX_ECHO]).replace(",", "?")
