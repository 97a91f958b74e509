"""The tables of reports: requests by endpoint, outcomes by rule, and rules that did not run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from oms_mock.contract.endpoints import ORDERS, Endpoint
from oms_mock.contract.outcome.report import EndpointCoverage, Outcome, Report, State
from oms_mock.contract.reports import sort_order
from oms_mock.spec.plural import counted

_WORST_FIRST = (State.FAILED, State.UNSTABLE, State.PASSED, State.NOT_RUN)
CHANGED = "the data changed while it was read, which explains the difference; this is not an error"
UNFINISHED = "the data changed while it was read, or the run ended before the requests were repeated"


def has_checked(report: Report) -> bool:
    """Return whether any rule ran."""
    return any(outcome.state is not State.NOT_RUN for outcome in report.outcomes)


def totals(report: Report) -> Iterator[str]:
    """Yield the totals: `722 orders`, pages, requests, retries, and the duration."""
    yield counted(report.orders, "order")
    yield counted(sum(report.pages.values()), "page")
    yield counted(report.requests, "request")
    yield counted(report.retries, "retry", "retries")
    yield duration(report.seconds)


ENDPOINT_COLUMNS = ("endpoint", "requests", "median", "p95", "responses")


def endpoint_rows(report: Report) -> list[tuple[str, ...]]:
    """Return endpoint, number of requests, how long responses took, and responses by status."""
    ordered = sorted(report.endpoints, key=lambda each: sort_order.place(each.endpoint))
    return [
        (short(each.endpoint), f"{each.requests:,}", time(each.median), time(each.p95), _responses(each))
        for each in ordered
    ]


def time(seconds: float | None) -> str:
    """Return how long responses took, `35 ms` or `1.2 s`; `-` if there was none."""
    if seconds is None:
        return "-"
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def short(endpoint: Endpoint) -> str:
    """Return the short name of an endpoint: `GET  …/orders/{pk}/`."""
    return f"{endpoint.method:<4} {endpoint.template.replace(ORDERS, '…/orders/')}"


def _responses(coverage: EndpointCoverage) -> str:
    numbers = sorted(coverage.statuses.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{count:,} × {status or 'no response'}" for status, count in numbers)


def rule_rows(report: Report) -> list[tuple[str, ...]]:
    """Return rule, number of endpoints by state, and how much was checked."""
    by_rule = defaultdict[str, list[Outcome]](list)
    for outcome in sort_order.outcomes(report):
        by_rule[outcome.rule].append(outcome)
    return [(rule, *_counts(by_rule[rule]), _checked(by_rule[rule])) for rule in sorted(by_rule)]


def rule_totals(report: Report) -> Iterator[str]:
    """Yield how many rules passed, failed, are unstable and did not run, by the worst result on any endpoint."""
    worst = dict[str, State]()
    for outcome in report.outcomes:
        worst[outcome.rule] = min(worst.get(outcome.rule, outcome.state), outcome.state, key=_WORST_FIRST.index)
    counts = Counter(worst.values())
    passed = counts[State.PASSED]
    yield f"{counted(passed, 'rule')} passed"
    yield from (f"{counts[state]} {state}" for state in (State.FAILED, State.UNSTABLE, State.NOT_RUN) if counts[state])


def never_run(report: Report) -> dict[str, list[str]]:
    """Return the rules that ran on no endpoint, by the reason."""
    ran = {outcome.rule for outcome in report.outcomes if outcome.state is not State.NOT_RUN}
    rules = defaultdict[str, list[str]](list)
    for reason, outcomes in reasons(report).items():
        for rule in sorted({outcome.rule for outcome in outcomes} - ran):
            rules[reason].append(rule)
    return rules


def _counts(outcomes: list[Outcome]) -> Iterator[str]:
    for state in (State.PASSED, State.FAILED, State.UNSTABLE, State.NOT_RUN):
        number = sum(outcome.state is state for outcome in outcomes)
        yield str(number) if number else "-"


def _checked(outcomes: list[Outcome]) -> str:
    by_unit = defaultdict[str, int](int)
    for outcome in outcomes:
        by_unit[outcome.unit] += outcome.tested
    return ", ".join(counted(number, unit.removesuffix("s"), unit) for unit, number in by_unit.items() if number)


def reasons(report: Report) -> dict[str, list[Outcome]]:
    """Return the outcomes that did not run, by reason."""
    reasons = defaultdict[str, list[Outcome]](list)
    for outcome in sort_order.outcomes(report):
        if outcome.state is State.NOT_RUN:
            reasons[outcome.reason].append(outcome)
    return reasons


def where(outcomes: list[Outcome], report: Report) -> Iterator[str]:
    """Yield the rules that did not run, with their endpoints if they ran on others."""
    by_rule = defaultdict[str, list[str]](list)
    for outcome in outcomes:
        by_rule[outcome.rule].append(outcome.endpoint.name)
    together = defaultdict[tuple[str, ...], list[str]](list)
    for rule, endpoints in sorted(by_rule.items()):
        everywhere = sum(outcome.rule == rule for outcome in report.outcomes) == len(endpoints)
        together[() if everywhere else tuple(endpoints)].append(rule)
    for places, rules in sorted(together.items()):
        yield ", ".join(rules) + (f" (on {', '.join(places)})" if places else "")


def why_unstable(report: Report) -> str:
    """Return why the unstable findings are not reported as errors."""
    return UNFINISHED if report.inconclusive else CHANGED


def duration(seconds: float) -> str:
    """Return a duration in minutes and seconds."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:.0f} min {rest:.0f} s" if minutes else f"{rest:.1f} s"
