"""Repeat the requests behind a suspicion, to tell findings from changing data.

A suspicion that shows again is a finding. One that does not is listed as unstable if the data has changed meanwhile
or a request failed; otherwise it becomes a warning of the kind `unstable`.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from oms_mock.contract.client.interaction import TOO_MANY_REQUESTS, Interaction
from oms_mock.contract.findings import Finding, is_at_or_below
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.suspicions import Occasion, Suspicion, Verdict, findings_of
from oms_mock.contract.run.coverage import GivenUp
from oms_mock.contract.run.workers import Progress, Sender
from oms_mock.contract.severity import Severity
from oms_mock.contract.values import versions

UNSTABLE = "unstable"
"""The kind of a finding that was seen once and not when its requests were repeated."""

MOST_REPETITIONS = 3
"""How often requests are repeated while their orders change."""
PHASE = "repeating suspicious requests"


@dataclass(frozen=True)
class Repetition:
    """An occasion, repeated: what the rule says now, whether the data has changed, and which response failed."""

    verdict: Verdict
    has_changed: bool = False
    failure: str = ""


class Confirmation:
    """Resolves suspicions, one after the other; those that are left when it ends early remain in `suspicions`.

    Confirmed findings are added to `findings`, what changed data explains to `unstable`. `first_counts` are the
    counts of lists at their first reading.
    """

    def __init__(
        self,
        client: Sender,
        suspicions: deque[tuple[Rule, Suspicion]],
        findings: list[Finding],
        unstable: list[Finding],
        first_counts: Mapping[str, int],
    ) -> None:
        self.suspicions = suspicions
        self.failure = ""
        """Why a suspicion could not be resolved, and the way out."""
        self._client, self._first_counts = client, first_counts
        self._findings, self._unstable = findings, unstable
        self._repetitions: dict[tuple[str, Occasion], Repetition] = {}

    def run(self, progress: Progress) -> None:
        """Resolve all suspicions. Raises TimeIsUp and GivenUp."""
        total = len(self.suspicions)
        while self.suspicions:
            progress(PHASE, total - len(self.suspicions), total)
            self._resolve(*self.suspicions[0])
            self.suspicions.popleft()

    def _resolve(self, rule: Rule, suspicion: Suspicion) -> None:
        has_changed, failure = False, ""
        for occasion in dict.fromkeys(suspicion.occasions):
            repetition = self._repetition(rule, occasion)
            confirmed = list(_confirmed(suspicion.finding, repetition.verdict))
            if confirmed:
                self._add(*confirmed)
                return
            is_explained = any(_is_like(each, suspicion.finding) for each in repetition.verdict.unstable)
            has_changed = has_changed or repetition.has_changed or is_explained
            failure = failure or repetition.failure
        if failure:
            self.failure = f"suspicious requests could not be repeated ({failure}): try later"
        if has_changed or failure:
            self._unstable.append(suspicion.finding)
        else:
            self._add(_unrepeated(suspicion.finding))

    def _add(self, *findings: Finding) -> None:
        """Add findings, each id once: several kinds of a rule may end as `unstable` at one path."""
        known = {finding.id for finding in self._findings}
        self._findings += {finding.id: finding for finding in findings if finding.id not in known}.values()

    def _repetition(self, rule: Rule, occasion: Occasion) -> Repetition:
        key = (rule.name, occasion)
        if key not in self._repetitions:
            self._repetitions[key] = self._repeat(rule, occasion)
        return self._repetitions[key]

    def _repeat(self, rule: Rule, occasion: Occasion) -> Repetition:
        """Repeat an occasion, until its orders do not change meanwhile: then a difference is not due to a change."""
        for _ in range(MOST_REPETITIONS):
            repetition, responses = self._repeat_once(rule, occasion)
            if repetition.failure or not list(findings_of(repetition.verdict)):
                return repetition
            if not self._are_changing(occasion, responses):
                return repetition
        return Repetition(Verdict(), has_changed=True)

    def _repeat_once(self, rule: Rule, occasion: Occasion) -> tuple[Repetition, list[Interaction]]:
        fresh = rule.fresh()
        responses: list[Interaction] = []
        for request in occasion.requests:
            response = self._client.send(request)
            fresh.see(response)
            responses.append(response)
            if response.no_response is not None:
                raise GivenUp(f"the deployment stopped responding: {response.no_response}: try later")
            if failure := _failure(response):
                return Repetition(fresh.finish(), failure=failure), responses
        return Repetition(fresh.finish(), self._has_changed(occasion, responses)), responses

    def _are_changing(self, occasion: Occasion, responses: list[Interaction]) -> bool:
        """Read the first view of an occasion again. Return whether one of its orders has changed since the repetition.

        If it has not, all requests of the repetition have seen the same order.
        """
        keys = {key for key, _ in occasion.versions}
        if not keys:
            return False
        first = [each for each in responses if each.endpoint is responses[0].endpoint]
        before = _versions(first)
        now = _versions([self._client.send(each.request) for each in first])
        return any(before.get(key) != now.get(key) for key in keys)

    def _has_changed(self, occasion: Occasion, responses: list[Interaction]) -> bool:
        if occasion.versions:
            return _is_newer(occasion, responses)
        if occasion.rows:
            return _lists_more_or_less(occasion, responses)
        return any(
            each.count is not None
            and each.request.pk is None
            and each.count != self._first_counts.get(each.endpoint.name)
            for each in responses
        )


def _versions(responses: list[Interaction]) -> dict[int, int]:
    """Return when orders, or events, were last changed: id → microseconds."""
    found: dict[int, int] = {}
    for response in responses:
        found |= versions(response.rows)
    return found


def _is_newer(occasion: Occasion, responses: list[Interaction]) -> bool:
    now = _versions(responses)
    return any(now.get(key, then) > then for key, then in occasion.versions)


def _lists_more_or_less(occasion: Occasion, responses: list[Interaction]) -> bool:
    listed = Counter({name: 0 for name, _ in occasion.rows})
    for response in responses:
        listed[response.endpoint.name] += len(response.rows)
    return any(listed[name] != then for name, then in occasion.rows)


def _is_like(one: Finding, other: Finding) -> bool:
    return one.kind == other.kind and one.endpoint is other.endpoint


def _confirmed(suspected: Finding, verdict: Verdict) -> Iterator[Finding]:
    """Yield the suspected finding if it shows again, with the path and the words of the repetition."""
    for again in findings_of(verdict):
        if _is_like(again, suspected) and is_at_or_below(again.path, suspected.path):
            yield replace(suspected, path=again.path, expected=again.expected, got=again.got)


def _failure(response: Interaction) -> str:
    """Return the status of a response that says nothing about the data: throttled, or a server error."""
    status = response.status or 0
    return str(status) if status == TOO_MANY_REQUESTS or status >= 500 else ""


def _unrepeated(finding: Finding) -> Finding:
    got = f"{finding.got}, which did not repeat"
    return replace(finding, kind=UNSTABLE, severity=finding.severity.at_most(Severity.WARNING), got=got)
