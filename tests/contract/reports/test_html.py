"""`report.html`; its look and behaviour are tested in a browser (tests/outside/test_report_in_chromium.py)."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock import __version__
from oms_mock.contract import endpoints
from oms_mock.contract.client.interaction import Request
from oms_mock.contract.outcome import explanations
from oms_mock.contract.outcome.report import Report, State
from oms_mock.contract.reports import html
from oms_mock.contract.severity import Severity
from tests.contract.reports.conftest import EVERY_SEVERITY, SORTS, finding, outcome, report

MARKUP = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><style>",
    "<!--",
    "-->",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "${{ secrets.TOKEN }}",
    "&lt;b&gt;",
    "javascript:alert(1)",
    "\u202e",
    "\x00",
)
texts = st.lists(st.one_of(st.sampled_from(MARKUP), st.text(max_size=12)), max_size=5).map("".join)


def hostile(text: str) -> Report:
    """Return a report in which every text is this one, also those of the rules."""
    bad = finding(
        kind=f"kind{text}",
        rule=f"rule{text}",
        path=f"$.results[*].{text}",
        expected=text,
        got=text,
        example=f"order {text}",
        unit=f"orders{text}",
        request=Request(endpoints.ORDER_LIST, link=f"/api/v1/oms/orders/?page=2&{text}={text}"),
    )
    return report(
        target=f"https://oms.example.com/{text}",
        findings=(bad,),
        unstable=(bad,),
        outcomes=(
            outcome(f"rule{text}", endpoints.ORDER_LIST, unit=f"orders{text}"),
            outcome("status", endpoints.PULL, State.NOT_RUN, 0, reason=f"reason {text}"),
        ),
        inconclusive=f"reason {text}",
    )


class Outline(HTMLParser):
    """Return the tags of a page, with the names of their attributes, and the values of links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action", "srcset"}]


def without_parts(page: str) -> str:
    """Return a page without its style, its script and their hashes."""
    page = re.sub(r"<(style|script)>.*?</\1>", r"<\1>…</\1>", page, flags=re.DOTALL)
    return re.sub(r"sha256-[A-Za-z0-9+/=]*", "sha256-…", page).replace(f"oms-mock {__version__}", "oms-mock X.Y.Z")


def part(page: str, tag: str) -> str:
    (found,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
    return str(found)


@pytest.mark.parametrize("name", SORTS)
def test_page_of_every_kind_of_run(snapshot: Any, name: str) -> None:
    assert without_parts(html.text(SORTS[name])) == snapshot


def test_the_page_does_not_depend_on_the_order_of_the_findings() -> None:
    turned = replace(
        EVERY_SEVERITY,
        findings=EVERY_SEVERITY.findings[::-1],
        outcomes=EVERY_SEVERITY.outcomes[::-1],
        endpoints=EVERY_SEVERITY.endpoints[::-1],
        pages=dict(reversed(EVERY_SEVERITY.pages.items())),
    )
    assert html.text(turned) == html.text(EVERY_SEVERITY)


@given(texts)
def test_no_text_adds_tags_to_a_page(text: str) -> None:
    assert Outline(html.text(hostile(f"x{text}"))).tags == Outline(html.text(hostile("x"))).tags


@given(texts)
def test_a_page_links_only_to_itself(text: str) -> None:
    leading = [address for address in Outline(html.text(hostile(text))).addresses if not address.startswith("#")]
    assert leading == ["data:,"]


@pytest.mark.parametrize(("tag", "directive"), [("style", "style-src"), ("script", "script-src")])
def test_the_policy_has_the_hashes_of_the_style_and_the_script(tag: str, directive: str) -> None:
    page = html.text(EVERY_SEVERITY)
    digest = base64.b64encode(hashlib.sha256(part(page, tag).encode()).digest()).decode()
    assert f"{directive} 'sha256-{digest}'" in page.replace("&#39;", "'")


def test_the_policy_forbids_everything_else() -> None:
    policy = html.policy("", "")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", SORTS)
def test_no_tag_has_an_event_handler_or_an_inline_style(name: str) -> None:
    attributes = {attribute for _, names in Outline(html.text(SORTS[name])).tags for attribute in names}
    assert [each for each in attributes if each.startswith("on") or each == "style"] == []


def test_a_finding_has_the_explanation_of_oms_mock_explain() -> None:
    page = html.text(report(findings=(finding(),)))
    assert explanations.kinds()["null-drift"].paragraph in page
    assert "against the JSON Schema of its endpoint (<code>schemas/</code>)." in page


OPENED = finding(endpoint=endpoints.ORDER_DETAIL, path="$.customer.email")


def test_each_new_cause_links_to_its_first_finding() -> None:
    page = html.text(report(findings=(finding(), OPENED, finding(path="$.results[*].number"))))
    causes = page.partition('<ol class="causes">')[2].partition("</ol>")[0]
    assert re.findall(r'href="#finding-([^"]*)">([^<]*)<', causes) == [
        (finding().id, "null-drift at customer.email"),
        (finding(path="$.results[*].number").id, "null-drift at number"),
    ]


def test_a_finding_links_to_others_of_its_cause() -> None:
    page = html.text(report(findings=(finding(), OPENED)))
    assert f'<a href="#finding-{OPENED.id}">null-drift in order-detail</a>' in page
    assert f'<a href="#finding-{finding().id}">null-drift in order-list</a>' in page


def test_new_findings_come_first() -> None:
    found = (finding(), finding(path="$.results[*].number", severity=Severity.WARNING))
    page = html.text(report(findings=found, baselined=frozenset({finding().id})))
    assert re.findall(r'<article id="finding-([^"]*)"', page) == [found[1].id, found[0].id]


def test_accepted_findings_are_no_new_causes() -> None:
    page = html.text(report(findings=(finding(),), baselined=frozenset({finding().id})))
    assert '<ol class="causes">' not in page


def test_the_id_of_a_finding_is_an_anchor() -> None:
    page = html.text(report(findings=(finding(),)))
    assert f'<article id="finding-{finding().id}"' in page
    assert f'href="#finding-{finding().id}"' in page


@pytest.mark.parametrize("name", SORTS)
def test_every_id_of_the_page_begins_with_a_letter(name: str) -> None:
    ids = re.findall(r' id="([^"]*)"', html.text(SORTS[name]))
    assert [each for each in ids if not each[0].isalpha()] == []


def test_a_token_in_use_is_not_in_the_page() -> None:
    token = "hunter<two>&of'nine"
    leaky = report(target=token, findings=(finding(expected=token, got=token, example=token),), inconclusive=token)
    assert "hunter" not in html.text(leaky, [token])


def test_a_token_in_use_is_masked_in_the_finished_page() -> None:
    leaky = report(findings=(finding(kind="hunter-two-of-nine"),))
    assert "hunter" not in html.text(leaky, ["hunter-two-of-nine"])
