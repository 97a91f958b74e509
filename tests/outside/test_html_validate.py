"""`report.html`, as html-validate sees it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from oms_mock.contract.reports import html
from tests.contract.reports.conftest import SORTS
from tests.outside.node import installed

RULES = {
    "long-title": "off",  # The title contains the URL of the deployment.
    "wcag/h32": "off",  # The filters apply at once, so their form has no submit button.
}
PATIENCE = 60


def problems(folder: Path, pages: dict[str, str]) -> Any:
    """Return the problems of pages, each as `name: rule: message`."""
    program = installed("html-validate") / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    (folder / ".htmlvalidate.json").write_text(
        json.dumps({"root": True, "extends": ["html-validate:recommended"], "rules": RULES})
    )
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    command = ["node", str(program), "--formatter", "json", *(f"{name}.html" for name in pages)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
    return [
        f"{Path(page['filePath']).stem}: {message['ruleId']}: {message['message']}"
        for page in json.loads(done.stdout)
        for message in page["messages"]
    ]


def test_html_validate_finds_no_problems_in_reports(tmp_path: Path) -> None:
    assert problems(tmp_path, {name: html.text(report) for name, report in SORTS.items()}) == []


def test_html_validate_finds_a_planted_problem(tmp_path: Path) -> None:
    planted = html.text(SORTS["every severity"]).replace('id="finding-', 'id="9')
    assert "valid-id" in {each.split(": ")[1] for each in problems(tmp_path, {"planted": planted})}
