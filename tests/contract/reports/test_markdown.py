"""`report.md`, and the job summary of a CI."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from oms_mock.contract import endpoints
from oms_mock.contract.client.interaction import Request
from oms_mock.contract.outcome import explanations
from oms_mock.contract.outcome.report import Report, State
from oms_mock.contract.reports import markdown
from tests.contract.reports.conftest import EVERY_SEVERITY, SORTS, finding, outcome, report

GITHUB = MarkdownIt("gfm-like", {"linkify": True})
"""A parser with tables, HTML and bare links, as GitHub has."""

MARKUP = (
    "![x](https://evil.example.com/pixel.png)",
    "[click](javascript:alert)",
    "<img src=x onerror=alert(1)>",
    "<https://evil.example.com>",
    "https://evil.example.com",
    "www.evil.example.com",
    "jane@example.com",
    "@octocat",
    "#1",
    "``` \n```sh\n",
    "`",
    "`` ` ``",
    "a | b |",
    "\\|",
    "\\`",
    "\n\n# heading\n\n",
    "\n| a | b |\n|---|---|\n| c | d |\n",
    "\n- item\n",
    "<!-- ",
    "<details>",
    "&lt;b&gt;",
    "[x]: https://evil.example.com",
    "$x$",
    "**bold**",
    "\u202e",
    "\u2028",
    "\x00",
)
texts = st.lists(st.one_of(st.sampled_from(MARKUP), st.text(max_size=12)), max_size=5).map("".join)


def parsed(of: str) -> list[Token]:
    """Yield every token, also those inside of lines."""
    return [each for token in GITHUB.parse(of) for each in (token, *(token.children or ()))]


def types(of: str) -> set[str]:
    return {token.type for token in parsed(of)}


def hostile(text: str) -> Report:
    """Return a report in which every text that may come from a deployment is this one."""
    bad = finding(
        path=f"$.results[*].{text}",
        expected=text or "x",
        got=text or "x",
        example=text,
        request=Request(endpoints.ORDER_LIST, link=f"/api/v1/oms/orders/?page=2&{text}={text}"),
    )
    return report(
        target=f"https://oms.example.com/{text}",
        findings=(bad,),
        unstable=(bad,),
        outcomes=(
            outcome("schema", endpoints.ORDER_LIST),
            outcome("status", endpoints.PULL, State.NOT_RUN, 0, reason=text),
        ),
        inconclusive=text,
    )


def skeleton(of: str) -> list[tuple[str, str, int]]:
    """Return the structure of a text: its blocks with their tags and depth."""
    return [(token.type, token.tag, token.level) for token in GITHUB.parse(of)]


@pytest.mark.parametrize("name", SORTS)
def test_markdown_of_every_kind_of_run(snapshot: Any, name: str) -> None:
    assert markdown.text(SORTS[name]) == snapshot


def test_the_parser_of_these_tests_finds_what_is_forbidden() -> None:
    dangerous = "![x](https://a.example.com/a.png) [y](https://a.example.com) <b>z</b> www.example.com\n\n<div>\n"
    assert types(dangerous) >= {"image", "link_open", "html_inline", "html_block"}


@given(texts)
def test_no_text_becomes_a_link_an_image_or_html(text: str) -> None:
    assert types(markdown.text(hostile(text))) & {"image", "link_open", "html_inline", "html_block"} == set()


@given(texts)
def test_no_text_adds_blocks_to_a_report(text: str) -> None:
    assert skeleton(markdown.text(hostile(f"x{text}"))) == skeleton(markdown.text(hostile("x")))


@pytest.mark.parametrize("kind", ["a|b", "a\\|b", "a\\\\|b", "a`|`b"])
def test_a_pipe_does_not_push_the_id_out_of_its_table(kind: str) -> None:
    bad = finding(kind=kind)
    codes = [token.content for token in parsed(markdown.text(report(findings=(bad,)))) if token.type == "code_inline"]
    assert codes.count(bad.id) == 2


@given(texts)
def test_every_text_of_a_deployment_is_in_code(text: str) -> None:
    marked = f"zqxwv{text}zqxwv"
    prose = [token.content for token in parsed(markdown.text(hostile(marked))) if token.type == "text"]
    assert "zqxwv" not in "".join(prose)


@given(texts)
def test_a_code_span_renders_as_its_text(text: str) -> None:
    spans = [token.content for token in parsed(f"x {markdown.code(text)}") if token.type == "code_inline"]
    assert "".join(spans) == " ".join(text.replace("\x00", "\ufffd").split())


@given(texts.filter(lambda text: "\r" not in text))
def test_a_code_block_renders_as_its_text(text: str) -> None:
    (fence,) = GITHUB.parse(markdown.block(text, "sh"))
    assert (fence.type, fence.content) == ("fence", f"{text}\n".replace("\x00", "\ufffd"))


@pytest.mark.parametrize("name", explanations.kinds())
def test_no_explanation_contains_a_link_or_html(name: str) -> None:
    assert types(explanations.kinds()[name].paragraph) <= {
        "paragraph_open",
        "inline",
        "paragraph_close",
        "text",
        "code_inline",
    }


def test_findings_of_one_cause_are_in_one_section() -> None:
    opened = finding(endpoint=endpoints.ORDER_DETAIL, path="$.customer.email")
    shown = markdown.text(report(findings=(finding(), opened), baselined=frozenset({opened.id})))
    assert shown.count("\n### ") == 1
    listed = shown.partition("Probably of the same cause:\n\n")[2].partition("\n\n")[0]
    assert listed.startswith("- error: `null-drift`, `GET /api/v1/oms/orders/{pk}/` at `$.customer.email`: ")
    assert listed.endswith(f"id `{opened.id}`, in the baseline")


def test_an_accepted_finding_is_a_row_of_its_own_table() -> None:
    shown = markdown.text(SORTS["a baseline"])
    rows = shown.partition("## Accepted by the baseline: 2\n")[2].partition("\n## ")[0]
    assert "`accepted until 2027-03-31: a known gap (OMS-17)`" in rows
    assert [row.count("|") for row in rows.strip().splitlines()] == [8] * 4


def test_a_report_that_fits_is_not_shortened() -> None:
    whole = markdown.text(EVERY_SEVERITY)
    assert markdown.within(len(whole.encode()), EVERY_SEVERITY) == whole


@given(st.integers(0, 6000))
def test_a_report_that_does_not_fit_is_shortened_with_a_note(room: int) -> None:
    whole = markdown.text(EVERY_SEVERITY)
    kept = markdown.within(room, EVERY_SEVERITY)
    assert len(kept.encode()) <= max(room, 0)
    assert kept in {whole, ""} or (
        kept.endswith(markdown.SHORTENED) and whole.startswith(kept.removesuffix(markdown.SHORTENED))
    )


@given(st.integers(1000, 6000))
def test_a_report_is_never_cut_inside_of_a_block(room: int) -> None:
    assert markdown.within(room, EVERY_SEVERITY).count("```") % 2 == 0


def test_a_token_in_use_is_not_in_the_report() -> None:
    token = "hunter_two_of_nine"
    assert "hunter" not in markdown.text(hostile(token), [token])
