"""Rules about pulling orders from Omnitron, with order numbers that cannot create an order."""

from __future__ import annotations

import re
from typing import Any

from oms_mock.contract.client.interaction import MISSING, TOO_MANY_REQUESTS, Interaction, Purpose
from oms_mock.contract.endpoints import PULL
from oms_mock.contract.plan.requests import IMPOSSIBLE
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.severity import Provenance, Severity

ERROR_TEXTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"Order number: (?>.+? already exists in ).+ channel!",
        r"Order not found with Order number:.+",
        r"Order create operation does not allowed! Because of Order ID: (?>.+? lower than MIN_ORDER_OMNITRON_ID: ).+ ",
        r"Order create operation does not allowed! Because of Channel ID:(?>.+? provided with Order ID:).+ does not "
        r"allowed in the system\.",
        r"Cargo company:(?>.+? provided with order number:).+ does not exists in the system\.",
    )
)
"""The five error texts of the vendor's documentation, with its spaces and spelling."""
EXISTS, NOT_FOUND = ERROR_TEXTS[:2]

_OPT_IN = "--allow-writes"


def outcomes(document: Any) -> dict[str, Any] | None:
    """Return the response to a pull as order number → outcome; None if it is neither a list nor a map of them."""
    if isinstance(document, dict):
        return document
    if not isinstance(document, list):
        return None
    return {str(each.get("order_number", each.get("number"))): each for each in document if isinstance(each, dict)}


class PullResult(Rule):
    """The response to a pull has an outcome for every order number: pulled, or the reason why not."""

    name = "pull-result"
    explanation = (
        "The response to a pull has an outcome for every order number of the request. `success` is true without "
        "errors or false with at least one, and the errors are the documented texts. Only numbers are sent that "
        "cannot create an order: one that exists already, and one that cannot exist. Runs only with --allow-writes."
    )
    endpoints = (PULL,)
    unit = "numbers"
    needs = _OPT_IN
    STATUS = Kind("pull-refused", "The status of the response to a pull is not 200.")
    OUTLINE = Kind("pull-outline", "The response is neither a list nor a map of outcomes.")
    UNANSWERED = Kind("number-unanswered", "A number of the request is not in the response.")
    TWICE = Kind("number-answered-twice", "The response has two outcomes for one number.", Provenance.CONVENTION)
    CONTRADICTS = Kind("success-contradicts-errors", "`success` and `errors` contradict each other.")
    CREATED = Kind("impossible-pull", "A number that exists already, or cannot exist, is reported as pulled.")
    TEXT = Kind("undocumented-text", "An error is not a documented text, or not the one for its case.")
    kinds = (STATUS, OUTLINE, UNANSWERED, TWICE, CONTRADICTS, CREATED, TEXT)

    def see(self, interaction: Interaction) -> None:
        """Check the response to a pull."""
        status = interaction.status
        if (
            interaction.request.purpose is not Purpose.PULL
            or status is None
            or status >= 500
            or status == TOO_MANY_REQUESTS
        ):
            return
        numbers = list((interaction.request.body or {}).get("order_numbers", ()))
        self.tested[PULL.name] += len(numbers)
        if status != 200:
            self._count(self.STATUS, interaction, "$", "200", str(status))
            return
        found = outcomes(interaction.document) if interaction.document is not MISSING else None
        if found is None:
            self._count(self.OUTLINE, interaction, "$", "an outcome for each number", "something else")
            return
        if len(interaction.document) > len(found):
            self._count(self.TWICE, interaction, "$[*]", "every number once", "a number twice")
        for number in numbers:
            self._check(interaction, number, found.get(number, MISSING))

    def _check(self, interaction: Interaction, number: str, outcome: Any) -> None:
        which = "the number that cannot exist" if number == IMPOSSIBLE else "the number that exists"
        if not isinstance(outcome, dict):
            self._count(self.UNANSWERED, interaction, "$[*]", "an outcome for each number", "none", which)
            return
        success, errors = outcome.get("success"), outcome.get("errors")
        texts = [text for text in errors if isinstance(text, str)] if isinstance(errors, list) else []
        if success is True:
            kind, got = (self.CONTRADICTS, "success with errors") if errors else (self.CREATED, "success")
            self._count(kind, interaction, "$[*].success", "no success", got, which)
        elif success is False and not errors:
            self._count(self.CONTRADICTS, interaction, "$[*].errors", "at least one error", "none", which)
        elif success is False and not any((NOT_FOUND if number == IMPOSSIBLE else EXISTS).fullmatch(t) for t in texts):
            is_known = any(text.fullmatch(each) for text in ERROR_TEXTS for each in texts)
            got = "the text of another case" if is_known else "another text"
            self._count(self.TEXT, interaction, "$[*].errors", "the documented text for this case", got, which)

    def _count(
        self, kind: Kind, interaction: Interaction, path: str, expected: str, got: str, example: str = ""
    ) -> None:
        self.fault_in_response(kind, interaction, path=path, expected=expected, got=got, example=example)


class PullRefusesGet(Rule):
    """A GET of the pull endpoint is rejected."""

    name = "pull-refuses-get"
    explanation = (
        "The pull is documented as a POST. Caches, crawlers and prefetching browsers would repeat a GET that pulls. "
        "Runs only with --allow-writes."
    )
    endpoints = (PULL,)
    unit = "requests"
    needs = _OPT_IN
    ANSWERED = Kind("pull-by-get", "A GET of the pull endpoint is not rejected.", Provenance.CONVENTION, Severity.ERROR)
    kinds = (ANSWERED,)

    def see(self, interaction: Interaction) -> None:
        """Check a pull by GET."""
        status = interaction.status
        if interaction.request.purpose is not Purpose.PULL_BY_GET or status is None or status == TOO_MANY_REQUESTS:
            return
        self.test(PULL)
        if not 400 <= status < 500:
            self.fault_in_response(self.ANSWERED, interaction, expected="405", got=str(status))
