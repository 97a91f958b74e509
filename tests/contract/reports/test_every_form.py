"""What every form of report has in common, whatever it is read by."""

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
    """A report in which every text that could be a deployment's is this one."""
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
def test_nothing_that_cannot_be_seen_is_in_it(form: str, found: tuple[()]) -> None:
    written = FORMS[form](saying(UNSEEN, findings=found, unstable=found), [])
    assert [line for line in written.split("\n") if not line.isprintable()] == []


@pytest.mark.parametrize("form", FORMS)
def test_a_token_is_looked_for_once_more_in_the_end(form: str) -> None:
    leaky = finding(kind=f"{TOKEN}-kind", rule=f"{TOKEN}-rule", path="$", unit=TOKEN)
    written = FORMS[form](report(findings=(leaky,), unstable=(leaky,)), [TOKEN])
    assert "***-kind" in written
    assert TOKEN not in written


@pytest.mark.parametrize("form", FORMS)
def test_a_page_that_was_written_can_be_encoded(form: str) -> None:
    assert FORMS[form](saying("\ud800", findings=(finding(got="\udfff"),)), []).encode()
