"""`oms-mock check`: judge a deployment, or the fake itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from oms_mock.cli import check_options, deployment, tokens
from oms_mock.cli.options import Choices, Period, Sample, option
from oms_mock.cli.terminal import Terminal

FORMS = ("text", "json", "junit", "html", "sarif", "github", "markdown")
ONLY_WITH_URL = ("token_env", "token_file", "auth_scheme", "forbidden_token_env")
ONLY_WITHOUT_URL = ("demo_drift", "scenario", "orders")
UNFIT = {
    True: "a deployment: give its URL, oms-mock check https://HOST",
    False: "the fake, which is checked without a URL: leave out one of the two",
}

EPILOG = """\b
Examples:
  oms-mock check                          (the fake itself: what a clean run looks like)
  oms-mock check --demo-drift             (a fake that drifts: what findings look like)
  OMS_TOKEN=… oms-mock check https://oms.example.com
  oms-mock check https://oms.example.com --token-file - < token.txt
  oms-mock check https://oms.example.com --rate 5/s --max-time 10m --strict \\
                 --report text,html,junit --report-dir reports
  oms-mock check https://oms.example.com --report text,github   (in GitHub Actions)
  oms-mock check https://oms.example.com --uses uses.json
  oms-mock check https://oms.example.com --baseline known.json --baseline-update

\b
Exit codes:
  0  clean
  1  findings at or above --fail-on
  2  usage or configuration
  3  inconclusive: unreachable, not authorised, no orders, or time was up
"""


@click.command(epilog=EPILOG)
@click.argument("url", required=False)
@deployment.with_a_token
@option(
    "--forbidden-token-env",
    metavar="NAME",
    help="The variable with a token that should get 403.  [default: OMS_FORBIDDEN_TOKEN, if set]",
)
@deployment.asked_with_manners
@option("--max-time", type=Period(), help="End the run in order after this long, with exit code 3: 10m.")
@option("--sample", type=Sample(), default="200", show_default=True, help="How many orders to open, or all.")
@option(
    "--seed",
    type=click.IntRange(min=0),
    help="Which orders are opened, where not all are; without URL also what they are made from.  [default: 42]",
)
@option("--allow-writes", is_flag=True, help="Pull too, with numbers that cannot create an order; else GET only.")
@option(
    "--report",
    type=Choices(FORMS),
    default="text",
    show_default=True,
    help="What to report, separated by commas: text, json, junit, html, sarif, github, markdown. Text and github "
    "go to stdout, the others to --report-dir.",
)
@option(
    "--report-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where report.json, junit.xml, report.html, report.sarif and report.md are written.",
)
@option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    default="error",
    show_default=True,
    help="The least severity that gives exit code 1.",
)
@option(
    "--uses",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What a client reads (oms-mock uses makes it): what it lost is an error, what it never reads is info.",
)
@option("--strict", is_flag=True, help="The same as --fail-on info.")
@option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Findings that are known and accepted, each with a reason and for a time.",
)
@option("--baseline-update", is_flag=True, help="Add the findings of this run to the baseline.")
@option("--baseline-prune", is_flag=True, help="Take out of the baseline what was looked for and not found.")
@option("--baseline-reason", metavar="TEXT", help="Why the findings that are added are accepted.")
@option("--baseline-expires", metavar="DAY", help="The last day on which they are: 2027-03-31, or 30d from today.")
@option(
    "--fidelity",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Fold into this file which documented fields were seen, and which are otherwise: see oms-mock fidelity.",
)
@option("--demo-drift", is_flag=True, help="Without URL: let the fake drift, to see findings.")
@option("--scenario", help="Without URL: the scenario of the fake.")
@option("--orders", type=int, help="Without URL: how many orders the fake has.")
@click.pass_context
def check(
    context: click.Context,
    url: str | None,
    token_env: str,
    token_file: str | None,
    auth_scheme: str,
    forbidden_token_env: str | None,
    rate: float | None,
    concurrency: int,
    timeout: float,
    retries: int,
    max_time: float | None,
    sample: int | None,
    seed: int | None,
    allow_writes: bool,
    report: tuple[str, ...],
    report_dir: Path | None,
    fail_on: str,
    strict: bool,
    uses: Path | None,
    baseline: Path | None,
    baseline_update: bool,
    baseline_prune: bool,
    baseline_reason: str | None,
    baseline_expires: str | None,
    fidelity: Path | None,
    demo_drift: bool,
    scenario: str | None,
    orders: int | None,
) -> int:
    """Judge a deployment of the OMS by what can be seen from outside.

    URL is its address, https://HOST; its token is taken from OMS_TOKEN, from a file or from stdin,
    never from the command line. Without URL a fake is started and judged. It sends GET only,
    unless --allow-writes is given.
    """
    from oms_mock.contract.client.options import SEED, Options
    from oms_mock.contract.pipeline import steps
    from oms_mock.contract.pipeline.request import CheckRequest
    from oms_mock.contract.plan import sampling
    from oms_mock.contract.severity import Severity

    was_written = partial(deployment.was_written, context)
    deployment.refuse(context, ONLY_WITH_URL if url is None else ONLY_WITHOUT_URL, UNFIT[url is None])
    reports = check_options.report_request(report, report_dir, was_written)
    known = check_options.baseline_request(
        baseline, baseline_update, baseline_prune, baseline_reason, baseline_expires, was_written
    )
    options = Options(
        allow_writes=allow_writes,
        rate=rate,
        concurrency=concurrency,
        timeout=timeout,
        retries=retries,
        max_time=max_time,
        sample=sample,
        max_pages=sampling.most_pages(sample),
        seed=SEED if seed is None else seed,
        fail_on=Severity.INFO if strict else Severity(fail_on),
    )
    target = None
    if url is not None:
        token = tokens.own(token_env, token_file)
        target = deployment.target(url, token, auth_scheme, tokens.forbidden(forbidden_token_env))
    request = CheckRequest(
        target=target,
        fake_options=check_options.fake_options(demo_drift, scenario, orders, seed),
        options=options,
        token_variable="OMS_TOKEN" if url is None else token_env,
        uses=uses,
        baseline=known,
        ledger=fidelity,
        reports=reports,
    )
    with deployment.ending_in_order():
        return steps.run(request, Terminal()).exit_code
