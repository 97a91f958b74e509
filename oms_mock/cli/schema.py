"""`oms-mock schema`: export the JSON Schema documents and openapi.json."""

from __future__ import annotations

from pathlib import Path

import click

from oms_mock.cli.command import command, help_without_command
from oms_mock.errors import SetupError


@click.group(invoke_without_command=True)
@click.pass_context
def schema(context: click.Context) -> None:
    """Export the JSON Schema documents and openapi.json."""
    help_without_command(context)


@command(
    "schema export",
    schema,
    epilog="""\b
Examples:
  oms-mock schema export                   (in a checkout: updates schemas/)
  oms-mock schema export --check           (lists the differences; exit code 1)
  oms-mock schema export --directory /tmp/oms-schemas
""",
)
def export(directory: Path, check: bool) -> int:
    """Write one JSON Schema per response and request, and openapi.json."""
    current = documents()
    return _check(directory, current) if check else _write(directory, current)


def documents() -> dict[str, str]:
    """Return every document of `schemas/`, file name → text, with the responses of a temporary fake as examples."""
    from oms_mock.app import OMS_BLUEPRINTS, create_app
    from oms_mock.config import Config
    from oms_mock.openapi.examples import ORDERS
    from oms_mock.openapi.export import export as documents_of

    return documents_of(OMS_BLUEPRINTS, create_app(Config(orders=ORDERS)).test_client())


def _write(directory: Path, documents: dict[str, str]) -> int:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, text in documents.items():
            (directory / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise SetupError(f"cannot write to {directory}: {error.strerror}: try another --directory") from None
    click.echo(f"{len(documents)} documents written to {directory}")
    return 0


def _check(directory: Path, documents: dict[str, str]) -> int:
    differing = [name for name, text in documents.items() if _read(directory / name) != text]
    unknown = {path.name for path in directory.glob("*.json")} - documents.keys()
    for name in differing:
        click.echo(f"{directory / name} is missing or out of date")
    for name in sorted(unknown):
        click.echo(f"{directory / name} is not one of the documents")
    if not differing and not unknown:
        click.echo(f"{len(documents)} documents in {directory} are up to date")
        return 0
    click.echo("run: oms-mock schema export")
    return 1


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None
