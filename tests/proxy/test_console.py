"""The terminal output of a proxy."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from oms_mock.contract.client.interaction import Request
from oms_mock.contract.client.transport import RawResponse
from oms_mock.contract.endpoints import ORDER_LIST
from oms_mock.contract.redaction import redactor
from oms_mock.proxy.classification import NotChecked
from oms_mock.proxy.console import Console, summary
from oms_mock.proxy.validation import Validator
from tests.contract.reports.conftest import finding

SECRET = "OMSMOCK-CANARY-fallback"


def test_a_finding_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Console().show("c84e182e9fa9", finding())
    assert capsys.readouterr().err == (
        "ERROR  null-drift  GET /api/v1/oms/orders/  $.results[*].customer.email  c84e182e9fa9\n"
    )


@pytest.mark.parametrize("key", ["\x1b[31mred", "::error::x", f"{SECRET}", "a\nb", "\u202ex"])
def test_texts_of_a_deployment_are_neutralised_in_the_terminal(capsys: pytest.CaptureFixture[str], key: str) -> None:
    Console((SECRET,)).show("c84e182e9fa9", replace(finding(), path=f"$.{key}"))
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert shown.rstrip("\n").isprintable()
    assert (SECRET in shown, "::error" in shown) == (False, False)


def test_the_summary_has_the_counts() -> None:
    validator = Validator("https://oms.example.com")
    assert summary(validator) == "0 responses checked, 0 not; no findings"
    validator.see(Request(ORDER_LIST), lambda: RawResponse(500), redactor())
    validator.skip(NotChecked.STATUS)
    assert summary(validator) == "1 response checked, 1 not; 1 finding: 1 error"


def test_a_closed_terminal_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def write(self, text: str) -> None:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Gone())
    Console().show("c84e182e9fa9", finding())
    Console().summarise(Validator("https://oms.example.com"))
