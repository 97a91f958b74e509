"""`oms-mock uses`, and `oms-mock check --uses`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from oms_mock.cli.main import main

DETAIL = "order-detail"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True, name="here")
def fixture_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "paths.ts").write_text('export const USED = ["results[].number", "order-detail: customer.email"];')
    (tmp_path / "typo.txt").write_text("results[].custmer.email\n")
    (tmp_path / "empty.txt").write_text("\n")
    (tmp_path / "broken.har").write_text("{")
    return tmp_path


def run(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def test_help_shows_how_paths_are_written(capsys: Capture, snapshot: SnapshotAssertion) -> None:
    code, out, _ = run(capsys, "uses", "--help")
    assert (code, out) == (0, snapshot)


def test_paths_of_a_list_are_written_by_endpoint(capsys: Capture, here: Path, snapshot: SnapshotAssertion) -> None:
    code, out, _ = run(
        capsys, "uses", "--from-list", "paths.ts", "--endpoint", "order-list", "--endpoint", "order-detail"
    )
    assert (code, out) == (0, snapshot)
    assert run(capsys, "uses", "--from-list", "paths.ts", "--output", "uses.json") == (
        0,
        "uses.json is written: 4 paths of 4 endpoints\n",
        "",
    )
    assert json.loads((here / "uses.json").read_text())["version"] == 1


def test_a_har_file_gives_received_fields_and_says_to_remove_those_never_read(capsys: Capture, here: Path) -> None:
    content = {"text": '{"count": 0, "next": null, "previous": null, "results": []}'}
    request = {"method": "GET", "url": "https://oms.example.com/api/v1/oms/orders/"}
    recorded = {"log": {"entries": [{"request": request, "response": {"status": 200, "content": content}}]}}
    (here / "recorded.har").write_text(json.dumps(recorded))
    code, out, err = run(capsys, "uses", "--from-har", "recorded.har")
    assert (code, list(json.loads(out)["uses"])) == (0, ["GET /api/v1/oms/orders/"])
    assert err == "oms-mock: 1 response read: remove the fields that the client receives and never reads\n"


MISTAKES = [
    ["uses"],
    ["uses", "--from-list", "paths.ts", "--from-har", "broken.har"],
    ["uses", "--from-har", "broken.har"],
    ["uses", "--from-har", "paths.ts", "--endpoint", "order-list"],
    ["uses", "--from-list", "typo.txt"],
    ["uses", "--from-list", "empty.txt"],
    ["uses", "--from-list", "paths.ts", "--endpoint", "order-lst"],
    ["uses", "--from-list", "paths.ts", "--output", "nowhere/uses.json"],
    ["check", "--uses", "nowhere.json"],
    ["check", "--uses", "broken.har"],
]


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_a_mistake_is_reported_in_one_line_with_the_way_out(
    capsys: Capture, arguments: list[str], snapshot: SnapshotAssertion
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err == snapshot


@pytest.mark.whole_run
def test_drift_of_fields_that_the_client_never_reads_does_not_fail_a_check(capsys: Capture, here: Path) -> None:
    (here / "number.txt").write_text("order-list-simple: number\n")
    run(capsys, "uses", "--from-list", "number.txt", "--output", "uses.json")
    code, out, _ = run(capsys, "check", "--demo-drift", "--orders", "40", "--uses", "uses.json")
    assert code == 0
    assert "severities by what a client reads: 1 path of 1 endpoint" in " ".join(out.split())
    assert "\nERROR" not in out
