"""The pytest fixtures, as their users see them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from oms_mock import pytest_plugin
from oms_mock.contract import fake_process
from oms_mock.services.worlds import NAME
from oms_mock.testing import NoAnswerError, Server, World

pytest_plugins = "pytester"

FIRST = "9000000000000001"
BY_ENTRY_POINT = ["-q", "-p", "no:cacheprovider", "-W", "error"]
NEEDED = [*BY_ENTRY_POINT, "-p", "oms_mock.pytest_plugin", "-p", "xdist.plugin"]
"""Other plugins are disabled, since each process of each run would load them."""
PULLING = """
import pytest, requests

@pytest.mark.parametrize("number", range(6))
def test_pulls(oms_world, oms_mock_server, number):
    print(f"<{oms_mock_server.url}>")
    answer = requests.get(oms_world.url + "/api/v1/oms/orders/", headers=oms_world.headers, timeout=60)
    assert answer.json()["count"] == 36
    assert oms_world.pull("9000000000000001")[0].success
"""


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, which must be empty at the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    for name in [name for name in os.environ if name.startswith(("OMS_", "PYTEST_ADDOPTS", "PYTEST_XDIST"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return folder


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if not path.name.startswith("pytest-of-")]


def outcomes(result: pytest.RunResult) -> dict[str, int]:
    return {name: count for name, count in result.parseoutcomes().items() if name != "warnings"}


def servers(result: pytest.RunResult) -> set[str]:
    return set(re.findall(r"<(http://[^>]*)>", result.stdout.str()))


@pytest.fixture(name="running")
def fixture_running() -> Iterator[Server]:
    with fake_process.running("--orders", "36") as url:
        yield Server(url)


@pytest.mark.usefixtures("folder")
def test_a_run_without_the_fixtures_imports_no_module_of_oms_mock(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
        import sys
        def pytest_unconfigure():
            heavy = "flask sqlalchemy requests granian marshmallow httpx oms_mock.app oms_mock.testing".split()
            print("loaded:", "oms_mock.pytest_plugin" in sys.modules, [name for name in heavy if name in sys.modules])
    """)
    pytester.makepyfile("def test_nothing(): pass")
    for arguments in (["--collect-only"], []):
        result = pytester.runpytest_subprocess(*NEEDED, *arguments)
        assert result.ret == 0
        result.stdout.fnmatch_lines(["loaded: True []"])


@pytest.mark.usefixtures("folder")
def test_the_fixtures_are_available_where_oms_mock_is_installed(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    result = pytester.runpytest_subprocess(*BY_ENTRY_POINT, "--fixtures")
    result.stdout.fnmatch_lines(["oms_world -- *"])


@pytest.mark.parametrize("processes", [[], ["-n", "3"]], ids=["one process", "three processes"])
def test_all_tests_share_one_server_and_each_has_its_own_world(
    pytester: pytest.Pytester, folder: Path, processes: list[str]
) -> None:
    pytester.makeini("[pytest]\noms_mock_orders = 36\noms_mock_seed = 7\noms_mock_until = 2026-12-01\n")
    pytester.makepyfile(PULLING)
    result = pytester.runpytest_subprocess(*NEEDED, "-rP", *processes)
    assert (result.ret, outcomes(result)) == (0, {"passed": 6})
    (server,) = servers(result)
    with pytest.raises(NoAnswerError):
        Server(server).worlds()
    assert left(folder) == []


@pytest.mark.usefixtures("folder")
def test_worlds_send_the_scheme_that_the_fake_expects(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\noms_mock_orders = 36\noms_mock_auth_scheme = Bearer\n")
    pytester.makepyfile("""
        import pytest

        @pytest.mark.parametrize("fixture", ["oms_world", "oms_world_in_process"])
        def test_pulls(request, fixture):
            world = request.getfixturevalue(fixture)
            assert world.headers["Authorization"].startswith("Bearer ")
            assert [result.success for result in world.pull("9000000000000001")] == [True]
    """)
    assert outcomes(pytester.runpytest_subprocess(*NEEDED)) == {"passed": 2}


def test_a_crashed_worker_does_not_affect_the_others(pytester: pytest.Pytester, folder: Path) -> None:
    pytester.makepyfile(f"""{PULLING}
def test_crashes(oms_world):
    import os
    oms_world.pull("9000000000000001")
    os._exit(1)
""")
    result = pytester.runpytest_subprocess(*NEEDED, "-rP", "-n", "2", "--oms-mock-orders", "36")
    assert outcomes(result) == {"passed": 6, "failed": 1}
    assert len(servers(result)) == 1
    assert left(folder) == []


@pytest.mark.usefixtures("folder")
def test_a_running_server_is_used_and_every_world_is_dropped(pytester: pytest.Pytester, running: Server) -> None:
    pytester.makeini(f"[pytest]\noms_mock_url = {running.url}\n")
    pytester.makepyfile(f"""{PULLING}
def test_fails(oms_world, oms_mock_server):
    oms_world.pull("9000000000000001")
    assert oms_mock_server.worlds() == [oms_world.name]
    assert oms_world.name == "no"
""")
    result = pytester.runpytest_subprocess(*NEEDED, "-rP")
    assert outcomes(result) == {"passed": 6, "failed": 1}
    assert servers(result) == {running.url}
    result.stdout.fnmatch_lines(["*AssertionError: assert 'test-fails-*' == 'no'"])
    assert running.worlds() == []


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("fixture", ["oms_world", "oms_world_in_process"])
@pytest.mark.parametrize("processes", [[], ["-n", "1"]], ids=["here", "in a process of xdist"])
def test_the_report_of_a_failed_test_shows_the_journal_of_its_world(
    pytester: pytest.Pytester, fixture: str, processes: list[str]
) -> None:
    pytester.makepyfile(f"""
        import pytest

        @pytest.fixture
        def broken({fixture}):
            {fixture}.session.get({fixture}.url + "/api/v1/oms/orders/17/")
            raise ZeroDivisionError

        def test_fails({fixture}):
            {fixture}.faults.add(operation="order_list", status=503, id="mine")
            {fixture}.session.get({fixture}.url + "/api/v1/oms/orders/?limit=2&a=%1B")
            {fixture}.pull("9000000000000001")
            {fixture}.journal.assert_not_called(operation="order_list")

        def test_is_never_run(broken): pass

        def test_passes({fixture}):
            {fixture}.session.get({fixture}.url + "/api/v1/oms/orders/99/")
    """)
    result = pytester.runpytest_subprocess(*NEEDED, "-rP", "--oms-mock-orders", "36", *processes)
    assert outcomes(result) == {"passed": 1, "failed": 1, "errors": 1}
    result.stdout.fnmatch_lines(
        [
            "*- oms-mock journal -*",
            "world test-is-never-run-*",
            "GET /api/v1/oms/orders/17/ 200",
            "*- oms-mock journal -*",
            "world test-fails-*",
            "GET /api/v1/oms/orders/[?]limit=2&a=%1B 503 fault mine*",
            "POST /api/v1/oms/orders/pull_from_omnitron/ 200",
        ]
    )
    assert "orders/99/" not in result.stdout.str()
    assert "journal.py" not in result.stdout.str()


@pytest.mark.usefixtures("folder")
def test_a_fake_in_this_process_has_a_world_for_each_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest

        @pytest.mark.parametrize("number", range(3))
        def test_pulls(oms_world_in_process, number):
            world = oms_world_in_process
            assert len(world.orders.list()) == 36
            assert world.session.get(world.url + "/api/v1/oms/orders/").json()["count"] == 36
            assert world.pull("9000000000000001")[0].success
    """)
    result = pytester.runpytest_subprocess(*NEEDED, "--oms-mock-orders", "36")
    assert outcomes(result) == {"passed": 3}


@pytest.mark.parametrize("fixture", ["oms_world", "oms_world_in_process"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--oms-mock-scenario", "defalt"], "*there is no scenario 'defalt': did you mean default?"),
        (["--oms-mock-orders", "many"], "*oms_mock_orders: 'many' is not a whole number"),
        (["--oms-mock-until", "tody"], "*--until: 'tody' is not a day: did you mean today?"),
        (["--oms-mock-scenario", "./here"], "*/here*there are *"),
    ],
    ids=["no scenario", "no number", "no day", "no folder"],
)
def test_every_test_reports_why_the_fake_did_not_start(
    pytester: pytest.Pytester, folder: Path, arguments: list[str], said: str, fixture: str
) -> None:
    pytester.makepyfile(f"def test_one({fixture}): pass")
    result = pytester.runpytest_subprocess(*NEEDED, *arguments)
    assert outcomes(result) == {"errors": 1}
    result.stdout.fnmatch_lines([said])
    assert "Traceback" not in result.stdout.str()
    assert left(folder) == []


@pytest.mark.usefixtures("folder")
def test_a_server_that_does_not_respond_is_reported(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_one(oms_world): pass")
    result = pytester.runpytest_subprocess(*NEEDED, "--oms-mock-url", "http://127.0.0.1:1")
    result.stdout.fnmatch_lines(["--oms-mock-url: no server responds at http://127.0.0.1:1: *"])


@pytest.mark.parametrize("test", ["test_a", "test_[Ş-\x1b/€]", "x" * 500, "test_a[..-..]", "€", "-"])
def test_a_world_is_named_after_its_test(test: str) -> None:
    name = pytest_plugin._name(test)
    assert NAME.fullmatch(name)
    assert name != pytest_plugin._name(test)
    assert name[0] != "-"


def test_a_journal_that_cannot_be_read_is_reported() -> None:
    with closing(World("http://127.0.0.1:1")) as world:
        assert "the journal cannot be read: NoAnswerError: no server responds" in pytest_plugin._journal(world)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "raised", ["OSError('blocked')", "pytest.fail.Exception('blocked')", "BaseException('blocked')"]
)
@pytest.mark.parametrize("processes", [[], ["-n", "2"]])
def test_a_journal_that_cannot_be_read_does_not_end_the_run(
    pytester: pytest.Pytester, processes: list[str], raised: str
) -> None:
    pytester.makepyfile(f"""
        import socket
        import pytest

        def test_fails_without_a_network(oms_world, monkeypatch):
            def blocked(*_, **__):
                raise {raised}

            monkeypatch.setattr(socket, "create_connection", blocked)
            assert False, "the reason"

        @pytest.mark.parametrize("number", range(3))
        def test_passes(number):
            pass
    """)
    result = pytester.runpytest_subprocess(*NEEDED, "--oms-mock-orders", "36", *processes)
    assert (result.ret, outcomes(result)) == (1, {"failed": 1, "passed": 3})
    result.stdout.fnmatch_lines(["*the reason*", "*the journal cannot be read: *"])
    assert "INTERNALERROR" not in result.stdout.str()


@pytest.mark.usefixtures("folder")
def test_tests_of_a_class_and_of_a_module_share_a_world(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        worlds = []

        class TestOrders:
            def test_pulls(self, oms_class_world, oms_module_world):
                worlds.append((oms_class_world.name, oms_module_world.name))
                assert oms_class_world.pull("9000000000000001")[0].success

            def test_the_pulled_order_is_there(self, oms_class_world, oms_module_world):
                worlds.append((oms_class_world.name, oms_module_world.name))
                assert len(oms_class_world.orders.list()) == 37

        def test_another_class_has_another_world(oms_class_world, oms_module_world, oms_mock_server):
            first, second = worlds
            assert first == second
            assert oms_module_world.name == first[1]
            assert oms_class_world.name != first[0]
            assert first[0] not in oms_mock_server.worlds()
    """)
    assert outcomes(pytester.runpytest_subprocess(*NEEDED, "--oms-mock-orders", "36")) == {"passed": 3}


@pytest.mark.usefixtures("folder")
def test_the_report_of_a_failed_test_shows_the_journal_of_the_world_of_its_class(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        def test_fails(oms_class_world):
            oms_class_world.pull("9000000000000001")
            assert False
    """)
    result = pytester.runpytest_subprocess(*NEEDED, "--oms-mock-orders", "36")
    result.stdout.fnmatch_lines(["*oms-mock journal*", "POST /api/v1/oms/orders/pull_from_omnitron/ 200*"])


@pytest.mark.usefixtures("folder")
def test_a_unittest_test_case_gets_a_world(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import unittest
        import pytest

        class OrderTest(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def use_world(self, oms_world):
                self.world = oms_world

            def test_pulls(self):
                self.assertTrue(self.world.pull("9000000000000001")[0].success)
    """)
    assert outcomes(pytester.runpytest_subprocess(*NEEDED, "--oms-mock-orders", "36")) == {"passed": 1}


@pytest.mark.usefixtures("folder")
def test_the_plugin_is_loaded_by_its_short_name_where_plugins_are_not_loaded(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_pulls(oms_world): assert oms_world.pull('9000000000000001')[0].success")
    result = pytester.runpytest_subprocess(*BY_ENTRY_POINT, "-p", "oms_mock", "--oms-mock-orders", "36")
    assert outcomes(result) == {"passed": 1}
