"""`oms-mock uses`: list the fields that a client reads, for `oms-mock check --uses`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oms_mock.cli.command import command
from oms_mock.cli.terminal import notice
from oms_mock.errors import SetupError
from oms_mock.spec.near import did_you_mean
from oms_mock.spec.plural import counted

if TYPE_CHECKING:
    from oms_mock.contract.endpoints import Endpoint
    from oms_mock.contract.outcome.used_paths import Reading

EPILOG = """\b
Examples:
  oms-mock uses --from-list src/oms-paths.ts -o uses.json
  oms-mock uses --from-list paths.py --endpoint order-list --endpoint order-detail
  oms-mock uses --from-har recorded.har -o uses.json
  oms-mock check https://oms.example.com --uses uses.json
"""


@command("uses", epilog=EPILOG)
def uses(
    from_list: Path | None, from_har: Path | None, endpoint: tuple[str, ...], extensions: bool, output: Path | None
) -> None:
    """List the fields that a client reads, for oms-mock check --uses.

    A path is written as $.results[*].customer.email, as results[].customer.email, or as customer.email for
    the rows of a list. `order-list: customer.email` limits it to one endpoint; without one it applies to all
    endpoints that have the field.
    """
    from oms_mock.contract.outcome import uses as uses_file
    from oms_mock.spec import atomic_file

    if (from_list is None) == (from_har is None):
        raise SetupError("give either --from-list FILE or --from-har FILE")
    if from_har is not None and endpoint:
        raise SetupError("--endpoint is for --from-list: the requests of a HAR file name their endpoints")
    if from_har is not None and extensions:
        raise SetupError(
            "--extensions is for --from-list: list the fields that the client reads of the deployment's own"
        )
    reading = _from_har(from_har) if from_har else _from_list(from_list or Path(), endpoint, extensions)
    if not reading.paths and not reading.extensions:
        raise SetupError(f"{from_list or from_har} holds no path of any endpoint: see oms-mock uses --help")
    written = uses_file.text(reading.paths, reading.extensions)
    if output is None:
        click.echo(written, nl=False)
        return
    try:
        atomic_file.write(output, written)
    except OSError as error:
        raise SetupError(f"cannot write to {output}: {error.strerror}") from None
    found = [*reading.paths.values(), *reading.extensions.values()]
    endpoints = reading.paths.keys() | reading.extensions.keys()
    click.echo(f"{output} is written: {counted(sum(map(len, found)), 'path')} of {counted(len(endpoints), 'endpoint')}")


def _from_har(path: Path) -> Reading:
    from oms_mock.contract.outcome import har, used_paths

    reading = _read(path, lambda: used_paths.from_har(har.read(path)))
    notice(f"{counted(reading.responses, 'response')} read: remove the fields that the client receives and never reads")
    if reading.without_body:
        missing = f"{counted(reading.without_body, 'response')} of the OMS without a body in {path}"
        notice(f"{missing}: record with bodies, with Playwright by content: embed or attach")
    if reading.undocumented:
        left_out = f"{counted(len(reading.undocumented), 'field')} that the documents do not know"
        notice(f'{left_out}: not listed; add those that the client reads to "extensions"')
    return reading


def _from_list(path: Path, names: tuple[str, ...], has_extensions: bool) -> Reading:
    from oms_mock.contract.endpoints import ENDPOINTS
    from oms_mock.contract.outcome import used_paths

    endpoints = tuple(_endpoint(name) for name in names) or ENDPOINTS
    is_python = path.suffix == ".py"

    def found() -> Reading:
        content = path.read_text(encoding="utf-8-sig")
        return used_paths.from_list(content, endpoints, is_python=is_python, has_extensions=has_extensions)

    reading = _read(path, found)
    if reading.unknown:
        known = sorted({path for each in endpoints for path in used_paths.paths_of(each)})
        hint = did_you_mean(f"$.results[*].{reading.unknown[0]}", known, before=": ")
        more = f" (and {len(reading.unknown) - 1} more)" if len(reading.unknown) > 1 else ""
        way_out = "" if hint else ": name its endpoint (order-list: …), and add --extensions if the deployment has it"
        raise SetupError(f"{path}: no response has {reading.unknown[0]}{more}{hint}{way_out}")
    return reading


def _endpoint(name: str) -> Endpoint:
    from oms_mock.contract.endpoints import BY_NAME

    if name not in BY_NAME:
        hint = did_you_mean(name, BY_NAME, before=": ")
        raise SetupError(f"--endpoint {name!r} is not one of {', '.join(BY_NAME)}{hint}")
    return BY_NAME[name]


def _read(path: Path, read: Callable[[], Reading]) -> Reading:
    try:
        return read()
    except OSError as error:
        raise SetupError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise SetupError(f"{path} cannot be read: {error or 'nested too deeply'}") from None
