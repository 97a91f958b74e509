"""Carry out the plan of a check: send its requests, show every response to every rule, confirm suspicions."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import chain

from oms_mock.contract.client.client import Client, Throttled, TimeIsUp
from oms_mock.contract.client.interaction import FIRST_WALK, Credential, Interaction
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.endpoints import ORDER_LISTS
from oms_mock.contract.fidelity.seen_fields import SeenFields
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.report import Outcome, Sample
from oms_mock.contract.plan import list_walk, order_visits, rejected_requests, requests
from oms_mock.contract.plan.survey import Survey
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.suspicions import Suspicion
from oms_mock.contract.run import flaky, outcomes
from oms_mock.contract.run.confirmation import Confirmation
from oms_mock.contract.run.coverage import Coverage, GivenUp
from oms_mock.contract.run.first_response import no_order_list, unusable
from oms_mock.contract.run.outcomes import Outcomes
from oms_mock.contract.run.workers import Phase, Progress, Workers


class CheckRun:
    """One run of some rules against one deployment."""

    def __init__(
        self, client: Client, target: Target, options: Options, rules: tuple[Rule, ...], progress: Progress
    ) -> None:
        self.survey = Survey(sample=options.sample, most_pages=options.max_pages, seed=options.seed)
        self.coverage = Coverage()
        self.seen_fields = SeenFields()
        self.findings: list[Finding] = []
        self.unstable: list[Finding] = []
        self.interrupted = False
        self._has_ended_early = False
        self._reason_kind = ""
        """The kind of findings that say the same as the reason for giving up."""
        self._client, self._target, self._options = client, target, options
        self._rules, self._progress = rules, progress
        self._workers = Workers(client, options.concurrency, self._observe, progress)

    def execute(self) -> str:
        """Run everything; return why nothing can be concluded, or an empty string."""
        reason = self._reason_to_end(self._send_plan)
        confirmation = Confirmation(
            self._client, self._finish_rules(), self.findings, self.unstable, self.coverage.first_counts
        )
        if not self._has_ended_early:
            late = self._reason_to_end(lambda: confirmation.run(self._progress))
            reason = late if self.interrupted else reason or late
        self.unstable += [suspicion.finding for _, suspicion in confirmation.suspicions]
        self.findings = flaky.weigh(self.findings, self._options.flaky)
        return reason or confirmation.failure or self._nothing_tested()

    def sample(self) -> Sample:
        """Return how much was looked at."""
        return outcomes.sample(self.survey, self.coverage)

    def outcomes(self) -> Iterator[Outcome]:
        """Return the outcome of every rule on every endpoint that it checks."""
        results = Outcomes(self.findings, self.unstable, self.survey, self.coverage, self._options.allow_writes)
        return results.of(self._rules)

    def _reason_to_end(self, step: Callable[[], str | None]) -> str:
        """Run a step; return why it ended early, or the reason that it returns."""
        try:
            return step() or ""
        except Throttled as throttled:
            reason = str(throttled)
        except TimeIsUp:
            reason = f"time was up after {self._options.max_time:g} s: allow more with --max-time"
        except GivenUp as given_up:
            reason, self._reason_kind = str(given_up), given_up.kind
        except KeyboardInterrupt:
            self._client.stop()
            reason, self.interrupted = "interrupted: the report contains what was found until then", True
        self._has_ended_early = True
        return reason

    def _send_plan(self) -> str:
        if reason := self._read_first_page():
            return reason
        for phase in self._phases():
            self._workers.run(phase)
        return "" if self.survey.ids else "there are no orders to check: pull some, or use another deployment"

    def _read_first_page(self) -> str:
        """Read the number of orders from the first page; return why there is nothing to check."""
        first = self._client.send(requests.first_request())
        if reason := unusable(first, self._target):
            self.coverage.take(first)
            return reason
        self._observe(first)
        self.survey.count = len(first.rows) if first.count is None else first.count
        return no_order_list(first)

    def _phases(self) -> Iterator[Phase]:
        survey, writes = self.survey, self._options.allow_writes
        pages = sum(self._pages_to_read()) + len(list_walk.PAGE_SIZES) * len(ORDER_LISTS) + 2
        lists = list_walk.walk(survey, ORDER_LISTS, FIRST_WALK)
        yield Phase("reading lists", (lists, list_walk.page_sizes(), requests.enumerations()), pages)
        if any(endpoint.takes_order for rule in self._rules for endpoint in rule.endpoints):
            yield Phase("opening orders", order_visits.visits(survey), len(survey.draw().places), counts_tasks=True)
        last = chain(
            rejected_requests.other_credentials(survey, self._other_credentials(), with_pull=writes),
            (
                rejected_requests.unknown_ids(survey),
                list_walk.past_ends(survey),
                list_walk.second_walk(survey),
                requests.enumerations(),
            ),
            (requests.pulls(survey.number),) if writes else (),
        )
        yield Phase("sending requests that must be rejected, reading again", last)

    def _other_credentials(self) -> Iterator[Credential]:
        yield from (Credential.NONE, Credential.WRONG)
        if self._target.forbidden_token:
            yield Credential.FORBIDDEN

    def _pages_to_read(self) -> Iterator[int]:
        pages = -(-self.survey.count // self.survey.limit)
        for _ in ORDER_LISTS:
            yield min(pages, self.survey.most_pages or pages)

    def _observe(self, interaction: Interaction) -> None:
        for rule in self._rules:
            rule.see(interaction)
        self.seen_fields.take(interaction)
        self.coverage.take(interaction)

    def _finish_rules(self) -> deque[tuple[Rule, Suspicion]]:
        """Sort out what the rules have found; return what is to be confirmed."""
        suspicions: deque[tuple[Rule, Suspicion]] = deque()
        for rule in self._rules:
            verdict = rule.finish()
            for finding in verdict.findings:
                (self.unstable if finding.kind == self._reason_kind else self.findings).append(finding)
            self.unstable += verdict.unstable
            suspicions += ((rule, suspicion) for suspicion in verdict.suspicions)
        return suspicions

    def _nothing_tested(self) -> str:
        return "" if any(sum(rule.tested.values()) for rule in self._rules) else "nothing was tested"
