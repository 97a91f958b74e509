"""Rules about requests that are to be refused: strangers, and things that do not exist."""

from __future__ import annotations

from oms_mock.contract.client.interaction import MISSING, TOO_MANY_REQUESTS, Credential, Interaction, Purpose
from oms_mock.contract.endpoints import ENDPOINTS, ORDER_LISTS, READS
from oms_mock.contract.rules.base import Kind, Rule, occasion
from oms_mock.contract.schema.drift import type_of
from oms_mock.contract.severity import Provenance


class Refusal(Rule):
    """A request that is to be refused, and how."""

    unit = "requests"
    statuses: frozenset[int]
    STATUS: Kind
    BODY = Kind(
        "refusal-not-json",
        "A refusal has a JSON body, as every answer of Django REST framework. A client that parses it "
        "fails on a HTML page. What the text says is never judged.",
        Provenance.CONVENTION,
    )

    def concerns(self, interaction: Interaction) -> bool:
        """Whether this is a request that the rule is about."""
        raise NotImplementedError

    def see(self, interaction: Interaction) -> None:
        """Judge the status and the body of a refusal."""
        status = interaction.status
        if status is None or status == TOO_MANY_REQUESTS or not self.concerns(interaction):
            return
        self.test(interaction.endpoint)
        if status not in self.statuses:
            self._count(self.STATUS, interaction, " or ".join(map(str, sorted(self.statuses))), str(status))
        elif not isinstance(interaction.document, dict):
            got = "no JSON" if interaction.document is MISSING else type_of(interaction.document)
            self._count(self.BODY, interaction, "a JSON object that says why", got)
        self.see_refused(interaction)

    def see_refused(self, interaction: Interaction) -> None:
        """Look at what else a refusal has."""

    def _count(self, kind: Kind, interaction: Interaction, expected: str, got: str) -> None:
        self.fault(
            kind,
            interaction.endpoint,
            expected=expected,
            got=got,
            example=self.example_of(interaction),
            request=interaction.request,
            occasion=occasion([interaction]),
        )

    def example_of(self, interaction: Interaction) -> str:
        """Say which request it was."""
        return f"with {interaction.request.credential}"


class _Stranger(Refusal):
    credential: Credential
    CHALLENGE = Kind(
        "no-challenge",
        "A 401 carries WWW-Authenticate (RFC 9110), so that a client knows which scheme is wanted.",
        Provenance.CONVENTION,
    )
    endpoints = ENDPOINTS
    statuses = frozenset((401,))

    def concerns(self, interaction: Interaction) -> bool:
        request = interaction.request
        return request.purpose is Purpose.STRANGER and request.credential is self.credential

    def see_refused(self, interaction: Interaction) -> None:
        if interaction.status == 401 and not interaction.challenge:
            self._count(self.CHALLENGE, interaction, "WWW-Authenticate", "no such header")


class NoToken(_Stranger):
    """Without a token nothing is shown."""

    name = "no-token"
    explanation = "Every endpoint answers a request without a token with 401, a JSON body and WWW-Authenticate."
    credential = Credential.NONE
    STATUS = Kind("open-to-strangers", "Orders are shown to somebody who sent no token, or the refusal is not 401.")
    kinds = (STATUS, Refusal.BODY, _Stranger.CHALLENGE)


class WrongToken(_Stranger):
    """With a token that nobody was given nothing is shown."""

    name = "wrong-token"
    explanation = "Every endpoint answers a token that nobody was given with 401, a JSON body and WWW-Authenticate."
    credential = Credential.WRONG
    STATUS = Kind("wrong-token-accepted", "A token that nobody was given is accepted, or the refusal is not 401.")
    kinds = (STATUS, Refusal.BODY, _Stranger.CHALLENGE)


class ForbiddenToken(_Stranger):
    """A token without the right is told so."""

    name = "forbidden-token"
    explanation = (
        "A token that is known and lacks the right is answered with 403 and a JSON body. "
        "Runs only when such a token is given (--forbidden-token-env)."
    )
    needs = "a token without the right: --forbidden-token-env"
    credential = Credential.FORBIDDEN
    statuses = frozenset((403,))
    STATUS = Kind("right-not-required", "A token without the right is let in, or the refusal is not 403.")
    kinds = (STATUS, Refusal.BODY)


class UnknownOrder(Refusal):
    """An order that does not exist is not found."""

    name = "unknown-order"
    explanation = (
        "Every endpoint that takes an order answers 404 with a JSON body when there is no such order "
        "(Django REST framework; the page lists no 404)."
    )
    endpoints = tuple(endpoint for endpoint in READS if endpoint.takes_order)
    statuses = frozenset((404,))
    STATUS = Kind(
        "unknown-order-answered",
        "An order that does not exist is answered with something else than 404.",
        Provenance.CONVENTION,
    )
    kinds = (STATUS, Refusal.BODY)

    def concerns(self, interaction: Interaction) -> bool:
        """Requests for an order that does not exist."""
        return interaction.request.purpose is Purpose.UNKNOWN_ORDER

    def example_of(self, interaction: Interaction) -> str:
        """Say which order."""
        return f"order {interaction.request.pk}"


class UnknownEvent(Refusal):
    """An event that an order does not have is not found."""

    name = "unknown-event"
    explanation = (
        "A webhook event that the order does not have is answered with 404 and a JSON body, also when the event "
        "exists and belongs to another order (Django REST framework; the page lists no 404)."
    )
    endpoints = tuple(endpoint for endpoint in READS if "{event}" in endpoint.template)
    needs = "an order"
    statuses = frozenset((404,))
    STATUS = Kind(
        "unknown-event-answered",
        "An event that this order does not have is answered with something else than 404.",
        Provenance.CONVENTION,
    )
    kinds = (STATUS, Refusal.BODY)

    def concerns(self, interaction: Interaction) -> bool:
        """Requests for an event that the order does not have."""
        return interaction.request.purpose is Purpose.UNKNOWN_EVENT

    def example_of(self, interaction: Interaction) -> str:
        """Say which event."""
        return f"event {interaction.request.event} of order {interaction.request.pk}"


class PagePastEnd(Refusal):
    """A page after the last one is not found."""

    name = "page-past-end"
    explanation = (
        "The page after the last one, and one far beyond it, are answered with 404 and a JSON body "
        "(Django REST framework; the page lists no 404)."
    )
    endpoints = ORDER_LISTS
    statuses = frozenset((404,))
    STATUS = Kind(
        "past-end-answered",
        "A page after the last one is answered with something else than 404.",
        Provenance.CONVENTION,
    )
    kinds = (STATUS, Refusal.BODY)

    def concerns(self, interaction: Interaction) -> bool:
        """Requests for a page after the last one."""
        return interaction.request.purpose is Purpose.PAST_END and not _has_begun_to_exist(interaction)

    def example_of(self, interaction: Interaction) -> str:
        """Say which page."""
        return f"page {interaction.request.page}"


def _has_begun_to_exist(interaction: Interaction) -> bool:
    """Whether orders that arrived meanwhile fill the page that was past the end."""
    document = interaction.document
    count = document.get("count") if isinstance(document, dict) else None
    limit = int(dict(interaction.request.query)["limit"])
    return type(count) is int and bool(document.get("results")) and count > (interaction.request.page - 1) * limit
