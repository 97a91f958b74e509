"""Options of the contract suite, and the one check whose report all items read.

`--oms-url` names the deployment, and the variable `OMS_TOKEN` its token. Without a URL a fake is started.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from oms_mock.contract.client import gateway, target
from oms_mock.contract.client.options import SEED, Options
from oms_mock.contract.client.pace import parse_rate
from oms_mock.contract.pipeline import steps
from oms_mock.contract.pipeline.request import BaselineRequest, CheckRequest
from oms_mock.contract.plan import sampling
from oms_mock.contract.reports import baseline_text, json_report
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.registry import GROUPS, RULES
from oms_mock.errors import SetupError

USAGE, INCONCLUSIVE = 2, 3

Report = dict[str, Any]

GATEWAY_FILES = {
    "header-file": "Headers for an access gateway, a line NAME: VALUE each.",
    "cert": "Client certificate, a PEM file.",
    "cert-key": "Key of the client certificate.",
    "ca-bundle": "Certificate authorities that are trusted.",
}
GATEWAY = ("header_env", *(name.replace("-", "_") for name in GATEWAY_FILES))
"""The names of the options about an access gateway."""

SUMMARY = pytest.StashKey[list[str]]()
"""Lines of the terminal summary."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that name the deployment and limit the run."""
    group = parser.getgroup("oms-mock", "the contract of an OMS")
    group.addoption("--oms-url", metavar="URL", help="The deployment to check; without it a fake is started.")
    group.addoption("--oms-auth-scheme", default="Token", help="The word before the token: Token or Bearer.")
    group.addoption("--oms-allow-writes", action="store_true", help="Pull numbers that cannot create an order.")
    group.addoption("--oms-rate", default="auto", metavar="RATE", help="Requests a second (5/s), or auto.")
    group.addoption("--oms-sample", default="200", metavar="N", help="How many orders to open, or all.")
    group.addoption("--oms-seed", default=SEED, type=int, help="Chooses the orders that are opened.")
    group.addoption("--oms-baseline", metavar="FILE", help="File with accepted findings, as written by oms-mock check.")
    group.addoption(
        "--oms-header-env",
        action="append",
        default=[],
        metavar="NAME=VARIABLE",
        help="Header for an access gateway, whose value an environment variable holds.",
    )
    for name, what in GATEWAY_FILES.items():
        group.addoption(f"--oms-{name}", type=Path, metavar="FILE", help=what)
    group.addoption(
        "--oms-fail-on",
        default="error",
        choices=["error", "warning", "info"],
        help="Severity that fails an item.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register every group of rules as a marker for `-m`."""
    for name in GROUPS:
        config.addinivalue_line("markers", f"{name}: rules about {name.replace('_', ' ')}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Exit with 3 if nothing was tested; hand the summary of a pytest-xdist worker over to the controller."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    tested = reporter and (reporter.stats.get("passed") or reporter.stats.get("xfailed"))
    if session.exitstatus == pytest.ExitCode.OK and reporter and not tested:
        session.exitstatus = INCONCLUSIVE
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["oms-mock"] = session.config.stash.get(SUMMARY, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:  # noqa: ARG001
    """Take over the summary of a pytest-xdist worker; all workers have the same one."""
    if lines := getattr(node, "workeroutput", {}).get("oms-mock"):
        node.config.stash[SUMMARY] = lines


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Report how much was looked at, and which baseline entries were not found."""
    if lines := config.stash.get(SUMMARY, []):
        terminalreporter.section("the contract of an OMS")
        for line in lines:
            terminalreporter.line(line)


@pytest.fixture(scope="session", name="report")
def fixture_report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Return the report of one check, shared by all pytest-xdist workers."""
    report = _report(request, tmp_path_factory)
    request.config.stash[SUMMARY] = _summary(report)
    return report


def _summary(report: Report) -> list[str]:
    sample, known = report["coverage"]["sample"] or {}, report["baseline"] or {}
    headings = {"unmatched": baseline_text.MISSING, "not_looked_for": baseline_text.NOT_LOOKED_FOR}
    entries = [f"{heading}: {each['says']}" for name, heading in headings.items() for each in known.get(name, ())]
    return [*sample.get("says", ()), *entries]


def _report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Report:
    if not hasattr(request.config, "workerinput"):
        report = _run(request.session)
        if all(each["state"] == "not run" for each in report["coverage"]["rules"]):
            pytest.exit(f"inconclusive: {report['summary']['inconclusive']}", returncode=INCONCLUSIVE)
        return report
    shared = tmp_path_factory.getbasetemp().parent / "oms-report.json"
    with FileLock(f"{shared}.lock"):
        if not shared.is_file():
            _write(shared, _run(request.session))
    loaded: Report = json.loads(shared.read_text(encoding="utf-8"))
    return loaded


def _write(path: Path, report: Report) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(report), encoding="utf-8")


def _run(session: pytest.Session) -> Report:
    selected = {item.callspec.params.get("rule") for item in session.items if hasattr(item, "callspec")}
    try:
        request = _request(session.config, tuple(rule for rule in RULES if rule in selected))
        report = steps.run(request).report
    except (SetupError, ValueError) as error:
        pytest.exit(str(error), returncode=USAGE)
    loaded: Report = json.loads(json_report.text(report, _tokens(request.target)))
    return loaded


def _request(config: pytest.Config, rules: tuple[type[Rule], ...]) -> CheckRequest:
    sample = sampling.parse(config.getoption("--oms-sample"))
    options = Options(
        allow_writes=config.getoption("--oms-allow-writes"),
        rate=parse_rate(config.getoption("--oms-rate")),
        sample=sample,
        max_pages=sampling.most_pages(sample),
        seed=config.getoption("--oms-seed"),
    )
    return CheckRequest(
        target=_target(config), options=options, rules=rules, baseline=_baseline(config.getoption("--oms-baseline"))
    )


def _baseline(name: str | None) -> BaselineRequest | None:
    if name is None:
        return None
    if not Path(name).exists():
        raise SetupError(f"there is no {name}: oms-mock check --baseline {name} --baseline-update makes it")
    return BaselineRequest(Path(name))


def _target(config: pytest.Config) -> target.Target | None:
    url = config.getoption("--oms-url")
    if not url:
        return None
    return target.Target(
        target.base_url(url),
        _token(),
        scheme=config.getoption("--oms-auth-scheme"),
        forbidden_token=os.environ.get("OMS_FORBIDDEN_TOKEN"),
        gateway=gateway.read(**{name: config.getoption(f"oms_{name}") for name in GATEWAY}, prefix="--oms-"),
    )


def _tokens(deployment: target.Target | None) -> tuple[str | None, ...]:
    return deployment.secrets if deployment else ()


def _token() -> str:
    token = os.environ.get("OMS_TOKEN")
    if not token:
        raise SetupError("OMS_TOKEN is not set: export the token of the deployment")
    return token
