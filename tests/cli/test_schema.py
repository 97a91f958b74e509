"""`oms-mock schema export`."""

from __future__ import annotations

from pathlib import Path

import pytest

from oms_mock.cli.main import main
from oms_mock.spec import reader


def test_export_writes_every_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "export", "--directory", str(tmp_path / "new")]) == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == {*reader.names(), "openapi.json"}
    assert capsys.readouterr().out == f"15 documents written to {tmp_path / 'new'}\n"


def test_check_accepts_exported_documents(tmp_path: Path) -> None:
    main(["schema", "export", "--directory", str(tmp_path)])
    assert main(["schema", "export", "--check", "--directory", str(tmp_path)]) == 0


@pytest.mark.parametrize("damage", ["edit", "remove", "add"])
def test_check_lists_differences_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    main(["schema", "export", "--directory", str(tmp_path)])
    victim = tmp_path / "order-list.response.json"
    if damage == "edit":
        victim.write_text(victim.read_text().replace("documented", "assumed", 1))
    if damage == "remove":
        victim.unlink()
    if damage == "add":
        victim = tmp_path / "surplus.json"
        victim.write_text("{}")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    capsys.readouterr()
    assert main(["schema", "export", "--check", "--directory", str(tmp_path)]) == 1
    assert str(victim) in capsys.readouterr().out
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_reported_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["schema", "export", "--directory", str(tmp_path / "file" / "below")]) == 2
    assert "try another --directory" in capsys.readouterr().err
