"""`oms-mock fidelity`: list the source of each field, and what deployments have shown of it."""

from __future__ import annotations

import shutil
import sys
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oms_mock.cli.command import command
from oms_mock.errors import SetupError
from oms_mock.spec.near import did_you_mean

if TYPE_CHECKING:
    from oms_mock.contract.endpoints import Endpoint
    from oms_mock.contract.fidelity.ledger import Ledger

NARROWEST, WIDEST = 80, 120

EPILOG = """\b
Examples:
  oms-mock fidelity                       (all endpoints)
  oms-mock fidelity order-list-short
  oms-mock fidelity webhook_events        (part of a path: all endpoints that match)
  oms-mock check https://oms.example.com --fidelity fidelity.json
  oms-mock fidelity --ledger fidelity.json
"""


def _complete(_: click.Context, __: click.Parameter, beginning: str) -> list[str]:
    """Complete a name for the shell."""
    from oms_mock.contract.endpoints import BY_NAME

    return [name for name in BY_NAME if name.startswith(beginning)]


@command("fidelity", epilog=EPILOG)
@click.argument("endpoint", required=False, shell_complete=_complete)
def fidelity(endpoint: str | None, ledger: Path | None, json: bool) -> None:
    """List the source of every field of the API.

    The source of a field is documented, sibling, convention or assumed.
    ENDPOINT is a name such as order-list, or a part of "GET /api/v1/oms/orders/".
    """
    from oms_mock.contract.fidelity import record, text

    chosen = _endpoints(endpoint)
    observed = _ledger(ledger) if ledger else None
    if json:
        click.echo(dumps(record.record(chosen, observed), indent=2, ensure_ascii=False))
    else:
        click.echo(text.text(chosen, observed, _width()), nl=False)


def _endpoints(word: str | None) -> list[Endpoint]:
    from oms_mock.contract.endpoints import BY_NAME, ENDPOINTS

    if word is None:
        return list(ENDPOINTS)
    exact = [each for each in ENDPOINTS if word in (each.name, each.label, each.template)]
    found = exact or [each for each in ENDPOINTS if word.lower() in f"{each.name} {each.label.lower()}"]
    if not word.strip() or not found:
        hint = did_you_mean(word, [*BY_NAME, *(each.label for each in ENDPOINTS)], "see oms-mock fidelity")
        raise SetupError(f"there is no endpoint {word!r}: {hint}")
    return found


def _ledger(path: Path) -> Ledger:
    from oms_mock.contract.fidelity import ledger_file

    try:
        return ledger_file.read(path)
    except FileNotFoundError:
        raise SetupError(f"there is no {path}: create it with oms-mock check URL --fidelity {path}") from None


def _width() -> int:
    if not sys.stdout.isatty():
        return NARROWEST
    return min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
