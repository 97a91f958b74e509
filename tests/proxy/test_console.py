"""What the terminal of a proxy shows."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from oms_mock.contract.client.exchange import Answer
from oms_mock.contract.client.interaction import Request
from oms_mock.contract.endpoints import ORDER_LIST
from oms_mock.contract.redaction import redactor
from oms_mock.proxy.classification import NotJudged
from oms_mock.proxy.console import Console, summary
from oms_mock.proxy.validation import Judge
from tests.contract.reports.conftest import finding

SECRET = "OMSMOCK-CANARY-lent"


def test_a_finding_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Console().tell("c84e182e9fa9", finding())
    assert capsys.readouterr().err == (
        "ERROR  null-drift  GET /api/v1/oms/orders/  $.results[*].customer.email  c84e182e9fa9\n"
    )


@pytest.mark.parametrize("key", ["\x1b[31mred", "::error::x", f"{SECRET}", "a\nb", "\u202ex"])
def test_no_text_of_a_deployment_drives_the_terminal(capsys: pytest.CaptureFixture[str], key: str) -> None:
    Console((SECRET,)).tell("c84e182e9fa9", replace(finding(), path=f"$.{key}"))
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert shown.rstrip("\n").isprintable()
    assert (SECRET in shown, "::error" in shown) == (False, False)


def test_a_summary_counts() -> None:
    judge = Judge("https://oms.example.com")
    assert summary(judge) == "0 answers judged, 0 not; no findings"
    judge.see(Request(ORDER_LIST), lambda: Answer(500), redactor())
    judge.skip(NotJudged.STATUS)
    assert summary(judge) == "1 answer judged, 1 not; 1 finding: 1 error"


def test_a_terminal_that_is_gone_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def write(self, text: str) -> None:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Gone())
    Console().tell("c84e182e9fa9", finding())
    Console().summarise(Judge("https://oms.example.com"))
