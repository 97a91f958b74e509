"""The `oms-mock` command: its subcommands, and errors as one line on stderr."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from oms_mock import __version__
from oms_mock.cli.admin.command import admin
from oms_mock.cli.check import check
from oms_mock.cli.command import help_without_command
from oms_mock.cli.explain import explain
from oms_mock.cli.fidelity import fidelity
from oms_mock.cli.personas import personas
from oms_mock.cli.profile import profile
from oms_mock.cli.scenario import scenario
from oms_mock.cli.schema import schema
from oms_mock.cli.seed import seed
from oms_mock.cli.serve import serve
from oms_mock.cli.uses import uses
from oms_mock.contract.redaction import redactor
from oms_mock.errors import SetupError, StoreUnavailableError

USAGE_ERROR = 2

EPILOG = """\b
Examples:
  oms-mock serve
  oms-mock serve --scenario reference --port 0
  oms-mock seed --orders 100000 --database sqlite:///orders.db
  oms-mock admin faults add --status 503 --times 3
  oms-mock scenario new my-scenario
  oms-mock personas
  oms-mock check
  OMS_TOKEN=… oms-mock check https://oms.example.com
  OMS_TOKEN=… oms-mock profile https://oms.example.com -o staging.profile.json
  oms-mock explain null-drift
  oms-mock fidelity order-list
  oms-mock schema export --check

Shell completion: eval "$(_OMS_MOCK_COMPLETE=bash_source oms-mock)"  (or zsh_source, fish_source)
"""


@click.group(
    epilog=EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", prog_name="oms-mock")
@click.pass_context
def oms_mock(context: click.Context) -> None:
    """A fake of the Akinon OMS order API, and a contract check for real deployments."""
    help_without_command(context)


oms_mock.add_command(serve)
oms_mock.add_command(seed)
oms_mock.add_command(admin)
oms_mock.add_command(scenario)
oms_mock.add_command(personas)
oms_mock.add_command(check)
oms_mock.add_command(uses)
oms_mock.add_command(profile)
oms_mock.add_command(explain)
oms_mock.add_command(fidelity)
oms_mock.add_command(schema)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        result = oms_mock.main(arguments, prog_name="oms-mock", standalone_mode=False)
    except click.UsageError as error:
        return _fail(_usage_message(error), USAGE_ERROR)
    except click.ClickException as error:
        return _fail(error.format_message(), error.exit_code)
    except SetupError as error:
        return _fail(str(error), USAGE_ERROR)
    except StoreUnavailableError as error:
        return _fail(
            f"the database failed: {error}: check that it runs and has free space, then start again", USAGE_ERROR
        )
    except click.Abort:
        return _fail("interrupted", 130)
    return result if isinstance(result, int) else 0


def _usage_message(error: click.UsageError) -> str:
    message = error.format_message().rstrip(".")
    way_out = f"see {error.ctx.command_path if error.ctx else 'oms-mock'} --help"
    return f"{message} S{way_out[1:]}" if message.endswith("?") else f"{message}: {way_out}"


def _fail(message: str, exit_code: int) -> int:
    one_line = redactor().clean(" ".join(message.split()))
    sys.stderr.write(f"oms-mock: {one_line}\n")
    return exit_code
