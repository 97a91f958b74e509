"""Properties of all report formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import pytest

from oms_mock.contract import endpoints
from oms_mock.contract.outcome.report import Report, State
from oms_mock.contract.reports import files, github, markdown, text
from tests.contract.reports.conftest import TARGET, finding, outcome, report

Write = Callable[[Report, Iterable[str]], str]
FORMS: dict[str, Write] = {
    **{name: write for name, (_, write) in files.FORMS.items()},
    "github": github.text,
    "text": lambda of, secrets: text.text(of, 80, secrets),
    "summary": partial(markdown.within, 1000),
}
UNSEEN = "\u202e\x1b[31m"
TOKEN = "hunter-two-of-nine"


def saying(words: str, **changes: object) -> Report:
    """Return a report in which every text that may come from a deployment is this one."""
    return report(
        target=f"{TARGET}/{words}",
        outcomes=(
            outcome("schema", endpoints.ORDER_LIST),
            outcome("status", endpoints.PULL, State.NOT_RUN, 0, reason=words),
        ),
        inconclusive=words,
        **changes,
    )


BAD = finding(expected=UNSEEN, got=UNSEEN, example=UNSEEN, path=f"$.{UNSEEN}")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("found", [(), (BAD,)], ids=["inconclusive", "incomplete"])
def test_no_invisible_character_is_in_a_report(form: str, found: tuple[()]) -> None:
    written = FORMS[form](saying(UNSEEN, findings=found, unstable=found), [])
    assert [line for line in written.split("\n") if not line.isprintable()] == []


@pytest.mark.parametrize("form", FORMS)
def test_a_token_in_use_is_masked_in_the_finished_report(form: str) -> None:
    leaky = finding(kind=f"{TOKEN}-kind", rule=f"{TOKEN}-rule", path="$", unit=TOKEN)
    written = FORMS[form](report(findings=(leaky,), unstable=(leaky,)), [TOKEN])
    assert "***-kind" in written
    assert TOKEN not in written


@pytest.mark.parametrize("form", FORMS)
def test_a_report_can_be_encoded(form: str) -> None:
    assert FORMS[form](saying("\ud800", findings=(finding(got="\udfff"),)), []).encode()
