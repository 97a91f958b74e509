"""Hand-made reports: one of every kind of run."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from oms_mock.contract import endpoints
from oms_mock.contract.client.interaction import Credential, Purpose, Request
from oms_mock.contract.endpoints import Endpoint
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.baseline_match import BaselineEntry, BaselineMatch
from oms_mock.contract.outcome.report import EndpointCoverage, Outcome, Report, Sample, State
from oms_mock.contract.severity import Provenance, Severity

TARGET = "https://oms.example.com"

NULL_EMAIL: dict[str, Any] = {
    "rule": "schema",
    "kind": "null-drift",
    "severity": Severity.ERROR,
    "endpoint": endpoints.ORDER_LIST,
    "path": "$.results[*].customer.email",
    "expected": "string",
    "got": "null",
    "count": 38,
    "of": 200,
    "unit": "orders",
    "example": "order 6998 (page 1, results[0])",
    "provenance": Provenance.DOCUMENTED,
    "request": Request(endpoints.ORDER_DETAIL, pk=6998),
}


def finding(**changes: Any) -> Finding:
    return Finding(**{**NULL_EMAIL, **changes})


WARNING = finding(
    rule="exposure",
    kind="exposed-secret",
    severity=Severity.WARNING,
    endpoint=endpoints.ORDER_DETAIL,
    path="$.channel.configuration.password",
    expected="an empty value or none",
    got="a value of 12 characters",
    count=1,
    of=1,
    unit="orders",
    example="order 6998",
    provenance=Provenance.CONVENTION,
)
INFO = finding(
    kind="unknown-field",
    severity=Severity.INFO,
    path="$.results[*].loyalty_points",
    expected="no such key",
    got="a number",
    count=200,
    request=Request(endpoints.ORDER_LIST, query=(("limit", "20"), ("page", "2")), purpose=Purpose.WALK),
    provenance=Provenance.DOCUMENTED,
)
REFUSAL = finding(
    rule="refusals",
    kind="not-refused",
    endpoint=endpoints.ORDER_LIST_SHORT,
    path="$",
    expected="401 or 403",
    got="200",
    count=1,
    of=3,
    unit="requests",
    example="",
    request=Request(endpoints.ORDER_LIST_SHORT, purpose=Purpose.OTHER_CREDENTIAL, credential=Credential.NONE),
)
PULL = finding(
    rule="pull",
    kind="pull-contradiction",
    endpoint=endpoints.PULL,
    path="$",
    expected="an error for each number that was not pulled",
    got="none",
    count=1,
    of=1,
    unit="responses",
    example="",
    request=Request(
        endpoints.PULL, purpose=Purpose.PULL, body={"order_numbers": ["2200000000000001", "9000000000000102"]}
    ),
)
CHANGED = finding(
    rule="pagination", kind="order-missing", path="$.results", count=1, of=722, unit="orders", example="order 6998"
)


def outcome(rule: str, endpoint: Endpoint, state: State = State.PASSED, tested: int = 40, **changes: Any) -> Outcome:
    return Outcome(rule, endpoint, state, tested, **{"unit": "responses", **changes})


OUTCOMES = (
    *(outcome("status", endpoint) for endpoint in endpoints.READS),
    *(outcome("schema", endpoint, tested=722, unit="orders") for endpoint in endpoints.ORDER_LISTS),
    *(outcome("pagination", endpoint, tested=37, unit="pages") for endpoint in endpoints.ORDER_LISTS),
    outcome("refusals", endpoints.ORDER_LIST_SHORT, tested=3, unit="requests"),
    outcome("exposure", endpoints.ORDER_DETAIL, tested=722, unit="orders"),
)
NO_WRITES = (
    outcome("pull", endpoints.PULL, State.NOT_RUN, 0, reason="it needs --allow-writes"),
    outcome("status", endpoints.PULL, State.NOT_RUN, 0, reason="it needs --allow-writes"),
    outcome("events-open", endpoints.EVENT_LIST, State.NOT_RUN, 0, reason="it needs an order with webhook events"),
)
FAILED = (
    outcome("schema", endpoints.ORDER_LIST, State.FAILED, 722, unit="orders"),
    outcome("exposure", endpoints.ORDER_DETAIL, State.FAILED, 722, unit="orders"),
    outcome("refusals", endpoints.ORDER_LIST_SHORT, State.FAILED, 3, unit="requests"),
    outcome("pull", endpoints.PULL, State.FAILED, 1),
    outcome("pagination", endpoints.ORDER_LIST_SIMPLE, State.UNSTABLE, 37, unit="pages"),
)


def report(**changes: Any) -> Report:
    clean: dict[str, Any] = {
        "target": TARGET,
        "started": datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC),
        "seconds": 41.23,
        "findings": (),
        "outcomes": OUTCOMES,
        "endpoints": (
            EndpointCoverage(endpoints.ORDER_LIST, 43, {200: 40, 401: 2, 404: 1}, 0.0354, 1.25),
            EndpointCoverage(endpoints.EVENT_DETAIL, 1204, {200: 1201, 404: 2, 0: 1}),
        ),
        "orders": 722,
        "pages": {"order-list": 37, "order-list-short": 37, "order-list-simple": 37},
        "requests": 3210,
        "retries": 0,
        "sample": Sample(opened=722, at_random=722, drawn_from=722, listed=722, there=722, seed=42),
    }
    return Report(**{**clean, **changes})


def merged(*outcomes: Outcome) -> tuple[Outcome, ...]:
    """Return the usual outcomes, with the given ones in their place."""
    return tuple({(each.rule, each.endpoint.name): each for each in (*OUTCOMES, *outcomes)}.values())


EVERY_SEVERITY = report(
    findings=(INFO, PULL, WARNING, REFUSAL, finding()), outcomes=merged(*FAILED), unstable=(CHANGED,), retries=1
)
HOSTILE_TEXT = "\x1b[31m[bold]red[/bold]\r\n::error file=x::gotcha\u202e\u2028\x00\ud800"
HOSTILE = report(
    target=f"https://oms.example.com/{HOSTILE_TEXT}",
    findings=(
        finding(
            path=f"$.results[*].{HOSTILE_TEXT[:-2]}.jane doe@example.com",
            got=f"{HOSTILE_TEXT} password=hunter2-hunter2 {'0123456789abcdef' * 3}",
            example=f"order {HOSTILE_TEXT}",
            request=Request(endpoints.ORDER_LIST, link=f"/api/v1/oms/orders/?page=2&x='; rm -rf / #{HOSTILE_TEXT}"),
        ),
    ),
    outcomes=(outcome("schema", endpoints.ORDER_DETAIL, State.NOT_RUN, 0, reason=HOSTILE_TEXT),),
    inconclusive=f"the deployment said {HOSTILE_TEXT}",
)

SOME_ORDERS = Sample(opened=200, at_random=188, drawn_from=710, listed=722, there=722, seed=42)
SOME_PAGES = Sample(
    opened=200,
    at_random=188,
    drawn_from=4_988,
    listed=5_000,
    there=12_345,
    seed=7,
    pages={"order-list": (50, 124), "order-list-simple": (50, 124), "order-list-short": (50, 125)},
)

ENTRY = BaselineEntry(finding().id, "a known gap", "OMS-17", date(2027, 3, 31))
BASELINED = report(
    findings=(finding(), REFUSAL, WARNING),
    outcomes=merged(*FAILED[:3]),
    baselined=frozenset({finding().id, WARNING.id}),
    known=BaselineMatch(
        found={
            finding().id: ENTRY,
            REFUSAL.id: BaselineEntry(REFUSAL.id, "to be mended", "OMS-18", date(2026, 5, 3)),
            WARNING.id: BaselineEntry(WARNING.id),
        },
        expired=frozenset({REFUSAL.id}),
        missing=(
            BaselineEntry(
                "000000000001",
                "password=hunter2-hunter2",
                rule="schema",
                kind="null-drift",
                endpoint="GET /api/v1/oms/orders/",
                path="$.jane doe",
            ),
        ),
        not_looked_for=(BaselineEntry("000000000002", ticket="OMS-19"),),
    ),
)

SORTS = {
    "clean": report(),
    "sampled": report(sample=SOME_ORDERS),
    "sampled pages": report(sample=SOME_PAGES),
    "clean with lighter findings": report(findings=(WARNING, INFO), outcomes=merged(FAILED[1])),
    "every severity": EVERY_SEVERITY,
    "baselined": report(findings=(finding(),), baselined=frozenset({finding().id}), outcomes=merged(FAILED[0])),
    "a baseline": BASELINED,
    "not run": report(outcomes=merged(*NO_WRITES)),
    "unreachable": report(
        findings=(),
        outcomes=(outcome("status", endpoints.ORDER_LIST, State.NOT_RUN, 0, reason="it needs an answer"),),
        endpoints=(EndpointCoverage(endpoints.ORDER_LIST, 1, {0: 1}),),
        orders=0,
        pages={},
        requests=1,
        retries=2,
        sample=Sample(opened=0, at_random=0, drawn_from=0, listed=0, there=0, seed=42),
        inconclusive=f"{TARGET} cannot be reached, the connection was refused: check the URL and the network",
    ),
    "time up": report(
        sample=replace(SOME_ORDERS, opened=17),
        unstable=(CHANGED,),
        findings=(finding(),),
        outcomes=merged(FAILED[0]),
        inconclusive="time was up after 60 s: raise --max-time",
    ),
    "interrupted": report(
        findings=(finding(),),
        outcomes=merged(FAILED[0]),
        inconclusive="interrupted: the report contains what was found until then",
        interrupted=True,
    ),
    "hostile": HOSTILE,
}
