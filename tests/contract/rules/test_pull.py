"""Rules about pulling orders from Omnitron."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import MISSING, Interaction, Purpose
from oms_mock.contract.endpoints import ORDER_LIST, PULL
from oms_mock.contract.plan.requests import IMPOSSIBLE
from oms_mock.contract.rules.pull import PullRefusesGet, PullResult
from tests.contract.rules.builders import (
    EXISTS,
    NOT_FOUND,
    findings,
    numbers,
    only_finding,
    pull_list,
    pulled,
    rejected,
    verdict,
    weight,
    words,
)

SUCCESS = {"success": True, "errors": []}
OTHER_CASES = [
    "Order create operation does not allowed! Because of Order ID: 5 lower than MIN_ORDER_OMNITRON_ID: 9 ",
    "Order create operation does not allowed! Because of Channel ID:5 provided with Order ID:7 does not allowed "
    "in the system.",
    "Cargo company:5 provided with order number:7 does not exists in the system.",
]


def as_map(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {row["order_number"]: {key: value for key, value in row.items() if key != "order_number"} for row in rows}


def with_outcomes(existing: Any = None, impossible: Any = None) -> Interaction:
    """Return a pull with another outcome of the number that exists, or of the one that cannot exist."""
    rows = pull_list()
    changes = (existing or {}, impossible or {})
    return pulled([{**row, **change} for row, change in zip(rows, changes, strict=True)])


class TestPullResult:
    @pytest.mark.parametrize(
        "document",
        [
            pull_list(),
            pull_list()[::-1],
            as_map(pull_list()),
            [{"number": row["order_number"], **as_map(pull_list())[row["order_number"]]} for row in pull_list()],
            [{**row, "detail": "more"} for row in pull_list()],
            [{**row, "errors": ["something else", *row["errors"]]} for row in pull_list()],
        ],
        ids=["list", "other order", "map", "called number", "more fields", "more texts"],
    )
    def test_an_outcome_for_each_number_is_accepted(self, document: Any) -> None:
        assert findings(PullResult, pulled(document)) == []

    @pytest.mark.parametrize("status", [201, 202, 204, 400, 404])
    def test_a_pull_with_another_status_is_reported(self, status: int) -> None:
        finding = only_finding(PullResult, pulled({}, status=status))
        assert (finding.kind, weight(finding), words(finding)) == (
            "pull-refused", ("error", "documented"), ("200", str(status))
        )  # fmt: skip

    @pytest.mark.parametrize("status", [None, 429, 500])
    def test_a_server_error_is_left_to_another_rule(self, status: Any) -> None:
        rule = PullResult()
        verdict(rule, pulled(pull_list(), status=status))
        assert not rule.tested

    @pytest.mark.parametrize("document", ["x", 5, None, MISSING], ids=repr)
    def test_a_body_that_is_neither_a_list_nor_a_map_is_reported(self, document: Any) -> None:
        assert [kind for kind, _, _ in findings(PullResult, pulled(document))] == ["pull-outline"]

    @pytest.mark.parametrize("document", [[], {}, {"detail": "ok"}, [5, None]], ids=repr)
    def test_numbers_without_an_outcome_are_reported(self, document: Any) -> None:
        unanswered = [each for each in findings(PullResult, pulled(document)) if each[0] == "number-unanswered"]
        assert unanswered == [("number-unanswered", "pull-from-omnitron", "$[*]")]

    def test_one_number_without_an_outcome_is_reported(self) -> None:
        finding = only_finding(PullResult, pulled(pull_list()[:1]))
        assert (numbers(finding), words(finding), finding.example) == (
            (1, 2, "numbers"), ("an outcome for each number", "none"), "the number that cannot exist"
        )  # fmt: skip

    def test_a_number_with_two_outcomes_is_reported(self) -> None:
        assert len(findings(PullResult, pulled([*pull_list(), pull_list()[0]]))) == 1

    @pytest.mark.parametrize(
        ("existing", "impossible", "example"),
        [(SUCCESS, None, "the number that exists"), (None, SUCCESS, "the number that cannot exist"),
         ({"success": True, "errors": None}, None, "the number that exists")],
    )  # fmt: skip
    def test_a_number_that_cannot_be_pulled_and_is_stated_as_pulled_is_reported(
        self, existing: Any, impossible: Any, example: str
    ) -> None:
        finding = only_finding(PullResult, with_outcomes(existing, impossible))
        assert (finding.kind, finding.path, words(finding), finding.example) == (
            "impossible-pull", "$[*].success", ("no success", "success"), example
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("outcome", "path", "got"),
        [
            ({"success": True}, "$[*].success", "success with errors"),
            ({"errors": []}, "$[*].errors", "none"),
            ({"errors": None}, "$[*].errors", "none"),
            ({"errors": ""}, "$[*].errors", "none"),
        ],
    )
    def test_success_and_errors_that_contradict_each_other_are_reported(
        self, outcome: Any, path: str, got: str
    ) -> None:
        finding = only_finding(PullResult, with_outcomes(outcome))
        assert (finding.kind, finding.path, finding.got) == ("success-contradicts-errors", path, got)

    @pytest.mark.parametrize(
        ("errors", "got"),
        [
            (["already there"], "another text"),
            ([f"{EXISTS} "], "another text"),
            ([EXISTS.replace("!", "")], "another text"),
            ([5], "another text"),
            ("x", "another text"),
            ([NOT_FOUND], "the text of another case"),
            *(([text], "the text of another case") for text in OTHER_CASES),
        ],
        ids=repr,
    )
    def test_another_string_for_a_number_that_exists_is_reported(self, errors: Any, got: str) -> None:
        finding = only_finding(PullResult, with_outcomes({"errors": errors}))
        assert (finding.kind, words(finding)) == (
            "undocumented-text", ("the documented text for this case", got)
        )  # fmt: skip

    def test_another_string_for_a_number_that_cannot_exist_is_reported(self) -> None:
        finding = only_finding(PullResult, with_outcomes(None, {"errors": [EXISTS]}))
        assert (finding.example, finding.got) == ("the number that cannot exist", "the text of another case")

    @pytest.mark.parametrize("errors", [[EXISTS], ["already there"], [], None], ids=repr)
    @pytest.mark.parametrize("success", [None, "false", 0, MISSING], ids=repr)
    def test_a_success_that_is_not_a_boolean_is_left_to_the_schema_rule(self, success: Any, errors: Any) -> None:
        assert findings(PullResult, with_outcomes({"success": success, "errors": errors})) == []

    def test_only_pulls_are_checked(self) -> None:
        assert findings(PullResult, rejected(PULL, Purpose.OTHER_CREDENTIAL, 401)) == []

    def test_the_pull_is_repeated_before_it_is_reported(self) -> None:
        pull = pulled([])
        assert verdict(PullResult, pull).suspicions[0].occasions[0].requests == (pull.request,)

    def test_the_impossible_order_number_names_this_product(self) -> None:
        assert "CONTRACT" in IMPOSSIBLE


class TestPullRefusesGet:
    @pytest.mark.parametrize("status", [405, 404, 400, 403, 499])
    def test_a_rejected_get_is_accepted(self, status: int) -> None:
        assert findings(PullRefusesGet, rejected(PULL, Purpose.PULL_BY_GET, status)) == []

    @pytest.mark.parametrize("status", [200, 204, 302, 399, 500])
    def test_a_get_that_is_not_rejected_is_reported(self, status: int) -> None:
        finding = only_finding(PullRefusesGet, rejected(PULL, Purpose.PULL_BY_GET, status, method="GET"))
        assert (finding.kind, weight(finding), words(finding), numbers(finding)) == (
            "pull-by-get", ("error", "convention"), ("405", str(status)), (1, 1, "requests")
        )  # fmt: skip

    @pytest.mark.parametrize("status", [None, 429])
    def test_a_request_without_a_response_is_not_checked(self, status: Any) -> None:
        rule = PullRefusesGet()
        verdict(rule, rejected(PULL, Purpose.PULL_BY_GET, status))
        assert not rule.tested

    def test_other_requests_are_not_checked(self) -> None:
        assert findings(PullRefusesGet, pulled([]), rejected(ORDER_LIST, Purpose.READ, 200)) == []

    def test_the_pull_is_repeated_before_it_is_reported(self) -> None:
        seen = rejected(PULL, Purpose.PULL_BY_GET, 200, method="GET")
        assert verdict(PullRefusesGet, seen).suspicions[0].occasions[0].requests == (seen.request,)
