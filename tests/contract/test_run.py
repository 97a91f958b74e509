"""A run: confirmation of suspicions, the ends of a run, samples, and rules that did not run."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from oms_mock.contract.client.client import Throttled
from oms_mock.contract.client.interaction import MISSING, Flaw, Interaction, NoResponse, Purpose, Request
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.endpoints import (
    EVENT_DETAIL,
    EVENT_LIST,
    EVENT_LIST_SHORT,
    ORDER_DETAIL,
    ORDER_DETAIL_SHORT,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LISTS,
    PULL,
)
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.report import ExitCode, Sample, State
from oms_mock.contract.plan import requests, survey
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.rules.registry import RULES
from oms_mock.contract.rules.responses import Status
from oms_mock.contract.rules.suspicions import Occasion, Verdict
from oms_mock.contract.run.check_run import CheckRun
from oms_mock.contract.run.checker import check
from oms_mock.contract.run.confirmation import UNSTABLE
from oms_mock.contract.severity import Provenance, Severity
from tests.contract.handmade import Handmade, control_c, time_is_up
from tests.contract.rules.builders import BASE, LATER, event, order
from tests.contract.scripted import Recorder

TARGET = Target(BASE, "OMSMOCK-CANARY-own")
ALONE = Options(concurrency=1, allow_writes=True, max_time=60.0)


def run(
    deployment: Handmade, options: Options = ALONE, rules: Any = RULES, target: Target = TARGET
) -> tuple[CheckRun, str]:
    """A whole run, and why nothing can be concluded from it."""
    checked = CheckRun(deployment, target, options, tuple(rule() for rule in rules), lambda *_: None)  # type: ignore[arg-type]
    return checked, checked.execute()


def kinds(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return sorted((each.kind, each.endpoint.name, each.path) for each in findings)


def detail_once(**changes: Any) -> Any:
    """Another value in a detail, at the first reading only."""
    return detail(lambda before: before == 0, **changes)


def detail(when: Any, **changes: Any) -> Any:
    return lambda request, right, before: (
        replace(right, document={**right.document, **changes})
        if request.endpoint is ORDER_DETAIL and request.purpose is Purpose.VISIT and request.pk == 8 and when(before)
        else None
    )


class TestARightDeployment:
    @pytest.mark.parametrize("keys", [(7,), (7, 8), (7, 8, 9), range(20)], ids=len)
    def test_has_no_findings(self, keys: Any) -> None:
        checked, reason = run(Handmade(*keys))
        assert (kinds(checked.findings), kinds(checked.unstable), reason) == ([], [], "")

    @pytest.mark.parametrize("cap", [10, 20, 100])
    def test_may_cap_its_pages(self, cap: int) -> None:
        checked, _ = run(Handmade(*range(40), cap=cap))
        assert kinds(checked.findings) == []

    def test_passes_every_rule_that_ran(self) -> None:
        checked, _ = run(Handmade(7, 8, 9))
        assert {(each.rule, each.reason) for each in checked.outcomes() if each.state is not State.PASSED} == {
            ("forbidden-token", "needs a token without permission: --forbidden-token-env"),
            ("exposed-secret", "needs a channel with its configuration"),  # the short list has a key for it
        }

    def test_is_checked_by_several_threads_with_the_same_result(self) -> None:
        checked, _ = run(Handmade(*range(30)), replace(ALONE, concurrency=4))
        assert (kinds(checked.findings), len(set(checked.survey.ids))) == ([], 30)

    def test_is_sent_get_requests_only_without_permission_to_write(self) -> None:
        deployment = Handmade(7, 8)
        run(deployment, replace(ALONE, allow_writes=False))
        assert {each.verb for each in deployment.sent} == {"GET"}

    def test_is_sent_a_forbidden_token_if_there_is_one(self) -> None:
        checked, _ = run(Handmade(7, 8), target=replace(TARGET, forbidden_token="OMSMOCK-CANARY-forbidden"))
        outcomes = [each for each in checked.outcomes() if each.rule == "forbidden-token"]
        assert {each.state for each in outcomes} == {State.PASSED}


class TestASuspicion:
    def test_that_is_confirmed_is_a_finding_with_the_path_of_the_confirmation(self) -> None:
        customer = {**order(8)["customer"], "email": "x@example.com"}
        checked, _ = run(Handmade(7, 8, 9).spoil(detail(lambda _: True, customer=customer)))
        assert ("detail-differs", "order-detail", "$.customer.email") in kinds(checked.findings)

    def test_that_is_confirmed_keeps_its_number_of_occurrences(self) -> None:
        checked, _ = run(Handmade(7, 8, 9).spoil(detail(lambda _: True, notes="x")))
        (finding,) = [each for each in checked.findings if each.rule == "same-document"]
        assert (finding.count, finding.of, finding.severity) == (1, 3, Severity.ERROR)

    def test_that_is_not_confirmed_is_a_warning(self) -> None:
        checked, _ = run(Handmade(7, 8, 9).spoil(detail_once(notes="x")))
        finding = next(each for each in checked.findings if each.rule == "same-document")
        assert (finding.kind, finding.severity, finding.path, finding.got) == (
            UNSTABLE, Severity.WARNING, "$.notes", "another value, which did not repeat"
        )  # fmt: skip

    def test_that_is_explained_by_a_newer_modified_date_is_only_listed(self) -> None:
        deployment = Handmade(7, 8, 9)

        def change_at_the_first_visit(request: Request, right: Interaction, before: int) -> Interaction | None:
            if request.endpoint is ORDER_DETAIL and request.pk == 8 and request.purpose is Purpose.VISIT and not before:
                deployment.orders[8] |= {"notes": "x", "modified_date": LATER}
                return deployment.answer(request)
            return None

        checked, _ = run(deployment.spoil(change_at_the_first_visit))
        assert (kinds(checked.findings), {each.rule for each in checked.unstable}) == ([], {"same-document"})

    def test_that_is_explained_by_a_changed_count_is_only_listed(self) -> None:
        deployment = Handmade(*range(10, 16))

        def arrive_at_the_second_list(request: Request, right: Interaction, before: int) -> Interaction | None:
            first = request.endpoint is ORDER_LIST_SHORT and request.purpose is Purpose.WALK and request.page == 1
            if first and not before:
                deployment.orders[20], deployment.events[20] = order(20), []
                return deployment.answer(request)
            return None

        checked, _ = run(deployment.spoil(arrive_at_the_second_list))
        assert kinds(checked.findings) == []
        assert checked.unstable

    def test_about_events_that_arrived_meanwhile_is_only_listed(self) -> None:
        deployment = Handmade(7, 8)

        def arrive_at_the_short_list(request: Request, right: Interaction, before: int) -> Interaction | None:
            if (
                request.endpoint is EVENT_LIST_SHORT
                and request.pk == 8
                and request.purpose is Purpose.VISIT
                and not before
            ):
                deployment.events[8].append(event(81, 8))
                return deployment.answer(request)
            return None

        checked, _ = run(deployment.spoil(arrive_at_the_short_list))
        assert (kinds(checked.findings), [each.kind for each in checked.unstable]) == ([], ["other-events"])

    def test_about_an_event_that_changed_meanwhile_is_only_listed(self) -> None:
        deployment = Handmade(7, 8)

        def deliver_at_the_visit(request: Request, right: Interaction, before: int) -> Interaction | None:
            if request.endpoint is EVENT_DETAIL and request.pk == 8 and request.purpose is Purpose.VISIT and not before:
                deployment.events[8][0] |= {"retry_count": 1, "modified_date": LATER}
                return deployment.answer(request)
            return None

        checked, _ = run(deployment.spoil(deliver_at_the_visit))
        assert (kinds(checked.findings), {each.rule for each in checked.unstable}) == ([], {"event-fields"})

    def test_about_an_order_that_was_deleted_meanwhile_is_not_an_error(self) -> None:
        deployment = Handmade(7, 8, 9)

        def go_before_the_visit(request: Request, right: Interaction, before: int) -> Interaction | None:
            if request.endpoint is ORDER_DETAIL and request.pk == 8:
                deployment.orders.pop(8, None)
                return deployment.answer(request)
            return None

        checked, _ = run(deployment.spoil(go_before_the_visit), rules=[rule for rule in RULES if rule.name == "opens"])
        assert [each for each in checked.findings if each.severity is Severity.ERROR] == []

    def test_of_several_rules_is_repeated_once_per_rule(self) -> None:
        both = {"notes": "x", "segment": "x", "tracking_number": "x"}
        deployment = Handmade(7, 8, 9).spoil(detail(lambda _: True, **both))
        run(deployment, rules=[rule for rule in RULES if rule.name == "same-document"])
        visits = [each for each in deployment.sent if each.endpoint is ORDER_DETAIL and each.purpose is Purpose.VISIT]
        assert [each.pk for each in visits if each.pk == 8] == [8, 8]

    def test_of_a_last_page_is_not_confirmed_by_a_valid_page(self) -> None:
        once = Handmade(7, 8, 9).spoil(
            lambda request, right, before: (
                replace(right, document={**right.document, "next": f"{BASE}/api/v1/oms/orders/?limit=1&page=4"})
                if request.endpoint is ORDER_LIST and request.page == 3 and not before
                else None
            )
        )
        checked, _ = run(once, rules=[rule for rule in RULES if rule.name == "page-links"])
        assert [each.kind for each in checked.findings] == [UNSTABLE]


class Doubting(Rule):
    """Doubts every detail, at a path of its own; `now` is what it says when asked again."""

    name = "doubting"
    explanation = "Doubts."
    endpoints = (ORDER_DETAIL,)
    DOUBT = Kind("doubt", "A doubt.")
    kinds = (DOUBT,)
    now: tuple[str, ...] = ()

    def __init__(self, *, repeated: bool = False) -> None:
        super().__init__()
        self.repeated = repeated

    def fresh(self) -> Doubting:
        return type(self)(repeated=True)

    def see(self, interaction: Interaction) -> None:
        if interaction.endpoint is ORDER_DETAIL and interaction.request.purpose is Purpose.VISIT:
            for path in self.now if self.repeated else (f"$.x{interaction.request.pk}",):
                again = Occasion((interaction.request,))
                self.fault(self.DOUBT, ORDER_DETAIL, expected="a", got="b", path=path, occasion=again)


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (("$.x8",), "doubt"),
        (("$.x8.y",), "doubt"),
        (("$.x8[*].y",), "doubt"),
        (("$.x88",), UNSTABLE),
        (("$",), UNSTABLE),
    ],
    ids=str,
)
def test_a_suspicion_is_confirmed_by_the_same_path_or_one_below_only(now: tuple[str, ...], kind: str) -> None:
    rule = type("Again", (Doubting,), {"now": now})
    checked, _ = run(Handmade(8), rules=[rule])
    assert [each.kind for each in checked.findings] == [kind]


class Twofold(Rule):
    """Doubts the order list in two ways at first, and in none when it is asked again."""

    name = explanation = "twofold"
    endpoints = (ORDER_LIST,)
    kinds = (Kind("one", "", Provenance.DOCUMENTED), Kind("other", "", Provenance.DOCUMENTED))

    def see(self, interaction: Interaction) -> None:
        for kind in self.kinds if interaction.request.purpose is Purpose.READ else ():
            self.fault(kind, ORDER_LIST, expected="", got="", occasion=Occasion((Request(ORDER_LIST),)))

    def fresh(self) -> Rule:
        return Status()


def test_two_suspicions_with_the_same_result_are_one_finding() -> None:
    done, _ = run(Handmade(1, 2, 3), rules=(Twofold,))
    assert kinds(done.findings) == [("unstable", "order-list", "$")]


class TestAnEnd:
    @pytest.mark.parametrize("at", [0, 1, 5, 20])
    def test_by_the_time_limit_is_handled_at_every_request(self, at: int) -> None:
        deployment = Handmade(7, 8, 9)
        _, reason = run(deployment.spoil(lambda *_: time_is_up() if len(deployment.sent) > at else None))
        assert reason == "time was up after 60 s: allow more with --max-time"

    @pytest.mark.parametrize("at", [0, 1, 5, 20])
    def test_by_ctrl_c_is_handled_at_every_request(self, at: int) -> None:
        deployment = Handmade(7, 8, 9)
        checked, reason = run(deployment.spoil(lambda *_: control_c() if len(deployment.sent) > at else None))
        assert (checked.interrupted, deployment.is_stopped) == (True, True)
        assert reason.startswith("interrupted")

    @pytest.mark.parametrize("end", [time_is_up, control_c])
    def test_lists_the_suspicions_that_were_not_repeated(self, end: Any) -> None:
        ending = Handmade(7, 8, 9).spoil(
            lambda request, _, before: (
                end() if request.endpoint is ORDER_DETAIL and request.pk == 8 and before else None
            )
        )
        checked, reason = run(ending, rules=[Doubting])
        assert [each.path for each in checked.findings + checked.unstable] == ["$.x9", "$.x8", "$.x7"]
        assert reason

    def test_by_the_time_limit_while_opening_orders_lists_all_suspicions(self) -> None:
        deployment = Handmade(7, 8, 9)
        checked, _ = run(
            deployment.spoil(lambda request, *_: time_is_up() if request.pk == 7 else None), rules=[Doubting]
        )
        assert [each.path for each in checked.unstable] == ["$.x9", "$.x8"]
        assert checked.findings == []

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            (
                {"status": None, "no_response": NoResponse.RESET},
                "the deployment stopped responding: the connection broke",
            ),
            ({"status": 401}, "the token is now rejected (401): has it expired?"),
            ({"status": 429}, "the deployment responds only with 429: try a lower --rate, or later"),
        ],
    )
    def test_by_too_many_failures_names_the_reason(self, changes: Any, reason: str) -> None:
        deployment = Handmade(*range(30))
        failing = deployment.spoil(
            lambda request, right, _: (
                replace(right, document=MISSING, **changes)
                if len(deployment.sent) > 5 and request.purpose is not Purpose.OTHER_CREDENTIAL
                else None
            )
        )
        _judged, said = run(failing)
        assert said.startswith(reason)
        assert len(deployment.sent) < 40

    def test_after_too_many_failures_repeats_no_requests(self) -> None:
        deployment = Handmade(*range(30))
        deployment.spoil(
            lambda request, right, _: (
                replace(right, status=None, no_response=NoResponse.RESET, document=MISSING)
                if request.pk is not None and request.pk < 20
                else None
            )
        )
        checked, _ = run(deployment, rules=[Doubting])
        assert {each.path for each in checked.unstable} == {f"$.x{key}" for key in range(17, 30)}
        assert checked.findings == []


class TestAFirstAnswer:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"status": None, "no_response": NoResponse.DNS}, "cannot be reached: the host name cannot be resolved"),
            ({"status": 401}, "not authorised"),
            ({"status": 403}, "not authorised"),
            ({"status": 429}, "only with 429"),
            ({"status": 301}, "redirects elsewhere (301)"),
            ({"status": 399}, "redirects elsewhere (399)"),
            ({"status": 404}, "there is no order list"),
            ({"content_type": "text/html; charset=utf-8", "document": MISSING}, "responds with an HTML page"),
            ({"status": 500}, "the order list cannot be read (500)"),
            ({"status": 400}, "the order list cannot be read (400)"),
            ({"document": MISSING, "flaw": Flaw.TRUNCATED}, "the order list cannot be read (200)"),
            ({"document": []}, "the order list cannot be read: see the findings"),
            ({"document": {"count": "5"}}, "the order list cannot be read: see the findings"),
        ],
        ids=repr,
    )
    def test_that_cannot_be_checked_is_reported_with_the_solution(self, changes: Any, words: str) -> None:
        deployment = Handmade(7).spoil(lambda _, right, __: replace(right, **changes))
        _, reason = run(deployment)
        assert words in reason
        assert {each.target for each in deployment.sent} == {"/api/v1/oms/orders/"}

    @pytest.mark.parametrize("content_type", ["text/html", "application/json"])
    def test_of_json_is_checked_with_any_content_type(self, content_type: str) -> None:
        deployment = Handmade(7).spoil(lambda _, right, __: replace(right, content_type=content_type))
        _, reason = run(deployment)
        assert reason == ""

    def test_without_a_usable_list_is_checked(self) -> None:
        checked, _ = run(Handmade(7).spoil(lambda _, right, __: replace(right, document=[])))
        assert "envelope-change" in {each.kind for each in checked.findings}


class TestWhatDidNotRun:
    def test_without_orders_makes_the_run_inconclusive(self) -> None:
        checked, reason = run(Handmade())
        assert reason == "there are no orders to check: pull some, or use another deployment"
        assert kinds(checked.findings) == []

    def test_without_rules_makes_the_run_inconclusive(self) -> None:
        assert run(Handmade(7), rules=[])[1] == "nothing was tested"

    @pytest.mark.parametrize(
        ("rule", "endpoint", "reason"),
        [
            ("pull-result", PULL, "needs --allow-writes"),
            ("schema", PULL, "needs --allow-writes"),
            ("forbidden-token", ORDER_LIST, "needs a token without permission: --forbidden-token-env"),
            ("event-payload", EVENT_LIST_SHORT, "needs a webhook event"),
            ("page-order", ORDER_LIST, "needs a second walk, and two orders"),
        ],
    )
    def test_names_the_data_that_it_needs(self, rule: str, endpoint: Any, reason: str) -> None:
        deployment = Handmade(7)
        deployment.events[7] = []
        checked, _ = run(deployment, replace(ALONE, allow_writes=False))
        (outcome,) = [each for each in checked.outcomes() if each.rule == rule and each.endpoint is endpoint]
        assert (outcome.state, outcome.tested, outcome.reason) == (State.NOT_RUN, 0, reason)

    def test_without_orders_names_an_order(self) -> None:
        checked, _ = run(Handmade())
        (outcome,) = [each for each in checked.outcomes() if each.rule == "opens" and each.endpoint is ORDER_DETAIL]
        assert (outcome.state, outcome.reason) == (State.NOT_RUN, "needs an order")

    def test_without_a_usable_response_lists_the_responses(self) -> None:
        deployment = Handmade(7).spoil(
            lambda request, right, _: (
                replace(right, status=500, document=MISSING) if request.endpoint is EVENT_LIST else None
            )
        )
        checked, _ = run(deployment)
        (outcome,) = [each for each in checked.outcomes() if each.rule == "schema" and each.endpoint is EVENT_LIST]
        assert (outcome.state, outcome.reason) == (State.NOT_RUN, "no usable response (500)")


def visited(deployment: Handmade) -> set[int | None]:
    return {each.pk for each in deployment.sent if each.purpose is Purpose.VISIT}


class TestASample:
    SOME = replace(ALONE, sample=4, max_pages=5)

    @pytest.fixture(autouse=True)
    def fixture_short_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(survey, "LARGEST_PAGE", 2)

    def test_is_reported_with_the_number_it_was_drawn_from(self) -> None:
        checked, _ = run(Handmade(*range(1, 31)), self.SOME)
        pages = dict.fromkeys(each.name for each in ORDER_LISTS)
        assert checked.sample() == Sample(
            opened=4, at_random=2, drawn_from=8, listed=10, there=30, seed=42, pages=dict.fromkeys(pages, (5, 15))
        )

    def test_contains_all_orders_within_the_limit(self) -> None:
        checked, _ = run(Handmade(7, 8, 9), self.SOME)
        assert checked.sample() == Sample(opened=3, at_random=3, drawn_from=3, listed=3, there=3, seed=42)

    def test_is_empty_if_the_run_ended_before_an_order_was_opened(self) -> None:
        checked, _ = run(Handmade(7).spoil(time_is_up), self.SOME)
        assert checked.sample() == Sample(opened=0, at_random=0, drawn_from=0, listed=0, there=0, seed=42)

    def test_of_another_seed_contains_other_orders(self) -> None:
        first, other = Handmade(*range(1, 31)), Handmade(*range(1, 31))
        run(first, self.SOME)
        run(other, replace(self.SOME, seed=43))
        assert visited(first) != visited(other)

    def test_of_pages_skips_rules_that_need_all_pages_with_a_reason(self) -> None:
        checked, _ = run(Handmade(*range(1, 31)), self.SOME)
        (outcome,) = [
            each for each in checked.outcomes() if each.rule == "same-orders" and "short" in each.endpoint.name
        ]
        assert (outcome.state, outcome.reason) == (State.NOT_RUN, "the list was sampled: 5 of 15 pages were read")

    def test_without_the_data_of_a_rule_is_reported_as_such(self) -> None:
        deployment = Handmade(*range(1, 31))
        deployment.events = {key: [] for key in deployment.events}
        checked, _ = run(deployment, self.SOME)
        (outcome,) = [each for each in checked.outcomes() if each.rule == "event-payload"]
        assert outcome.reason == "needs a webhook event, which none of the 4 opened orders has"

    def test_does_not_change_the_reason_of_a_missing_option(self) -> None:
        checked, _ = run(Handmade(*range(1, 31)), self.SOME)
        (outcome,) = [
            each for each in checked.outcomes() if each.rule == "forbidden-token" and each.endpoint is ORDER_DETAIL
        ]
        assert outcome.reason == "needs a token without permission: --forbidden-token-env"

    def test_is_drawn_from_at_least_the_listed_orders(self) -> None:
        short = Handmade(7, 8, 9).spoil(
            lambda request, right, _: (
                replace(right, document={**right.document, "count": 2}) if request.endpoint is ORDER_LIST else None
            )
        )
        assert run(short, self.SOME)[0].sample().there == 3

    def test_is_the_total_of_the_progress(self) -> None:
        told: list[tuple[str, int, int | None]] = []
        checked = CheckRun(Handmade(*range(1, 31)), TARGET, self.SOME, (Doubting(),), lambda *step: told.append(step))  # type: ignore[arg-type]
        checked.execute()
        assert ("opening orders", 4, 4) in told
        assert {total for name, _, total in told if name == "reading lists"} == {3 * 5 + 6 + 2}


class TestAnOutcome:
    @pytest.mark.parametrize(
        ("spoil", "state"),
        [(detail(lambda _: True, notes="x"), State.FAILED), (detail_once(notes="x"), State.UNSTABLE)],
        ids=["always", "once"],
    )
    def test_distinguishes_failed_from_not_confirmed(self, spoil: Any, state: State) -> None:
        checked, _ = run(Handmade(7, 8, 9).spoil(spoil))
        (outcome,) = [each for each in checked.outcomes() if each.rule == "same-document"]
        assert (outcome.state, outcome.tested, outcome.unit) == (state, 3, "orders")

    def test_explained_by_changed_data_is_unstable(self) -> None:
        class Explained(Doubting):
            name = "explained"

            def finish(self) -> Verdict:
                finding = Finding("explained", "doubt", Severity.ERROR, ORDER_DETAIL, "$", "a", "b", 1, 1, "orders", "",
                                  Provenance.DOCUMENTED)  # fmt: skip
                return Verdict(unstable=(finding,))

        checked, _ = run(Handmade(7), rules=[Explained])
        assert [each.state for each in checked.outcomes()] == [State.UNSTABLE]

    def test_of_a_certain_finding_needs_no_confirmation(self) -> None:
        class Certain(Doubting):
            name = "certain"
            kinds = (Kind("certain", "Sure.", certain=True),)
            DOUBT = kinds[0]

        deployment = Handmade(7)
        checked, _ = run(deployment, rules=[Certain])
        assert [each.kind for each in checked.findings] == ["certain"]
        assert sum(each.purpose is Purpose.VISIT and each.endpoint is ORDER_DETAIL for each in deployment.sent) == 1


class TestAWorker:
    def test_that_fails_ends_the_others_and_raises(self) -> None:
        class Broken(Rule):
            name, explanation, endpoints, kinds = "broken", "Breaks.", (ORDER_LIST,), ()

            def see(self, interaction: Interaction) -> None:
                if interaction.request.purpose is Purpose.VISIT:
                    raise ZeroDivisionError

        deployment = Handmade(*range(50))
        with pytest.raises(ZeroDivisionError):
            run(deployment, replace(ALONE, concurrency=4), rules=[Doubting, Broken])
        assert deployment.is_stopped

    def test_gives_a_rule_one_response_at_a_time(self) -> None:
        class Alone(Rule):
            name, explanation, endpoints, kinds = "alone", "Is alone.", (ORDER_LIST,), ()
            inside = threading.Lock()

            def see(self, interaction: Interaction) -> None:
                self.test(ORDER_LIST)
                assert self.inside.acquire(blocking=False)
                self.inside.release()

        _judged, reason = run(Handmade(*range(20)), replace(ALONE, concurrency=4), rules=[Alone])
        assert reason == ""


def test_progress_is_reported_with_the_total() -> None:
    told: list[tuple[str, int, int | None]] = []
    checked = CheckRun(Handmade(7, 8, 9), TARGET, ALONE, (Doubting(),), lambda *step: told.append(step))  # type: ignore[arg-type]
    checked.execute()
    assert [step for step in told if step[0] == "opening orders"][-1] == ("opening orders", 3, 3)
    assert ("repeating suspicious requests", 2, 3) in told


def test_check_never_raises_and_is_inconclusive_if_it_tested_nothing() -> None:
    report = check(TARGET, ALONE, transport=Recorder())
    assert (report.exit_code, report.inconclusive) == (
        ExitCode.FINDINGS, "the order list cannot be read: see the findings"
    )  # fmt: skip


def test_check_without_rules_never_exits_with_0() -> None:
    report = check(TARGET, ALONE, rules=(), transport=Recorder())
    assert report.exit_code is ExitCode.INCONCLUSIVE


def first_page(request: Request, right: Interaction, before: int) -> Interaction | None:
    """Ignore the number of the page; the links are right."""
    if request.endpoint not in ORDER_LISTS or request.page == 1 or not right.rows:
        return None
    first = Handmade(*range(30)).answer(requests.page_request(request.endpoint, "", requests.limit_of(request) or 1, 1))
    return replace(right, document={**right.document, "results": first.document["results"]})  # type: ignore[dict-item]


class TestPages:
    def test_that_are_all_the_first_one_are_an_error_of_each_list(self) -> None:
        checked, _ = run(Handmade(*range(30)).spoil(first_page))
        assert kinds(checked.findings) == [("page-ignored", each.name, "$.results") for each in ORDER_LISTS]
        assert {each.severity for each in checked.findings} == {Severity.ERROR}

    def test_that_repeat_because_an_order_arrived_are_not_an_error(self) -> None:
        deployment = Handmade(7, 8, 9)

        def arrives(request: Request, right: Interaction, before: int) -> Interaction | None:
            if request.endpoint is not ORDER_LIST or request.page != 2 or before:
                return None
            deployment.orders[99], deployment.events[99] = order(99), [event(990, 99)]
            return deployment.answer(request)

        checked, _ = run(deployment.spoil(arrives))
        assert kinds(checked.findings) == []
        assert ("page-ignored", "order-list", "$.results") in kinds(checked.unstable)


class TestAnotherOrder:
    def test_that_is_seen_once_is_an_error(self) -> None:
        checked, _ = run(Handmade(7, 8, 9).spoil(detail_once(id=9)))
        assert ("other-order", "order-detail", "$.id") in kinds(checked.findings)
        (finding,) = (each for each in checked.findings if each.kind == "other-order")
        assert (finding.severity, finding.count) == (Severity.ERROR, 1)


class TestDeletedOrders:
    @pytest.mark.parametrize("opened", [ORDER_DETAIL, EVENT_LIST, EVENT_LIST_SHORT, EVENT_DETAIL], ids=lambda e: e.name)
    @pytest.mark.parametrize("arrives", [False, True])
    def test_are_no_finding(self, opened: Any, arrives: bool) -> None:
        deployment = Handmade(7, 8, 9)

        def deleted(request: Request, right: Interaction, before: int) -> Interaction | None:
            if request.endpoint is opened and request.pk == 8 and request.purpose is Purpose.VISIT and not before:
                deployment.orders.pop(8, None)
                if arrives:
                    deployment.orders[99], deployment.events[99] = order(99), [event(990, 99)]
                return deployment.answer(request)
            return None

        checked, _ = run(deployment.spoil(deleted))
        assert kinds(checked.findings) == []
        assert checked.unstable

    def test_that_still_open_must_have_their_events(self) -> None:
        missing = Handmade(7, 8, 9)
        del missing.events[8]
        missing.events[8] = []

        def no_events(request: Request, right: Interaction, before: int) -> Interaction | None:
            return replace(right, status=404) if request.endpoint is EVENT_LIST and request.pk == 8 else None

        checked, _ = run(missing.spoil(no_events))
        assert ("events-not-found", "webhook-event-list", "$") in kinds(checked.findings)


class TestAnOrderThatChangesAllTheTime:
    def changing(self, *, step: int) -> Any:
        """Give order 8 another modified_date with every response that has it."""
        ticks = iter(range(1, 100_000))

        def newer(row: dict[str, Any]) -> dict[str, Any]:
            moment = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(seconds=next(ticks) * step)
            return {**row, "modified_date": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")} if row.get("id") == 8 else row

        def rewritten(request: Request, right: Interaction, before: int) -> Interaction | None:
            if request.endpoint not in (*ORDER_LISTS, ORDER_DETAIL, ORDER_DETAIL_SHORT) or right.status != 200:
                return None
            document: Any = right.document
            rows = [newer(row) for row in right.rows]
            return replace(right, document={**document, "results": rows} if "results" in document else rows[0])

        return rewritten

    def test_has_no_finding(self) -> None:
        checked, _ = run(Handmade(7, 8, 9).spoil(self.changing(step=1)))
        assert kinds(checked.findings) == []
        assert {each.rule for each in checked.unstable} >= {"shared-fields"}

    def test_is_told_from_a_view_with_another_date(self) -> None:
        def later(request: Request, right: Interaction, before: int) -> Interaction | None:
            if request.endpoint is not ORDER_DETAIL_SHORT or right.status != 200:
                return None
            return replace(right, document={**right.document, "modified_date": LATER})  # type: ignore[dict-item]

        checked, _ = run(Handmade(7, 8, 9).spoil(later))
        assert ("field-differs", "order-detail-short", "$.modified_date") in kinds(checked.findings)


@pytest.mark.parametrize("count", [10**400, -(10**400), 2**63, 10**18], ids=["huge", "-huge", "2**63", "10**18"])
def test_a_gigantic_count_is_a_finding(count: int) -> None:
    def gigantic(request: Request, right: Interaction, before: int) -> Interaction | None:
        is_envelope = isinstance(right.document, dict) and "count" in right.document
        return replace(right, document={**right.document, "count": count}) if is_envelope else None  # type: ignore[dict-item]

    checked, _ = run(Handmade(*range(30)).spoil(gigantic))
    assert any(each.severity is Severity.ERROR for each in checked.findings)


def test_a_deployment_that_throttles_for_too_long_is_inconclusive() -> None:
    class Throttling(Handmade):
        """Throttles once an order is opened."""

        def send(self, request: Request) -> Interaction:
            if request.pk is not None:
                raise Throttled(1800)
            return super().send(request)

    checked, reason = run(Throttling(7, 8, 9))
    assert reason.startswith("throttled for 30 more minutes: ")
    assert kinds(checked.findings) == []
