"""`oms-mock check`: check a deployment, or the fake itself, against the contract."""

from __future__ import annotations

from typing import Any

import click

from oms_mock.cli import check_options, deployment
from oms_mock.cli.command import command
from oms_mock.cli.terminal import Terminal

EPILOG = """\b
Examples:
  oms-mock check                          (the fake itself: a clean run)
  oms-mock check --demo-drift             (a fake that drifts: a run with findings)
  OMS_TOKEN=… oms-mock check https://oms.example.com
  oms-mock check https://oms.example.com --token-file - < token.txt
  oms-mock check https://oms.example.com --rate 5/s --max-time 10m --strict \\
                 --report text,html,junit --report-dir reports
  oms-mock check https://oms.example.com --report text,github   (in GitHub Actions)
  oms-mock check https://oms.example.com --details > report.txt
  oms-mock check https://oms.example.com --uses uses.json
  oms-mock check https://oms.example.com --baseline known.json --baseline-update

\b
Exit codes:
  0  clean
  1  findings at or above --fail-on
  2  usage or configuration
  3  inconclusive: unreachable, not authorised, no orders, or time was up
"""


@command("check", epilog=EPILOG)
@click.argument("url", required=False)
def check(url: str | None, **given: Any) -> int:
    """Check a deployment of the OMS against the contract.

    Validate its responses against the JSON Schemas, compare them with each other, and report the differences as
    findings.

    URL is its address, https://HOST. The token is read from the environment variable OMS_TOKEN, from a file or
    from stdin, never from the command line. Only GET requests are sent, unless --allow-writes is given. Without
    URL a fake is started and checked.
    """
    from oms_mock.contract.pipeline import steps
    from oms_mock.contract.pipeline.request import CheckRequest

    request = CheckRequest(
        reports=check_options.report_request(given["report"], given["report_dir"], details=given["details"]),
        baseline=check_options.baseline_request(given),
        options=check_options.run_options(given),
        target=deployment.target(url, given) if url is not None else None,
        fake_options=deployment.fake_options(given),
        token_variable=given["token_env"],
        uses=given["uses"],
        ledger=given["fidelity"],
        against=given["against"],
    )
    with deployment.graceful_termination():
        return steps.run(request, Terminal()).exit_code
