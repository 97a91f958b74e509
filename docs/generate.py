"""Write docs/reference/ from the code; with `--check` compare it instead.

    python -m docs.generate
    python -m docs.generate --check

Each page is a function that returns Markdown. `PAGES` lists them by file name. The output depends on the code only: the
width of the help texts is fixed, and nothing comes from the environment.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from docs.admin_page import admin_page
from docs.markdown import page, table
from oms_mock.admin import openapi
from oms_mock.admin.access_control import ADDRESS_VARIABLE, TOKEN_VARIABLE
from oms_mock.api import pull
from oms_mock.behaviour import rule_parser, throttle
from oms_mock.cli.main import oms_mock
from oms_mock.config import MAX_DELAY, Config
from oms_mock.contract.client import options
from oms_mock.contract.outcome import explanations
from oms_mock.contract.outcome.explanations import Subject
from oms_mock.contract.rules.registry import GROUPS
from oms_mock.dataset import personas
from oms_mock.dataset.scenarios import library
from oms_mock.journal import buffer, entries
from oms_mock.option_table import SERVE, Option
from oms_mock.proxy import forward, validation
from oms_mock.services import order_items, order_validation, quota, scenario_switch, worlds

FOLDER = Path(__file__).parent / "reference"
WIDTH = 80

SECRETS = (
    ("OMS_TOKEN", "the token of the deployment that `check`, `profile` and `serve --upstream` read"),
    ("OMS_FORBIDDEN_TOKEN", "a token that the deployment should reject with 403"),
    (TOKEN_VARIABLE, "the token of the admin API, for the server and for `oms-mock admin`"),
    ("OMS_MOCK_REDACT_KEY", "the key of the pseudonyms that `oms-mock scenario redact` makes"),
)

LIMITS_NOTE = """A request beyond a limit gets an error that names the way out. A list mutation that would exceed
the limits of its world is not applied, and `Fault-Applied` says so."""

MEBIBYTE = 1024 * 1024


def limits() -> Iterator[tuple[str, str]]:
    """List what is limited, and the most that is possible."""
    yield "named worlds of one database", f"{worlds.MAX_WORLDS:,}; deleted after {worlds.MAX_IDLE // 60} idle minutes"
    yield "orders that a world creates, pulls or changes", f"{quota.MOST_ORDERS:,}, and {quota.MOST_MEBIBYTES} MiB"
    yield "webhook events that a world adds", f"{quota.MOST_EVENTS:,}"
    yield "items of an order that is created or changed", f"{order_items.MAX_ITEMS:,}"
    yield "size of an order that is created or changed", _mebibytes(order_validation.MAX_BYTES)
    yield "order numbers in one pull", f"{pull.MAX_NUMBERS:,}"
    yield "fault rules of a world", f"{rule_parser.MOST:,}, and {rule_parser.MOST_BYTES // 1024} KiB"
    yield "scenarios in use, beside that of the start", f"{scenario_switch.MAX_DATASETS}"
    yield "delay of one request", f"{MAX_DELAY:.0f} s"
    yield "throttle", f"{throttle.MOST:,} requests in one period"
    yield "requests in the journal of a world", f"{buffer.ENTRIES:,} (`serve --journal`)"
    yield "1,000 requests in the journal of a world", _mebibytes(buffer.MEBIBYTE)
    yield "requests in the journals of all worlds", _mebibytes(buffer.OVERALL)
    yield "recorded part of a request body", f"{entries.MAX_BODY // 1024} KiB"
    yield "request body", _mebibytes(Config().max_body_bytes)
    yield "`limit` of a list", f"{Config().max_page_size} (`serve --max-page-size`)"
    yield "`check`: opened orders", f"{options.ORDERS} (`--sample`)"
    yield "`check`: pages of a list that are read completely", f"{options.PAGES} (`--sample all` reads every page)"
    yield "`check`: response body", _mebibytes(options.MAX_BODY)
    yield "proxy: ids in `X-OMS-Mock-Findings`", f"{forward.MOST_IDS}"
    yield "proxy: findings at `/__admin/findings`", f"{validation.MOST_KEPT:,}"


def _mebibytes(number: int) -> str:
    return f"{number // MEBIBYTE} MiB"


def limits_page() -> str:
    """Write the page of the limits."""
    return page("Limits", LIMITS_NOTE, table(("", "at most"), limits()))


def cli_page() -> str:
    """Write the help of every command."""
    contexts = commands(oms_mock, "oms-mock")
    sections = (f"## {context.command_path}\n\n```text\n{_help(context)}\n```" for context in contexts)
    return page("Commands and options", *sections)


def commands(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[click.Context]:
    """Yield a context of a command, and of all commands below it."""
    settings = {**command.context_settings, "terminal_width": WIDTH}
    context = command.context_class(command, info_name=name, parent=parent, **settings)
    yield context
    if isinstance(command, click.Group):
        for each in sorted(command.commands):
            yield from commands(command.commands[each], each, context)


def _help(context: click.Context) -> str:
    return "\n".join(line.rstrip() for line in click.unstyle(context.get_help()).splitlines())


def environment_page() -> str:
    """Write the page of the environment variables."""
    return page(
        "Environment variables",
        "## Of the server",
        "`oms-mock serve` reads these, and `wsgi.py` those that configure the fake. An option on the command line takes"
        " precedence. Of the other commands, only `seed` and `scenario save` read one: `OMS_MOCK_DATABASE`.",
        table(("variable", "default", ""), _variables()),
        "## Secrets and addresses",
        table(
            ("variable", ""),
            [
                *((f"`{name}`", text) for name, text in SECRETS),
                (f"`{ADDRESS_VARIABLE}`", "under another WSGI server: the address at which the app is reached"),
            ],
        ),
        "## Of the admin commands",
        table(("variable", "option"), [("`OMS_MOCK_ADMIN_URL`", "`--url`"), ("`OMS_MOCK_ADMIN_WORLD`", "`--world`")]),
    )


def _variables() -> Iterator[tuple[str, ...]]:
    for option in SERVE:
        if option.variables:
            yield " ".join(f"`{name}`" for name in option.variables), _default(option), option.help


def _default(option: Option) -> str:
    value = option.shown_default or option.default
    return "" if value in (None, False, ()) else f"`{value}`"


def rules_page() -> str:
    """Write the page of the rules and kinds of findings."""
    rules, kinds = explanations.rules(), explanations.kinds()
    groups = (
        "\n\n".join((f"### {group}", *(_subject(rules[rule.name], "####") for rule in members)))
        for group, members in GROUPS.items()
    )
    return page(
        "Rules and kinds of findings",
        "`oms-mock explain NAME` shows the same. A group is a marker of the pytest suite: `-m pagination`.",
        "## Rules",
        *groups,
        "## Kinds of findings",
        *(_subject(kind, "###") for kind in kinds.values()),
    )


def _subject(subject: Subject, level: str) -> str:
    return "\n\n".join((f"{level} {subject.name}", subject.paragraph, *subject.remarks))


def data_page() -> str:
    """Write the page of the scenarios and personas."""
    scenarios = ((f"`{name}`", text) for name, text in library.descriptions().items())
    people = ((str(each.id), f"`{each.name}`", each.description) for each in personas.PERSONAS)
    return page(
        "Scenarios and personas",
        "## Scenarios",
        table(("scenario", "contents"), scenarios),
        "## Personas",
        table(("id", "name", ""), people),
    )


PAGES = {
    "admin.md": lambda: admin_page(openapi.document()),
    "cli.md": cli_page,
    "data.md": data_page,
    "environment.md": environment_page,
    "limits.md": limits_page,
    "rules.md": rules_page,
}


def differing() -> list[str]:
    """Name the pages that are not as the code says, files of no page included."""
    present = {path.name for path in FOLDER.glob("*.md")}
    return sorted((present - PAGES.keys()) | {name for name, written in PAGES.items() if _written(name) != written()})


def _written(name: str) -> str | None:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else None


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them. Return the exit code."""
    if "--check" in arguments:
        names = differing()
        for name in names:
            sys.stderr.write(f"docs/reference/{name} differs from the code: run python -m docs.generate\n")
        return 1 if names else 0
    for name, written in PAGES.items():
        (FOLDER / name).write_text(written(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
