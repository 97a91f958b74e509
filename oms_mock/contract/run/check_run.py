"""Carrying a plan out: several requests at a time, every answer shown to every rule, doubts asked again."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from math import ceil

from oms_mock.contract.client.client import Client, TimeIsUp
from oms_mock.contract.client.interaction import FIRST_WALK, MISSING, TOO_MANY_REQUESTS, Credential, Interaction
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.endpoints import ORDER_LIST, ORDER_LISTS, PULL, Endpoint
from oms_mock.contract.fidelity.seen_fields import SeenFields
from oms_mock.contract.findings import Finding, is_at_or_below
from oms_mock.contract.outcome.coverage import ONLY_THROTTLED, Coverage, GivenUp
from oms_mock.contract.outcome.report import Outcome, Sample, State
from oms_mock.contract.plan import plan
from oms_mock.contract.plan.plan import Survey, Task
from oms_mock.contract.rules.base import Occasion, Rule, Suspicion, Verdict, findings_of
from oms_mock.contract.severity import Severity
from oms_mock.contract.values import versions

UNSTABLE = "unstable"
"""The kind of a finding that was there once and not when it was asked again."""

Phase = tuple[str, Iterable[Task], int | None]


class Run:
    """One run against one deployment."""

    def __init__(
        self,
        client: Client,
        target: Target,
        options: Options,
        rules: tuple[Rule, ...],
        progress: Callable[[str, int, int | None], None],
    ) -> None:
        self.survey = Survey(sample=options.sample, most_pages=options.max_pages, seed=options.seed)
        self.coverage = Coverage()
        self.seen_fields = SeenFields()
        self.findings: list[Finding] = []
        self.unstable: list[Finding] = []
        self.interrupted = False
        self._is_over = False
        self._reason_kind = self._unasked = ""
        self._client, self._target, self._options = client, target, options
        self._rules, self._progress = rules, progress
        self._folding = threading.Lock()

    def whole(self) -> str:
        """Do everything; return why nothing can be concluded, or an empty text."""
        reason = self._ask()
        verdicts = [(rule, rule.finish()) for rule in self._rules]
        for _, verdict in verdicts:
            self.findings += [finding for finding in verdict.findings if finding.kind != self._reason_kind]
            self.unstable += [finding for finding in verdict.findings if finding.kind == self._reason_kind]
            self.unstable += verdict.unstable
        doubts = deque((rule, suspicion) for rule, verdict in verdicts for suspicion in verdict.suspicions)
        try:
            self._resolve(doubts)
        except TimeIsUp:
            reason = reason or self._time_is_up()
        except GivenUp as given_up:
            reason = reason or self._give_up(given_up)
        except KeyboardInterrupt:
            reason = self._interrupt()
        self.unstable += [suspicion.finding for _, suspicion in doubts]
        return reason or self._unasked or self._nothing_tested()

    def _ask(self) -> str:
        try:
            return self._look() or self._carry_out(self._phases())
        except TimeIsUp:
            return self._time_is_up()
        except GivenUp as given_up:
            return self._give_up(given_up)
        except KeyboardInterrupt:
            return self._interrupt()

    def _give_up(self, given_up: GivenUp) -> str:
        self._is_over, self._reason_kind = True, given_up.kind
        return str(given_up)

    def _interrupt(self) -> str:
        self._client.stop()
        self.interrupted = self._is_over = True
        return "interrupted: what was found until then is reported"

    def _time_is_up(self) -> str:
        self._is_over = True
        return f"time was up after {self._options.max_time:g} s: allow more with --max-time"

    def _look(self) -> str:
        """Ask for the first page; say why there is nothing to judge, or keep how many orders there are."""
        first = self._client.send(plan.first_look())
        reason = unusable(first, self._target)
        if reason:
            self.coverage.take(first)
            return reason
        self._observe(first)
        if first.count is None and not first.rows:
            return "the order list cannot be read: see the findings" if first.body is not MISSING else _no_list(first)
        self.survey.count = len(first.rows) if first.count is None else first.count
        return ""

    def _phases(self) -> Iterator[Phase]:
        survey = self.survey
        pages = sum(self._pages_to_read()) + len(plan.LIMITS) * len(ORDER_LISTS) + 2
        lists = plan.walk(survey, ORDER_LISTS, FIRST_WALK)
        yield "walking the lists", (lists, plan.limits(), plan.constants()), pages
        if any(endpoint.takes_order for rule in self._rules for endpoint in rule.endpoints):
            yield "opening orders", plan.visits(survey), len(survey.draw().places)
        credentials = [Credential.NONE, Credential.WRONG]
        if self._target.forbidden_token:
            credentials.append(Credential.FORBIDDEN)
        writes = self._options.allow_writes
        refused = chain(
            plan.strangers(survey, credentials, with_pull=writes),
            (plan.unknowns(survey), plan.past_ends(survey), plan.second_walk(survey), plan.constants()),
            (plan.pulls(survey),) if writes else (),
        )
        yield "asking for what is refused, and once more", refused, None

    def _pages_to_read(self) -> Iterator[int]:
        pages = ceil(self.survey.count / self.survey.limit)
        for _ in ORDER_LISTS:
            yield min(pages, self.survey.most_pages or pages)

    def _carry_out(self, phases: Iterator[Phase]) -> str:
        for name, tasks, total in phases:
            self._do(name, iter(tasks), total)
        return "" if self.survey.ids else "there are no orders to judge: pull some, or use another deployment"

    def _do(self, phase: str, tasks: Iterator[Task], total: int | None) -> None:
        """Work through tasks with several threads. Raises what ended one of them."""
        taking, over, done = threading.Lock(), threading.Event(), 0
        counts_tasks = phase == "opening orders"

        def work() -> None:
            nonlocal done
            try:
                while not over.is_set():
                    with taking:
                        task = next(tasks, None)
                    if task is None:
                        return
                    for _ in self._drive(task):
                        done += not counts_tasks
                        self._progress(phase, done, total)
                    done += counts_tasks
                    self._progress(phase, done, total)
            except BaseException:
                over.set()
                raise

        self._progress(phase, 0, total)
        with ThreadPoolExecutor(self._options.concurrency) as pool:
            workers = [pool.submit(work) for _ in range(self._options.concurrency)]
            try:
                for worker in workers:
                    worker.result()
            except KeyboardInterrupt:
                over.set()
                self._client.stop()
                raise

    def _drive(self, task: Task) -> Iterator[None]:
        request = next(task, None)
        while request is not None:
            interaction = self._client.send(request)
            self._observe(interaction)
            yield
            try:
                request = task.send(interaction)
            except StopIteration:
                return

    def _observe(self, interaction: Interaction) -> None:
        with self._folding:
            for rule in self._rules:
                rule.see(interaction)
            self.seen_fields.take(interaction)
            self.coverage.take(interaction)

    def _resolve(self, doubts: deque[tuple[Rule, Suspicion]]) -> None:
        """Ask again about every suspicion; what there is no time for is left."""
        asked: dict[tuple[str, Occasion], tuple[Verdict, bool, str]] = {}
        total = len(doubts)
        while doubts and not self._is_over:
            self._progress("asking again", total - len(doubts), total)
            self._resolve_one(*doubts[0], asked)
            doubts.popleft()

    def _resolve_one(
        self, rule: Rule, suspicion: Suspicion, asked: dict[tuple[str, Occasion], tuple[Verdict, bool, str]]
    ) -> None:
        moved, unanswered = False, ""
        for occasion in dict.fromkeys(suspicion.occasions):
            key = (rule.name, occasion)
            if key not in asked:
                asked[key] = self._ask_again(rule, occasion)
            verdict, has_moved, failure = asked[key]
            confirmed = list(_confirmed(suspicion.finding, verdict))
            if confirmed:
                self._accuse(*confirmed)
                return
            moved = moved or has_moved or any(_is_like(each, suspicion.finding) for each in verdict.unstable)
            unanswered = unanswered or failure
        if unanswered:
            self._unasked = f"what looked wrong could not be asked again ({unanswered}): try later"
        if moved or unanswered:
            self.unstable.append(suspicion.finding)
        else:
            self._accuse(_unrepeated(suspicion.finding))

    def _accuse(self, *findings: Finding) -> None:
        """Add findings, each id once: several kinds of a rule may end as `unstable` at one path."""
        known = {finding.id for finding in self.findings}
        self.findings += {finding.id: finding for finding in findings if finding.id not in known}.values()

    def _ask_again(self, rule: Rule, occasion: Occasion) -> tuple[Verdict, bool, str]:
        """Repeat an occasion; return what the rule says of it now, whether the data moved, and what went wrong."""
        fresh = rule.again()
        answers: list[Interaction] = []
        for request in occasion.requests:
            answer = self._client.send(request)
            fresh.see(answer)
            answers.append(answer)
            if answer.no_answer is not None:
                raise GivenUp(f"the deployment stopped answering: {answer.no_answer}: try later")
            if failure := _failure(answer):
                return fresh.finish(), False, failure
        return fresh.finish(), self._has_moved(occasion, answers), ""

    def _has_moved(self, occasion: Occasion, answers: list[Interaction]) -> bool:
        if occasion.versions:
            now: dict[int, int] = {}
            for answer in answers:
                now |= versions(answer.rows)
            return any(now.get(key, then) > then for key, then in occasion.versions)
        if occasion.rows:
            listed = Counter({name: 0 for name, _ in occasion.rows})
            for answer in answers:
                listed[answer.endpoint.name] += len(answer.rows)
            return any(listed[name] != then for name, then in occasion.rows)
        first = self.coverage.first_counts
        return any(
            answer.count is not None and answer.request.pk is None and answer.count != first.get(answer.endpoint.name)
            for answer in answers
        )

    def _nothing_tested(self) -> str:
        return "" if any(sum(rule.tested.values()) for rule in self._rules) else "nothing was tested"

    def sample(self) -> Sample:
        """Say how much was looked at."""
        survey = self.survey
        drawn = survey.drawn
        return Sample(
            opened=self.coverage.opened,
            by_lot=drawn.by_lot if drawn else 0,
            drawn_from=drawn.of if drawn else 0,
            listed=len(set(survey.ids)),
            there=max(survey.count, len(set(survey.ids))),
            seed=survey.seed,
            pages=dict(survey.read),
        )

    def outcomes(self) -> Iterator[Outcome]:
        """Say how every rule fared on every endpoint that it is about."""
        for rule in self._rules:
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
        if endpoint is PULL and not self._options.allow_writes:
            return "needs --allow-writes"
        if endpoint.takes_order and not self.survey.ids:
            return "needs an order"
        others = [str(status or "no answer") for status in sorted(statuses) if status != 200]
        if statuses and not statuses[200] and "--" not in rule.needs:
            return f"no usable answer ({', '.join(others)})"
        if rule.needs_whole_lists and endpoint.name in self.survey.read:
            read, there = self.survey.read[endpoint.name]
            return f"the list was sampled: {read:,} of {there:,} pages were read"
        drawn = self.survey.drawn
        if endpoint.takes_order and drawn and drawn.by_lot < drawn.of and "--" not in rule.needs:
            return f"needs {rule.needs}, which none of the {self.coverage.opened:,} opened orders has"
        return f"needs {rule.needs}"


def _is_like(one: Finding, other: Finding) -> bool:
    return one.kind == other.kind and one.endpoint is other.endpoint


def _confirmed(suspected: Finding, verdict: Verdict) -> Iterator[Finding]:
    """Yield the suspected finding if it is there again, with the path and words of the closer look."""
    for again in findings_of(verdict):
        if _is_like(again, suspected) and is_at_or_below(again.path, suspected.path):
            yield replace(suspected, path=again.path, expected=again.expected, got=again.got)


def _failure(answer: Interaction) -> str:
    """Say what kept a request from being answered as it might be."""
    status = answer.status or 0
    return str(status) if status == TOO_MANY_REQUESTS or status >= 500 else ""


def _unrepeated(finding: Finding) -> Finding:
    got = f"{finding.got}, which did not repeat"
    return replace(finding, kind=UNSTABLE, severity=finding.severity.at_most(Severity.WARNING), got=got)


def unusable(first: Interaction, target: Target) -> str:
    """Say why a first answer leaves nothing to judge, and the way out."""
    if first.no_answer is not None:
        return f"{target.url} cannot be reached: {first.no_answer}: check the URL, the network and --timeout"
    status = first.status or 0
    if status in {401, 403}:
        return f"not authorised: {target.url} refuses the token ({status}): check the token and --auth-scheme"
    if status == TOO_MANY_REQUESTS:
        return ONLY_THROTTLED
    if 300 <= status < 400:
        return f"{target.url} redirects elsewhere ({status}), which is not followed: give the URL that it leads to"
    if status == 404:
        return f"there is no order list at {target.url}{ORDER_LIST.template} (404): check the URL"
    if status == 200 and first.media_type == "text/html" and first.document is MISSING:
        return f"{target.url} answers with a HTML page, perhaps for logging in: check the URL and the token"
    return ""


def _no_list(first: Interaction) -> str:
    return f"the order list cannot be read ({first.status}): see the findings"
