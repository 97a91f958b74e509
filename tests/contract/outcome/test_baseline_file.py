"""The file of a baseline: its format, and the errors of invalid files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from oms_mock.contract.outcome import baseline_file
from oms_mock.contract.outcome.baseline import Baseline
from oms_mock.contract.outcome.known import Entry
from oms_mock.errors import SetupError

ID = "7c1f0a92be34"
TODAY = date(2026, 5, 4)


def written(*entries: Any, **more: Any) -> str:
    return json.dumps({"version": 1, "findings": [*entries], **more})


def test_it_is_readable_and_sorted_as_endpoints_are_documented(snapshot: Any) -> None:
    entries = [
        Entry("000000000003", endpoint="GET /api/v1/oms/orders/short/", path="$.a"),
        Entry("000000000001", endpoint="", path="$"),
        Entry("000000000002", endpoint="GET /api/v1/oms/orders/", path="$.b", reason="çok eski", ticket="OMS-17"),
        Entry("000000000004", endpoint="GET /api/v1/oms/orders/", path="$.a", expires=TODAY, first_seen=TODAY),
    ]
    assert baseline_file.text(Baseline(tuple(entries))) == snapshot


def test_an_id_is_all_that_an_entry_needs() -> None:
    assert baseline_file.parse(written({"id": ID})).entries == (Entry(ID),)


def test_what_is_null_is_not_there() -> None:
    keys = ("reason", "ticket", "expires", "first_seen", "last_seen", "rule", "kind", "endpoint", "path")
    assert baseline_file.parse(written({"id": ID} | dict.fromkeys(keys))).entries == (Entry(ID),)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "line 1, column 1: not JSON"),
        ('{\n"version": 1,\n!', "line 3, column 1: not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "not an object with the keys version and findings"),
        ('{"findings": []}', '"version" is not 1, the only one that is understood'),
        ('{"version": 2, "findings": []}', '"version" is not 1, the only one that is understood'),
        ('{"version": true, "findings": []}', '"version" is not 1, the only one that is understood'),
        ('{"version": 1}', '"findings" is not a list'),
        (written(finding=1), "\"finding\" is no key of it: did you mean 'findings'?"),
        (written(5), "entry 1: not an object"),
        (written({"id": ID}, {"reason": "x"}), 'entry 2: "id" is missing'),
        (written({"id": None}), 'entry 1: "id" is missing'),
        (written({"id": "7C1F0A92BE34"}), 'entry 1: "id" is not twelve hex digits'),
        (written({"id": f"{ID}\n"}), 'entry 1: "id" is not twelve hex digits'),
        (written({"id": ID}, {"id": ID}), 'entry 2: "id" is that of entry 1'),
        (written({"id": ID, "expires": "soon"}), 'entry 1: "expires" is not a date, such as 2027-03-31'),
        (written({"id": ID, "expires": "2026-02-30"}), 'entry 1: "expires" is not a date, such as 2027-03-31'),
        (written({"id": ID, "expires": "20260228"}), 'entry 1: "expires" is not a date, such as 2027-03-31'),
        (written({"id": ID, "last_seen": 5}), 'entry 1: "last_seen" is not a date, such as 2027-03-31'),
        (written({"id": ID, "reason": ["x"]}), 'entry 1: "reason" is not a text of one line'),
        (written({"id": ID, "reason": "\x1b[31m"}), 'entry 1: "reason" is not a text of one line'),
        (written({"id": ID, "ticket": "\ud800"}), 'entry 1: "ticket" is not a text of one line'),
        (written({"id": ID, "reasn": "x"}), "entry 1: \"reasn\" is no key of it: did you mean 'reason'?"),
        (written({"id": ID, "\x1b[31m": "x"}), 'entry 1: "\\u001b[31m" is no key of it'),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_its_place(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(content)
    with pytest.raises(SetupError) as raised:
        baseline_file.read(path)
    assert str(raised.value) == f"{path}: {words}"


def test_what_is_not_utf_8_is_said(tmp_path: Path) -> None:
    (tmp_path / "known.json").write_bytes(b"\xff")
    with pytest.raises(SetupError, match=r"known\.json: not UTF-8"):
        baseline_file.read(tmp_path / "known.json")


def test_a_folder_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=f"cannot read {tmp_path}: Is a directory"):
        baseline_file.read(tmp_path)
    with pytest.raises(SetupError, match="try another --baseline"):
        baseline_file.prepare(tmp_path)


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    path.write_text("old")
    baseline_file.prepare(path)
    assert path.read_text() == "old"
    baseline_file.write(path, Baseline((Entry(ID),)))
    assert baseline_file.read(path).entries == (Entry(ID),)
    assert [*tmp_path.iterdir()] == [path]


def test_a_link_to_a_baseline_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "known.json")
    baseline_file.write(tmp_path / "link.json", Baseline())
    assert (tmp_path / "link.json").is_symlink()
    assert baseline_file.read(tmp_path / "known.json") == Baseline()


def test_a_place_that_cannot_be_written_to_is_said() -> None:
    with pytest.raises(SetupError, match=r"cannot write to /dev/null/known\.json: Not a directory"):
        baseline_file.write(Path("/dev/null/known.json"), Baseline())


@pytest.mark.parametrize(
    ("word", "day"),
    [("2026-05-04", TODAY), ("2027-03-31", date(2027, 3, 31)), ("30d", date(2026, 6, 3)), (" 0d ", TODAY)],
)
def test_a_last_day_is_a_date_or_so_many_days_from_today(word: str, day: date) -> None:
    assert baseline_file.expiry(word, TODAY) == day


@pytest.mark.parametrize(
    ("word", "words"), [("2026-05-03", "is over"), ("soon", "is no day"), ("", "is no day"), ("-3d", "is no day")]
)
def test_a_day_that_is_over_or_none_is_refused(word: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        baseline_file.expiry(word, TODAY)
