"""The fixtures beside libraries that replace the network of a test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = "pytester"

ARGUMENTS = ["-q", "-p", "no:cacheprovider", "-p", "oms_mock", "-p", "xdist.plugin", "--oms-mock-orders", "36"]
REQUESTS_MOCK = ["-p", "requests_mock.contrib._pytest_plugin"]
SOCKET = ["-p", "pytest_socket"]
PULL = "9000000000000001"
ARRANGED = f"""
    world.faults.add(operation="order_detail", status=503, times=1)
    assert world.pull("{PULL}")[0].success
    assert len(world.orders.list()) == 37
    world.journal.assert_called(operation="pull_from_omnitron", times=1)
    world.reset()
"""
"""What a test arranges."""


@pytest.fixture(name="alone", autouse=True)
def fixture_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the tests of a test without the plugins and the settings of this run."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for name in [name for name in os.environ if name.startswith(("OMS_", "PYTEST_ADDOPTS", "PYTEST_XDIST"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def outcomes(result: pytest.RunResult) -> dict[str, int]:
    return {name: count for name, count in result.parseoutcomes().items() if name != "warnings"}


@pytest.mark.parametrize("fixture", ["oms_world", "oms_world_in_process"])
def test_a_test_is_arranged_while_responses_is_active(pytester: pytest.Pytester, fixture: str) -> None:
    pytester.makepyfile(f"""
import pytest, requests, responses

@responses.activate
def test_arranges({fixture}):
    world = {fixture}
    {ARRANGED}
    with pytest.raises(requests.ConnectionError, match="Connection refused by Responses"):
        requests.get(f"{{world.url}}/api/v1/oms/orders/", headers=world.headers, timeout=60)

@responses.activate
def test_passes_requests_of_the_client_through({fixture}):
    responses.add_passthru({fixture}.url)
    assert {fixture}.session.get(f"{{{fixture}.url}}/api/v1/oms/orders/").status_code == 200
""")
    assert outcomes(pytester.runpytest_subprocess(*ARGUMENTS)) == {"passed": 2}


@pytest.mark.parametrize("fixture", ["oms_world", "oms_world_in_process"])
def test_a_test_is_arranged_while_requests_mock_is_active(pytester: pytest.Pytester, fixture: str) -> None:
    pytester.makepyfile(f"""
import pytest, requests_mock as library

def test_arranges(requests_mock, {fixture}):
    world = {fixture}
    {ARRANGED}
    with pytest.raises(library.NoMockAddress):
        world.session.get(f"{{world.url}}/api/v1/oms/orders/")

def test_does_nothing(requests_mock, {fixture}):
    pass
""")
    assert outcomes(pytester.runpytest_subprocess(*ARGUMENTS, *REQUESTS_MOCK)) == {"passed": 2}


def test_requests_of_the_client_pass_through_requests_mock(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
import re, requests
from requests_mock import ANY

def test_uses_the_fake(requests_mock, oms_world):
    requests_mock.register_uri(ANY, re.compile(re.escape(oms_world.url)), real_http=True)
    assert requests.get(f"{oms_world.url}/api/v1/oms/orders/", headers=oms_world.headers).status_code == 200
""")
    assert outcomes(pytester.runpytest_subprocess(*ARGUMENTS, *REQUESTS_MOCK)) == {"passed": 1}


def test_a_cassette_records_the_client_under_test_only(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(f"""
import vcr

@vcr.use_cassette("cassette.yaml", match_on=["method", "path"])
def test_arranges(oms_world):
    world = oms_world
    {ARRANGED}
    assert world.session.get(f"{{world.url}}/api/v1/oms/orders/").json()["count"] == 36
""")
    for _ in ("recorded", "replayed"):
        assert outcomes(pytester.runpytest_subprocess(*ARGUMENTS)) == {"passed": 1}
    cassette = (pytester.path / "cassette.yaml").read_text()
    assert cassette.count("uri:") == 1
    assert "__admin" not in cassette


def test_a_cassette_ignores_the_fake_where_it_is_told_to(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
import vcr

@vcr.VCR(ignore_localhost=True).use_cassette("cassette.yaml")
def test_uses_the_fake(oms_world):
    assert oms_world.session.get(f"{oms_world.url}/api/v1/oms/orders/").status_code == 200
""")
    assert outcomes(pytester.runpytest_subprocess(*ARGUMENTS)) == {"passed": 1}
    assert not (pytester.path / "cassette.yaml").exists()


@pytest.mark.parametrize("processes", [[], ["-n", "3"]], ids=["one process", "three processes"])
def test_a_failed_test_of_a_blocked_network_does_not_end_the_run(
    pytester: pytest.Pytester, processes: list[str]
) -> None:
    pytester.makepyfile("""
import pytest, responses

@responses.activate
def test_fails_under_responses(oms_world):
    assert False, "the first reason"

def test_fails_under_requests_mock(oms_world, requests_mock):
    assert False, "the second reason"

def test_fails_without_sockets(oms_world, socket_disabled):
    assert False, "the third reason"

@pytest.mark.parametrize("number", range(4))
def test_passes(number):
    pass
""")
    result = pytester.runpytest_subprocess(*ARGUMENTS, *REQUESTS_MOCK, *SOCKET, *processes)
    counts = outcomes(result)
    assert result.ret == 1
    assert (counts["passed"], counts["failed"]) == (4, 3)
    output = result.stdout.str()
    assert "INTERNALERROR" not in output
    assert all(f"the {which} reason" in output for which in ("first", "second", "third"))


def test_an_allowed_host_is_enough_where_sockets_are_disabled(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(f"""
def test_arranges(oms_world):
    world = oms_world
    {ARRANGED}
""")
    result = pytester.runpytest_subprocess(*ARGUMENTS, *SOCKET, "--allow-hosts=127.0.0.1")
    assert outcomes(result) == {"passed": 1}


def test_a_world_in_process_needs_no_sockets(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(f"""
def test_arranges(oms_world_in_process):
    world = oms_world_in_process
    {ARRANGED}
""")
    assert outcomes(pytester.runpytest_subprocess(*ARGUMENTS, *SOCKET, "--disable-socket")) == {"passed": 1}


def test_a_blocked_connection_names_the_way_out(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
def test_pulls(oms_world, socket_disabled):
    oms_world.pull("9000000000000001")
""")
    result = pytester.runpytest_subprocess(*ARGUMENTS, *SOCKET)
    result.stdout.fnmatch_lines(["*SocketBlockedError*allow this host, or use a fake in this process*"])
