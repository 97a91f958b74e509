"""Sum up a run: how each rule fared on each of its endpoints, or why it did not run, and how much was looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from oms_mock.contract.endpoints import PULL, Endpoint
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.report import Outcome, Sample, State
from oms_mock.contract.plan.survey import Survey
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.run.confirmation import UNSTABLE
from oms_mock.contract.run.coverage import Coverage


@dataclass(frozen=True)
class Outcomes:
    """The results of a run, from which the outcome of a rule follows."""

    findings: Iterable[Finding]
    unstable: Iterable[Finding]
    survey: Survey
    coverage: Coverage
    allow_writes: bool

    def of(self, rules: Iterable[Rule]) -> Iterator[Outcome]:
        """Return the outcome of every rule on every endpoint that it checks."""
        for rule in rules:
            for endpoint in rule.endpoints:
                yield self._outcome(rule, endpoint)

    def _outcome(self, rule: Rule, endpoint: Endpoint) -> Outcome:
        found = [each for each in self.findings if each.rule == rule.name and each.endpoint is endpoint]
        listed = any(each.rule == rule.name and each.endpoint is endpoint for each in self.unstable)
        tested = rule.tested[endpoint.name]
        state, reason = State.PASSED, ""
        if any(each.kind != UNSTABLE for each in found):
            state = State.FAILED
        elif found or listed:
            state = State.UNSTABLE
        elif not tested:
            state, reason = State.NOT_RUN, self._why_not(rule, endpoint)
        return Outcome(rule.name, endpoint, state, tested, rule.unit_of(endpoint), reason)

    def _why_not(self, rule: Rule, endpoint: Endpoint) -> str:
        statuses = self.coverage.ordinary(endpoint.name)
        if endpoint is PULL and not self.allow_writes:
            return "needs --allow-writes"
        if endpoint.takes_order and not self.survey.ids:
            return "needs an order"
        others = [str(status or "no response") for status in sorted(statuses) if status != 200]
        needs_option = "--" in rule.needs
        if statuses and not statuses[200] and not needs_option:
            return f"no usable response ({', '.join(others)})"
        if rule.needs_whole_lists and endpoint.name in self.survey.read:
            read, there = self.survey.read[endpoint.name]
            return f"the list was sampled: {read:,} of {there:,} pages were read"
        drawn = self.survey.drawn
        if endpoint.takes_order and drawn and drawn.at_random < drawn.of and not needs_option:
            return f"needs {rule.needs}, which none of the {self.coverage.opened:,} opened orders has"
        return f"needs {rule.needs}"


def sample(survey: Survey, coverage: Coverage) -> Sample:
    """Return how much of a deployment was looked at."""
    drawn, listed = survey.drawn, len(set(survey.ids))
    return Sample(
        opened=coverage.opened,
        at_random=drawn.at_random if drawn else 0,
        drawn_from=drawn.of if drawn else 0,
        listed=listed,
        there=max(survey.count, listed),
        seed=survey.seed,
        pages=dict(survey.read),
    )
