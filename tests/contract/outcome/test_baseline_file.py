"""The file of a baseline: its format, and the errors of invalid files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from oms_mock.contract.outcome import baseline_file
from oms_mock.contract.outcome.baseline import Baseline
from oms_mock.contract.outcome.baseline_match import BaselineEntry
from oms_mock.errors import SetupError

ID = "7c1f0a92be34"
TODAY = date(2026, 5, 4)


def document(*entries: Any, **more: Any) -> dict[str, Any]:
    return {"version": 1, "findings": [*entries], **more}


def written(*entries: Any, **more: Any) -> str:
    return json.dumps(document(*entries, **more))


def test_entries_are_sorted_by_endpoint_and_path(snapshot: Any) -> None:
    entries = [
        BaselineEntry("000000000003", endpoint="GET /api/v1/oms/orders/short/", path="$.a"),
        BaselineEntry("000000000001", endpoint="", path="$"),
        BaselineEntry(
            "000000000002", endpoint="GET /api/v1/oms/orders/", path="$.b", reason="çok eski", ticket="OMS-17"
        ),
        BaselineEntry("000000000004", endpoint="GET /api/v1/oms/orders/", path="$.a", expires=TODAY, first_seen=TODAY),
    ]
    assert baseline_file.text(Baseline(tuple(entries))) == snapshot


def test_only_the_id_of_an_entry_is_required() -> None:
    assert baseline_file.parse(document({"id": ID})).entries == (BaselineEntry(ID),)


def test_null_is_the_same_as_a_missing_key() -> None:
    keys = ("reason", "ticket", "expires", "first_seen", "last_seen", "rule", "kind", "endpoint", "path")
    assert baseline_file.parse(document({"id": ID} | dict.fromkeys(keys))).entries == (BaselineEntry(ID),)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "$: is not JSON: Expecting value at line 1, column 1"),
        (
            '{\n"version": 1,\n!',
            "$: is not JSON: Expecting property name enclosed in double quotes at line 3, column 1",
        ),
        ("[" * 100_000, "$: is nested more than 64 levels deep"),
        ("[]", "$: must be an object"),
        ('{"findings": []}', "$.version: must be 1, the only version that is understood"),
        ('{"version": 2, "findings": []}', "$.version: must be 1, the only version that is understood"),
        ('{"version": true, "findings": []}', "$.version: must be 1, the only version that is understood"),
        ('{"version": 1}', "$.findings: is required"),
        (written(finding=1), "$.finding: unknown key; did you mean findings?"),
        (written(5), "$.findings[0]: must be an object"),
        (written({"id": ID}, {"reason": "x"}), "$.findings[1].id: is required"),
        (written({"id": None}), "$.findings[0].id: must not be null"),
        (written({"id": "7C1F0A92BE34"}), "$.findings[0].id: must be twelve hex digits"),
        (written({"id": f"{ID}\n"}), "$.findings[0].id: must be twelve hex digits"),
        (written({"id": ID}, {"id": ID}), "$.findings[1].id: is the same as that of $.findings[0]"),
        (written({"id": ID, "expires": "soon"}), "$.findings[0].expires: must be a date such as 2027-03-31"),
        (written({"id": ID, "expires": "2026-02-30"}), "$.findings[0].expires: must be a date such as 2027-03-31"),
        (written({"id": ID, "expires": "20260228"}), "$.findings[0].expires: must be a date such as 2027-03-31"),
        (written({"id": ID, "last_seen": 5}), "$.findings[0].last_seen: must be a date such as 2027-03-31"),
        (written({"id": ID, "reason": ["x"]}), "$.findings[0].reason: must be a string of one line"),
        (written({"id": ID, "reason": "\x1b[31m"}), "$.findings[0].reason: must be a string of one line"),
        (written({"id": ID, "ticket": "\ud800"}), "$.findings[0].ticket: must be a string of one line"),
        (written({"id": ID, "reasn": "x"}), "$.findings[0].reasn: unknown key; did you mean reason?"),
        (
            written({"id": ID, "\x1b[31m": "x"}),
            '$.findings[0]["\\u001b[31m"]: unknown key; the keys are id, rule, kind, endpoint, path, reason, ticket, '
            "expires, first_seen, last_seen",
        ),
        (
            written({"id": "x", "expires": 5}, {"id": ID, "kind": 1}),
            "$.findings[0].id: must be twelve hex digits; $.findings[0].expires: must be a date such as 2027-03-31; "
            "$.findings[1].kind: must be a string of one line",
        ),
        (
            written(*[5] * 13),
            "; ".join(f"$.findings[{place}]: must be an object" for place in range(10)) + "; and 3 more problems",
        ),
        ('{"version": 1, "findings": [], "findings": []}', '$: the key "findings" is repeated in one object'),
    ],
)
def test_every_problem_is_reported_in_one_line_with_its_path(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(content)
    with pytest.raises(SetupError) as raised:
        baseline_file.read(path)
    assert str(raised.value) == f"{path}: {words}"


def test_a_file_that_is_not_utf_8_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "known.json").write_bytes(b"\xff")
    with pytest.raises(SetupError, match=r"known\.json: \$: is not UTF-8 at byte 0"):
        baseline_file.read(tmp_path / "known.json")


def test_a_folder_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=f"cannot read {tmp_path}: Is a directory"):
        baseline_file.read(tmp_path)
    with pytest.raises(SetupError, match="try another --baseline"):
        baseline_file.prepare(tmp_path)


def test_a_file_is_replaced_atomically(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    path.write_text("old")
    baseline_file.prepare(path)
    assert path.read_text() == "old"
    baseline_file.write(path, Baseline((BaselineEntry(ID),)))
    assert baseline_file.read(path).entries == (BaselineEntry(ID),)
    assert [*tmp_path.iterdir()] == [path]


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "known.json")
    baseline_file.write(tmp_path / "link.json", Baseline())
    assert (tmp_path / "link.json").is_symlink()
    assert baseline_file.read(tmp_path / "known.json") == Baseline()


def test_a_path_that_cannot_be_written_is_rejected() -> None:
    with pytest.raises(SetupError, match=r"cannot write to /dev/null/known\.json: Not a directory"):
        baseline_file.write(Path("/dev/null/known.json"), Baseline())


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("2026-05-04", TODAY),
        ("2027-03-31", date(2027, 3, 31)),
        ("30d", date(2026, 6, 3)),
        (" 0d ", TODAY),
        ("48h", date(2026, 5, 6)),
    ],
)
def test_an_expiry_is_a_date_or_a_duration(word: str, day: date) -> None:
    assert baseline_file.expiry(word, TODAY) == day


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("2026-05-03", "is in the past"),
        ("soon", "is not a day"),
        ("", "is not a day"),
        ("-3d", "is not a day"),
        ("10000d", "is not a day"),
    ],
)
def test_an_expiry_in_the_past_and_other_text_are_rejected(word: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        baseline_file.expiry(word, TODAY)
