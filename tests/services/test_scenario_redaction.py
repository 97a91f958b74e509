"""Writing a redacted copy of a scenario folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oms_mock.dataset.orders import order
from oms_mock.dataset.scenarios import library
from oms_mock.errors import ScenarioError, SetupError
from oms_mock.services import scenario_redaction

MANIFEST = '{"description": "Pasted.", "generated": {"orders": 0, "seed": 42}}'


@pytest.fixture(name="pasted")
def fixture_pasted(tmp_path: Path) -> Path:
    """Write a folder with a page as a deployment returned it, with a filled secret."""
    folder = tmp_path / "pasted"
    folder.mkdir()
    rows = [json.loads(json.dumps(order(42, number))) for number in (502, 501)]
    rows[0]["channel"]["configuration"]["password"] = "hunter2"
    page = {"count": 2, "next": "https://oms.real.example.org/?page=2", "previous": None, "results": rows}
    (folder / "orders.json").write_text(json.dumps(page))
    (folder / "scenario.json").write_text(MANIFEST)
    return folder


def test_the_redacted_copy_can_be_loaded_and_the_source_cannot(pasted: Path, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"\$\.channel\.configuration\.password: is a filled secret"):
        library.load(str(pasted))
    assert scenario_redaction.redact(pasted, tmp_path / "redacted", b"key") == 2
    assert [each["id"] for each in library.load(str(tmp_path / "redacted")).orders()] == [501, 502]


def test_hosts_of_page_links_are_not_copied(pasted: Path, tmp_path: Path) -> None:
    scenario_redaction.redact(pasted, tmp_path / "redacted", b"key")
    assert "real.example.org" not in (tmp_path / "redacted" / "orders.json").read_text()


def test_the_source_is_not_modified(pasted: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in pasted.iterdir()}
    scenario_redaction.redact(pasted, tmp_path / "redacted", b"key")
    assert {path.name: path.read_bytes() for path in pasted.iterdir()} == before


def test_a_copy_to_a_folder_that_is_not_empty_is_rejected(pasted: Path) -> None:
    with pytest.raises(SetupError, match="exists and is not empty"):
        scenario_redaction.redact(pasted, pasted, b"key")
    assert "hunter2" in (pasted / "orders.json").read_text()
