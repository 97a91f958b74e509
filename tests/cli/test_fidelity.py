"""`oms-mock fidelity`: the source of each field, and the ledger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oms_mock.cli.fidelity import fidelity
from oms_mock.cli.main import main
from oms_mock.contract.endpoints import ENDPOINTS


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["fidelity", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def shown(out: str) -> list[str]:
    return [line.partition("  (")[2].rstrip(")") for line in out.splitlines() if line.startswith(("GET ", "POST "))]


@pytest.mark.parametrize("json", [[], ["--json"]])
def test_without_an_endpoint_all_endpoints_are_listed(capsys: pytest.CaptureFixture[str], json: list[str]) -> None:
    code, out, err = run(capsys, *json)
    assert (code, err) == (0, "")
    assert [name for name in (each.name for each in ENDPOINTS) if name not in out] == []


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("order-list", ["order-list"]),
        ("GET /api/v1/oms/orders/", ["order-list"]),
        ("/api/v1/oms/orders/{pk}/", ["order-detail"]),
        ("webhook_events", ["webhook-event-list", "webhook-event-list-short", "webhook-event-detail"]),
        ("Pull", ["pull-from-omnitron"]),
        ("post /", ["pull-from-omnitron"]),
    ],
)
def test_an_endpoint_is_chosen_by_its_name_or_a_part_of_it(
    capsys: pytest.CaptureFixture[str], word: str, names: list[str]
) -> None:
    code, out, _ = run(capsys, word)
    assert (code, shown(out)) == (0, names)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("order-lsit", "there is no endpoint 'order-lsit': did you mean order-list?"),
        ("zzz", "there is no endpoint 'zzz': see oms-mock fidelity"),
        ("", "there is no endpoint '': see oms-mock fidelity"),
    ],
)
def test_an_unknown_endpoint_is_reported_in_one_line(
    capsys: pytest.CaptureFixture[str], word: str, message: str
) -> None:
    assert run(capsys, word) == (2, "", f"oms-mock: {message}\n")


def write(path: Path, entry: dict[str, str]) -> None:
    path.write_text(json.dumps({"version": 1, "endpoints": {"GET /api/v1/oms/orders/": {"$.count": entry}}}))


def test_a_ledger_is_shown_beside_the_source_of_a_field(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "fidelity.json"
    write(path, {"contradicted": "2026-11-26", "kind": "null-drift", "finding": "c84e182e9fa9"})
    _, out, _ = run(capsys, "order-list", "--ledger", str(path))
    count = out.partition("\n  count ")[2].partition("\n  next ")[0]
    assert " ".join(count.split()) == "documented · CONTRADICTED 2026-11-26 by null-drift c84e182e9fa9"


def test_json_holds_the_ledger(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "fidelity.json"
    write(path, {"verified": "2026-11-26"})
    _, out, _ = run(capsys, "order-list", "--ledger", str(path), "--json")
    assert json.loads(out)["endpoints"][0]["fields"][0]["ledger"] == {"verified": "2026-11-26"}


def test_a_missing_ledger_is_reported_with_the_way_to_create_one(capsys: pytest.CaptureFixture[str]) -> None:
    message = (
        "oms-mock: there is no /nonexistent.json: create it with oms-mock check URL --fidelity /nonexistent.json\n"
    )
    assert run(capsys, "--ledger", "/nonexistent.json") == (2, "", message)


def test_an_invalid_ledger_is_reported_in_one_line_with_its_path(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "fidelity.json"
    write(path, {"verified": "soon"})
    place = '$.endpoints["GET /api/v1/oms/orders/"]["$.count"].verified'
    message = f"oms-mock: {path}: {place}: must be a date such as 2027-03-31\n"
    assert run(capsys, "--ledger", str(path)) == (2, "", message)


@pytest.mark.parametrize(
    ("terminal", "columns", "width"), [(True, "40", 80), (True, "100", 100), (True, "300", 120), (False, "100", 80)]
)
def test_the_width_follows_the_terminal_between_two_limits(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool, columns: str, width: int
) -> None:
    widths: list[int] = []
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr("oms_mock.contract.fidelity.text.text", lambda *given: widths.append(given[-1]) or "")
    run(capsys)
    assert widths == [width]


def test_the_shell_completes_names() -> None:
    completed: Any = fidelity.params[0].shell_complete(fidelity.make_context("fidelity", []), "webhook")
    assert [each.value for each in completed] == [
        "webhook-event-list", "webhook-event-list-short", "webhook-event-detail"
    ]  # fmt: skip
