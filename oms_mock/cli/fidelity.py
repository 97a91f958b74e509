"""`oms-mock fidelity`: how each field of each endpoint is known, and what a deployment has shown of it."""

from __future__ import annotations

import shutil
import sys
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oms_mock.cli.command import command
from oms_mock.cli.options import did_you_mean
from oms_mock.errors import SetupError

if TYPE_CHECKING:
    from oms_mock.contract.endpoints import Endpoint
    from oms_mock.contract.fidelity.ledger import Ledger

NARROWEST, WIDEST = 80, 120

EPILOG = """\b
Examples:
  oms-mock fidelity                       (all endpoints)
  oms-mock fidelity order-list-short
  oms-mock fidelity webhook_events        (part of a path: every endpoint that has it)
  oms-mock check https://oms.example.com --fidelity fidelity.json
  oms-mock fidelity --ledger fidelity.json
"""


def _names_like(_: click.Context, __: click.Parameter, beginning: str) -> list[str]:
    """Complete a name in the shell."""
    from oms_mock.contract.endpoints import BY_NAME

    return [name for name in BY_NAME if name.startswith(beginning)]


@command("fidelity", epilog=EPILOG)
@click.argument("endpoint", required=False, shell_complete=_names_like)
def fidelity(endpoint: str | None, ledger: Path | None, json: bool) -> None:
    """Say of every field how it is known: documented, sibling, convention or assumed.

    ENDPOINT is a name, order-list, or a part of "GET /api/v1/oms/orders/".
    """
    from oms_mock.contract.fidelity import record, text

    chosen = _endpoints(endpoint)
    kept = _ledger(ledger) if ledger else None
    if json:
        click.echo(dumps(record.record(chosen, kept), indent=2, ensure_ascii=False))
    else:
        click.echo(text.text(chosen, kept, _width()), nl=False)


def _endpoints(word: str | None) -> list[Endpoint]:
    from oms_mock.contract.endpoints import BY_NAME, ENDPOINTS

    if word is None:
        return list(ENDPOINTS)
    exact = [each for each in ENDPOINTS if word in (each.name, each.label, each.template)]
    found = exact or [each for each in ENDPOINTS if word.lower() in f"{each.name} {each.label.lower()}"]
    if not word.strip() or not found:
        near = did_you_mean(word, [*BY_NAME, *(each.label for each in ENDPOINTS)])
        raise SetupError(f"there is no endpoint {word!r}{f'.{near}' if near else ': see oms-mock fidelity'}")
    return found


def _ledger(path: Path) -> Ledger:
    from oms_mock.contract.fidelity import ledger_file

    try:
        return ledger_file.read(path)
    except FileNotFoundError:
        raise SetupError(f"there is no {path}: oms-mock check URL --fidelity {path} makes it") from None


def _width() -> int:
    if not sys.stdout.isatty():
        return NARROWEST
    return min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
