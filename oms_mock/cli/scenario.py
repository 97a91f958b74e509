"""`oms-mock scenario`: list, create, validate, save and redact scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from oms_mock.cli import progress
from oms_mock.cli.command import command, help_without_command
from oms_mock.errors import ScenarioError, SetupError
from oms_mock.spec.plural import counted

if TYPE_CHECKING:
    from oms_mock.dataset.scenarios.library import Scenario

WRONG = 1
EXAMPLE = 101
"""The id of the example order in a new scenario."""

EPILOG = """\b
Examples:
  oms-mock scenario list
  oms-mock scenario new my-scenario
  oms-mock scenario validate my-scenario
  oms-mock scenario save my-scenario --database sqlite:///orders.db
  oms-mock scenario redact pasted my-scenario

A scenario is a folder with a scenario.json and documents in the format of the API.
"""


@click.group(epilog=EPILOG, invoke_without_command=True)
@click.pass_context
def scenario(context: click.Context) -> None:
    """Manage scenarios: the initial data of a fake."""
    help_without_command(context)


@command("scenario list", scenario, epilog="\b\nExample:\n  oms-mock scenario list")
def list_() -> None:
    """List the scenarios that are included in oms-mock."""
    from oms_mock.dataset.scenarios import library

    names = library.names()
    width = max(map(len, names))
    for name in names:
        loaded = library.load(name)
        click.echo(f"{name:<{width}}  {loaded.count:>5,}  {loaded.description}")


@command(
    "scenario new",
    scenario,
    epilog="\b\nExample:\n  oms-mock scenario new my-scenario && oms-mock serve --scenario ./my-scenario",
)
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path, orders: int, seed: int, description: str) -> None:
    """Create a scenario with one example order in FOLDER."""
    from oms_mock.dataset import generator, personas
    from oms_mock.dataset.orders import order
    from oms_mock.dataset.scenarios.folder import MANIFEST
    from oms_mock.services import scenario_files

    if 0 < orders < personas.COUNT:
        raise SetupError(f"--orders must be 0, or at least {personas.COUNT}, the number of personas")
    example = order(seed, max(EXAMPLE, generator.id_at(orders)))
    with scenario_files.new_folder(folder) as temporary:
        generated = {"orders": orders, "seed": seed, "adjustable": False, "generator": generator.VERSION}
        scenario_files.write(temporary / MANIFEST, {"description": description, "generated": generated})
        scenario_files.write(temporary / "orders.json", [example])
    click.echo(f"{folder} is written: put orders into orders.json, then oms-mock serve --scenario {_path(folder)}")


@command("scenario validate", scenario, epilog="\b\nExample:\n  oms-mock scenario validate my-scenario")
@click.argument("source", metavar="SCENARIO")
def validate(source: str) -> int:
    """List all problems of a scenario.

    SCENARIO is a folder or the name of an included scenario. The exit code is 0 if there are none, 1 if there
    are some, and 2 if the scenario does not exist.
    """
    from oms_mock.dataset.scenarios import library

    try:
        loaded = library.load(source)
    except ScenarioError as error:
        for problem in error.problems:
            click.echo(_visible(str(problem)))
        click.echo(counted(error.count, "problem"))
        return WRONG
    click.echo(_summary(loaded))
    return 0


@command(
    "scenario save",
    scenario,
    epilog="\b\nExample:\n  oms-mock scenario save my-scenario --database sqlite:///orders.db",
)
@click.argument("folder", type=click.Path(path_type=Path))
def save(folder: Path, database: str | None, description: str | None) -> None:
    """Save the data of a database as a scenario in FOLDER.

    The scenario loads back to the same bytes. Of generated orders only the number and the seed are saved.
    """
    from contextlib import closing

    from oms_mock.services import scenario_export
    from oms_mock.store.store import Store

    if not database:
        raise SetupError("--database is missing: write --database sqlite:///orders.db")
    with closing(Store(database)) as store, progress.bar("saving", "orders") as tell:
        count = scenario_export.save(store, folder, description, tell)
    click.echo(f"{folder} is written, with {counted(count, 'order')}: oms-mock serve --scenario {_path(folder)}")


@command("scenario redact", scenario, epilog="\b\nExample:\n  oms-mock scenario redact pasted my-scenario")
@click.argument("source", metavar="SCENARIO")
@click.argument("folder", type=click.Path(path_type=Path))
def redact(source: str, folder: Path) -> None:
    """Copy SCENARIO to FOLDER without personal data.

    Secrets are removed and people get pseudonyms. A person gets the same pseudonym everywhere in the
    scenario. The environment variable OMS_MOCK_REDACT_KEY
    holds the key of the pseudonyms: two scenarios with the same key agree. Without it the key is random.
    """
    import os
    import secrets

    from oms_mock.dataset.scenarios import library
    from oms_mock.services import scenario_redaction

    key = os.environ.get("OMS_MOCK_REDACT_KEY", "").encode() or secrets.token_bytes(32)
    count = scenario_redaction.redact(library.find(source), folder, key)
    click.echo(f"{folder} is written, with {counted(count, 'document')}: read it before you share it")


def _summary(loaded: Scenario) -> str:
    from oms_mock.dataset.omnitron import omnitron_orders

    generated_omnitron = sum(1 for _ in omnitron_orders(loaded.seed)) if loaded.has_generated_omnitron else 0
    parts = [
        f"orders: {loaded.generated:,} generated, {len(loaded.documents):,} in files",
        f"orders of Omnitron: {generated_omnitron:,} generated, {len(loaded.omnitron):,} in files",
        f"webhook events: {sum(map(len, loaded.events.values())):,} in files, the others are generated",
    ]
    return f"{loaded.name} is valid: {'; '.join(parts)}"


def _path(folder: Path) -> str:
    return str(folder) if folder.is_absolute() or len(folder.parts) > 1 else f"./{folder}"


def _visible(text: str) -> str:
    from oms_mock.spec.printable import neutralise

    return neutralise(text)
