"""HAR files as browsers and recorders write them."""

from __future__ import annotations

import base64
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from oms_mock.contract.outcome import har
from oms_mock.contract.outcome.har import Exchange

URL = "https://oms.example.com/api/v1/oms/orders/"
BODY = '{"count": 0}'
EXCHANGE = Exchange("GET", URL, 200, BODY)
FIREFOX = {"mimeType": "application/json", "size": 12, "text": BODY}
CHROMIUM = {"mimeType": "application/json", "size": 12, "compression": 0, "text": BODY}
MITMPROXY = {
    "size": 12,
    "mimeType": "application/json",
    "encoding": "base64",
    "text": base64.b64encode(BODY.encode()).decode(),
}
PLAYWRIGHT = {"size": -1, "mimeType": "application/json", "_file": "3e1b.json"}


def document(*contents: Any) -> str:
    request = {"method": "GET", "url": URL}
    entries = [{"request": request, "response": {"status": 200, "content": each}} for each in contents]
    return json.dumps({"log": {"entries": entries}})


@pytest.fixture(name="file")
def fixture_file(tmp_path: Path) -> Path:
    return tmp_path / "recorded.har"


@pytest.mark.parametrize("content", [FIREFOX, CHROMIUM, MITMPROXY])
def test_a_body_in_the_file_is_read(file: Path, content: Any) -> None:
    file.write_text(document(content))
    assert har.read(file) == [EXCHANGE]


def test_a_byte_order_mark_is_ignored(file: Path) -> None:
    file.write_text(document(FIREFOX), encoding="utf-8-sig")
    assert har.read(file) == [EXCHANGE]


def test_a_body_beside_the_file_is_read(file: Path) -> None:
    (file.parent / "3e1b.json").write_text(BODY)
    file.write_text(document(PLAYWRIGHT))
    assert har.read(file) == [EXCHANGE]


def test_an_archive_is_read(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("3e1b.json", BODY)
        archive.writestr("har.har", document(PLAYWRIGHT))
    assert har.read(file) == [EXCHANGE]


@pytest.mark.parametrize("names", [(), ("a.har", "b.har")])
def test_an_archive_has_one_har_file(file: Path, names: tuple[str, ...]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, document(FIREFOX))
    with pytest.raises(ValueError, match=f"an archive with {len(names)} files"):
        har.read(file)


def test_a_body_in_another_folder_is_not_read(file: Path) -> None:
    folder = file.parent / "below"
    folder.mkdir()
    (file.parent / "secret.json").write_text(BODY)
    below = folder / file.name
    below.write_text(document({**PLAYWRIGHT, "_file": "../secret.json"}, {**PLAYWRIGHT, "_file": "..\\secret.json"}))
    assert [each.body for each in har.read(below)] == [None, None]


def test_a_missing_body_is_none(file: Path) -> None:
    file.write_text(document(PLAYWRIGHT, {"size": 0}))
    assert [each.body for each in har.read(file)] == [None, None]


@pytest.mark.parametrize("in_archive", [False, True])
def test_a_large_body_is_not_read(file: Path, monkeypatch: pytest.MonkeyPatch, in_archive: bool) -> None:
    monkeypatch.setattr(har, "MOST_BYTES", 500)
    if in_archive:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("3e1b.json", " " * 501)
            archive.writestr("har.har", document(PLAYWRIGHT))
    else:
        (file.parent / "3e1b.json").write_text(" " * 501)
        file.write_text(document(PLAYWRIGHT))
    assert [each.body for each in har.read(file)] == [None]


@pytest.mark.parametrize("content", ["{}", "[]", "7", '{"log": 7}', '{"log": {"entries": 7}}'])
def test_a_file_that_is_not_har_is_rejected(file: Path, content: str) -> None:
    file.write_text(content)
    with pytest.raises(ValueError, match="not a HAR file"):
        har.read(file)
