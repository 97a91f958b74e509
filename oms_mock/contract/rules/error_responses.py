"""Rules about requests that must be rejected: without a valid token, or for something that does not exist."""

from __future__ import annotations

from oms_mock.contract.client.interaction import MISSING, TOO_MANY_REQUESTS, Credential, Interaction, Purpose
from oms_mock.contract.endpoints import ENDPOINTS, ORDER_LISTS, READS
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.schema.drift import type_of
from oms_mock.contract.severity import Provenance, Severity


class ErrorResponse(Rule):
    """A request that must be rejected gets the right status and a JSON body."""

    unit = "requests"
    statuses: frozenset[int]
    STATUS: Kind
    BODY = Kind(
        "refusal-not-json",
        "An error response has a JSON body, as every response of Django REST framework. A client that parses it "
        "fails on an HTML page. The text of the error is never checked.",
        Provenance.CONVENTION,
    )

    def concerns(self, interaction: Interaction) -> bool:
        """Return whether the rule is about this request."""
        raise NotImplementedError

    def see(self, interaction: Interaction) -> None:
        """Check the status and the body of an error response."""
        status = interaction.status
        if status is None or status == TOO_MANY_REQUESTS or not self.concerns(interaction):
            return
        self.test(interaction.endpoint)
        kind = self.kind_of_status(status)
        if kind:
            self._count(kind, interaction, " or ".join(map(str, sorted(self.statuses))), str(status))
        if kind is not self.STATUS and not isinstance(interaction.document, dict):
            got = "no JSON" if interaction.document is MISSING else type_of(interaction.document)
            self._count(self.BODY, interaction, "a JSON object with the reason", got)
        self.check_headers(interaction)

    def kind_of_status(self, status: int) -> Kind | None:
        """Return what is wrong with a status; None if it is right."""
        return None if status in self.statuses else self.STATUS

    def check_headers(self, interaction: Interaction) -> None:
        """Check the headers of an error response."""

    def _count(self, kind: Kind, interaction: Interaction, expected: str, got: str) -> None:
        self.fault_in_response(kind, interaction, expected=expected, got=got, example=self.example_of(interaction))

    def example_of(self, interaction: Interaction) -> str:
        """Return which request it was."""
        return f"with {interaction.request.credential}"


class _Unauthenticated(ErrorResponse):
    credential: Credential
    CHALLENGE = Kind(
        "no-challenge",
        "A 401 has a WWW-Authenticate header (RFC 9110), so that a client knows which scheme is expected.",
        Provenance.CONVENTION,
    )
    FORBIDDEN = Kind(
        "forbidden-not-unauthorized",
        "A request without a valid token is rejected, but with 403 instead of 401. Django REST framework does so "
        "where an authentication class without a challenge, such as SessionAuthentication, comes first. Nothing is "
        "shown, but a client that waits for 401 does not log in again.",
        Provenance.CONVENTION,
        Severity.WARNING,
    )
    endpoints = ENDPOINTS
    statuses = frozenset((401,))

    def kind_of_status(self, status: int) -> Kind | None:
        """Return what is wrong with a status: 403 shows nothing."""
        return self.FORBIDDEN if status == 403 and 403 not in self.statuses else super().kind_of_status(status)

    def concerns(self, interaction: Interaction) -> bool:
        request = interaction.request
        return request.purpose is Purpose.OTHER_CREDENTIAL and request.credential is self.credential

    def check_headers(self, interaction: Interaction) -> None:
        if interaction.status == 401 and not interaction.challenge:
            self._count(self.CHALLENGE, interaction, "WWW-Authenticate", "no such header")


class NoToken(_Unauthenticated):
    """A request without a token is rejected."""

    name = "no-token"
    explanation = "Every endpoint rejects a request without a token with 401, a JSON body and WWW-Authenticate."
    credential = Credential.NONE
    STATUS = Kind("open-to-strangers", "A request without a token is accepted, or rejected with another status.")
    kinds = (STATUS, _Unauthenticated.FORBIDDEN, ErrorResponse.BODY, _Unauthenticated.CHALLENGE)


class WrongToken(_Unauthenticated):
    """A request with an unknown token is rejected."""

    name = "wrong-token"
    explanation = "Every endpoint rejects an unknown token with 401, a JSON body and WWW-Authenticate."
    credential = Credential.WRONG
    STATUS = Kind("wrong-token-accepted", "An unknown token is accepted, or rejected with another status.")
    kinds = (STATUS, _Unauthenticated.FORBIDDEN, ErrorResponse.BODY, _Unauthenticated.CHALLENGE)


class ForbiddenToken(_Unauthenticated):
    """A request with a token without permission is rejected."""

    name = "forbidden-token"
    explanation = (
        "A request with a valid token that lacks the permission is rejected with 403 and a JSON body. "
        "Runs only with such a token (--forbidden-token-env)."
    )
    needs = "a token without permission: --forbidden-token-env"
    credential = Credential.FORBIDDEN
    statuses = frozenset((403,))
    STATUS = Kind("right-not-required", "A token without permission is accepted, or rejected with another status.")
    kinds = (STATUS, ErrorResponse.BODY)


class UnknownOrder(ErrorResponse):
    """A request for an unknown order gets 404."""

    name = "unknown-order"
    explanation = (
        "Every endpoint that takes an order returns 404 with a JSON body if there is no such order "
        "(Django REST framework; the vendor's documentation lists no 404)."
    )
    endpoints = tuple(endpoint for endpoint in READS if endpoint.takes_order)
    statuses = frozenset((404,))
    STATUS = Kind(
        "unknown-order-answered",
        "The response for an order that does not exist is not 404.",
        Provenance.CONVENTION,
    )
    kinds = (STATUS, ErrorResponse.BODY)

    def concerns(self, interaction: Interaction) -> bool:
        """Return whether an order is requested that does not exist."""
        return interaction.request.purpose is Purpose.UNKNOWN_ORDER

    def example_of(self, interaction: Interaction) -> str:
        """Return which order."""
        return f"order {interaction.request.pk}"


class UnknownEvent(ErrorResponse):
    """A request for an unknown webhook event gets 404."""

    name = "unknown-event"
    explanation = (
        "A request for a webhook event that the order does not have gets 404 and a JSON body, also if the event "
        "belongs to another order (Django REST framework; the vendor's documentation lists no 404)."
    )
    endpoints = tuple(endpoint for endpoint in READS if "{event}" in endpoint.template)
    needs = "an order"
    statuses = frozenset((404,))
    STATUS = Kind(
        "unknown-event-answered",
        "The response for an event that the order does not have is not 404.",
        Provenance.CONVENTION,
    )
    kinds = (STATUS, ErrorResponse.BODY)

    def concerns(self, interaction: Interaction) -> bool:
        """Return whether an event is requested that the order does not have."""
        return interaction.request.purpose is Purpose.UNKNOWN_EVENT

    def example_of(self, interaction: Interaction) -> str:
        """Return which event."""
        return f"event {interaction.request.event} of order {interaction.request.pk}"


class PagePastEnd(ErrorResponse):
    """A request for a page after the last one gets 404."""

    name = "page-past-end"
    explanation = (
        "Requests for the page after the last one, and for one far beyond it, get 404 and a JSON body "
        "(Django REST framework; the vendor's documentation lists no 404)."
    )
    endpoints = ORDER_LISTS
    statuses = frozenset((404,))
    STATUS = Kind(
        "past-end-answered",
        "The response for a page after the last one is not 404.",
        Provenance.CONVENTION,
    )
    kinds = (STATUS, ErrorResponse.BODY)

    def concerns(self, interaction: Interaction) -> bool:
        """Return whether a page after the last one is requested, and no new orders have filled it."""
        return interaction.request.purpose is Purpose.PAST_END and not _exists_by_now(interaction)

    def example_of(self, interaction: Interaction) -> str:
        """Return which page."""
        return f"page {interaction.request.page}"


def _exists_by_now(interaction: Interaction) -> bool:
    """Return whether orders that arrived in the meantime fill the page that was past the end."""
    document = interaction.document
    count = document.get("count") if isinstance(document, dict) else None
    limit = int(dict(interaction.request.query)["limit"])
    return type(count) is int and bool(document.get("results")) and count > (interaction.request.page - 1) * limit
