"""The pytest suite in contract_tests/, as users run it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from oms_mock.contract.outcome import baseline_file
from oms_mock.contract.outcome.baseline import Baseline
from oms_mock.contract.outcome.baseline_match import BaselineEntry
from oms_mock.faults.rewrite import Rewriting
from tests.recall.faults.all import BY_NAME
from tests.recall.harness import TOKEN, fake

ROOT = Path(__file__).parents[2]
FOLDER = "contract_tests"
LOST = "b8383b74aa3f"
"""The id of the finding that an order is missing from the order list."""
PASSED, FAILED, USAGE, INCONCLUSIVE = 0, 1, 2, 3
PYTEST_USAGE = 4


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log(self, *_: Any) -> None:
        """Say nothing."""


@dataclass
class Deployment:
    """A fake on loopback that keeps what it was asked."""

    app: Any
    url: str = ""
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked.append(f"{environ['PATH_INFO']}?{environ['QUERY_STRING']} {environ.get('HTTP_AUTHORIZATION')}")
        return self.app(environ, start_response)


def served(app: Any) -> Iterator[Deployment]:
    deployment = Deployment(app)
    server = make_server("127.0.0.1", 0, deployment, threaded=True, request_handler=Quiet)
    deployment.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield deployment
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(name="healthy")
def fixture_healthy() -> Iterator[Deployment]:
    yield from served(fake())


@pytest.fixture(name="losing")
def fixture_losing() -> Iterator[Deployment]:
    """A deployment that leaves an order out of its list."""
    yield from served(BY_NAME["order-missing"].install(fake()))


@pytest.fixture(name="empty")
def fixture_empty() -> Iterator[Deployment]:
    yield from served(Rewriting(fake([]), lambda _: None))


def suite(
    *arguments: str,
    token: str | None = TOKEN,
    loads_all_plugins: bool = False,
    named: tuple[str, ...] = (),
    folder: Path = ROOT,
) -> subprocess.CompletedProcess[str]:
    """Run the suite. All installed plugins take longer to load than the suite takes to run."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("OMS_", "PYTEST_"))}
    plugins = ["-p", "xdist.plugin"]
    if loads_all_plugins:
        plugins = []
    else:
        environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *plugins, *(named or (FOLDER,)), *arguments],
        env=environ | ({"OMS_TOKEN": token} if token else {}),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_deployment_without_faults_passes_and_rules_without_data_are_skipped(healthy: Deployment) -> None:
    done = suite("--oms-url", healthy.url, loads_all_plugins=True)
    assert done.returncode == PASSED, done.stdout
    assert "needs --allow-writes" in done.stdout
    said = done.stdout.partition("\nplugins: ")[2].partition("\n")[2]  # the name of the plugin is that of the token
    assert said
    assert TOKEN not in said.replace("oms-mock explain", "")


def test_a_fault_fails_the_item_of_its_rule_and_endpoint_with_a_command_to_reproduce_it(losing: Deployment) -> None:
    done = suite("--oms-url", losing.url, "-k", "page-totals")
    assert done.returncode == FAILED
    assert "test_the_contract_is_kept[order-list-page-totals]" in done.stdout
    assert "ERROR  missing-order  $.count" in done.stdout
    assert "reproduce: curl" in done.stdout
    assert "explain: oms-mock explain missing-order" in done.stdout


@pytest.mark.parametrize("item", ["", "::test_the_contract_is_kept[order-list-page-totals]"])
def test_the_suite_is_named_as_a_package_in_any_folder(healthy: Deployment, tmp_path: Path, item: str) -> None:
    module = "oms_mock.contract_tests.test_contract" if item else "oms_mock.contract_tests"
    named = ("-p", "oms_mock", "--pyargs", f"{module}{item}")
    done = suite("--oms-url", healthy.url, "--oms-sample", "3", named=named, folder=tmp_path)
    assert done.returncode == PASSED, done.stdout + done.stderr
    assert healthy.asked


def test_its_options_belong_to_the_suite_only(tmp_path: Path) -> None:
    done = suite("--oms-url", "http://127.0.0.1:1", named=("-p", "oms_mock", str(tmp_path)), folder=tmp_path)
    assert done.returncode == PYTEST_USAGE
    assert "unrecognized arguments: --oms-url" in done.stderr


def test_several_xdist_processes_share_one_run(healthy: Deployment) -> None:
    done = suite("--oms-url", healthy.url, "-n", "3")
    assert done.returncode == PASSED, done.stdout
    assert healthy.asked.count(f"/api/v1/oms/orders/6998/short/? Token {TOKEN}") == 1


def test_a_marker_selects_a_group_and_only_its_requests_are_sent(healthy: Deployment) -> None:
    done = suite("--oms-url", healthy.url, "-m", "pagination")
    assert done.returncode == PASSED, done.stdout
    assert f"/api/v1/oms/orders/6998/? Token {TOKEN}" not in healthy.asked


def test_items_are_in_the_junit_report_with_their_properties(losing: Deployment, tmp_path: Path) -> None:
    done = suite("--oms-url", losing.url, "-k", "page-totals", "--junit-xml", str(tmp_path / "junit.xml"))
    cases = {case.get("name"): case for case in ElementTree.parse(tmp_path / "junit.xml").iter("testcase")}
    failed = cases["test_the_contract_is_kept[order-list-page-totals]"]
    assert failed.find("failure") is not None, done.stdout
    assert {each.get("name") for each in failed.iter("property")} == {"tested", "error"}


@pytest.mark.parametrize("processes", ["0", "2"])
def test_the_sample_option_limits_the_opened_orders(healthy: Deployment, processes: str) -> None:
    done = suite("--oms-url", healthy.url, "-k", "opens", "--oms-sample", "3", "--oms-seed", "7", "-n", processes)
    assert done.returncode == PASSED, done.stdout
    assert "3 of 9 orders were opened (seed 7)" in done.stdout


def baseline(path: Path, endpoint: str, **entry: Any) -> str:
    known = BaselineEntry(**entry, endpoint=endpoint)
    baseline_file.write(path, Baseline((known, replace(known, id="000000000001"))))
    return str(path)


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_fault_of_the_baseline_is_an_expected_failure_with_its_reason(
    losing: Deployment, tmp_path: Path, processes: str
) -> None:
    lost = {"id": LOST, "rule": "page-totals", "kind": "missing-order", "reason": "a known gap"}
    known = baseline(tmp_path / "known.json", "GET /api/v1/oms/orders/", **lost)
    done = suite("--oms-url", losing.url, "-k", "page-totals", "--oms-baseline", known, "-rx", "-n", processes)
    assert done.returncode == PASSED, done.stdout
    assert f"{LOST}  missing-order  GET /api/v1/oms/orders/: a known gap" in done.stdout
    assert "No longer found: remove it from the baseline with --baseline-prune: 000000000001" in done.stdout


def test_an_expired_entry_of_the_baseline_fails_the_item(losing: Deployment, tmp_path: Path) -> None:
    lost = {"id": LOST, "rule": "page-totals", "kind": "missing-order", "expires": date(2026, 1, 1)}
    known = baseline(tmp_path / "known.json", "GET /api/v1/oms/orders/", **lost)
    assert suite("--oms-url", losing.url, "-k", "page-totals", "--oms-baseline", known).returncode == FAILED


def test_a_suite_with_faults_of_the_baseline_only_exits_with_0(losing: Deployment, tmp_path: Path) -> None:
    known = baseline(tmp_path / "known.json", "GET /api/v1/oms/orders/", id=LOST, rule="page-totals")
    done = suite("--oms-url", losing.url, "--oms-baseline", known, "-k", "order-list-page-totals")
    assert "xfailed" in done.stdout
    assert done.returncode == PASSED, done.stdout


def test_a_missing_baseline_is_reported_before_any_request(healthy: Deployment, tmp_path: Path) -> None:
    done = suite("--oms-url", healthy.url, "--oms-baseline", str(tmp_path / "known.json"))
    assert done.returncode == USAGE
    assert "--baseline-update makes it" in done.stdout
    assert healthy.asked == []


def test_a_sample_of_zero_is_rejected_before_any_request(healthy: Deployment) -> None:
    done = suite("--oms-url", healthy.url, "--oms-sample", "0")
    assert done.returncode == USAGE
    assert "'0' is no number of orders: write 200, or all" in done.stdout
    assert healthy.asked == []


def test_a_deployment_without_orders_does_not_pass(empty: Deployment) -> None:
    done = suite("--oms-url", empty.url)
    assert done.returncode == FAILED
    assert "inconclusive: there are no orders to check" in done.stdout


def test_a_run_that_tested_nothing_does_not_end_with_0(healthy: Deployment) -> None:
    assert suite("--oms-url", healthy.url, "-k", "pull-result").returncode == INCONCLUSIVE


def test_a_rejected_token_ends_the_run_with_one_line(healthy: Deployment) -> None:
    done = suite("--oms-url", healthy.url, token="another-token")
    assert done.returncode == INCONCLUSIVE
    assert "inconclusive: not authorised" in done.stdout


def test_no_request_is_sent_without_a_token(healthy: Deployment) -> None:
    done = suite("--oms-url", healthy.url, token=None)
    assert done.returncode == USAGE
    assert "OMS_TOKEN is not set" in done.stdout
    assert healthy.asked == []
