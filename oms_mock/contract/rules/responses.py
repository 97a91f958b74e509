"""Rules about each response by itself: status, content type, well-formed JSON, server errors."""

from __future__ import annotations

from typing import ClassVar

from oms_mock.contract.client.interaction import TOO_MANY_REQUESTS, Flaw, Interaction, Purpose, Request
from oms_mock.contract.endpoints import ENDPOINTS, READS
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.severity import Provenance, Severity

DOCUMENTED_STATUSES = frozenset((200, 401, 403, 429, 500))
_OK = 200


def where(request: Request) -> str:
    """Return where a response belongs: its order, or its page."""
    if request.pk is not None:
        return f"order {request.pk}"
    return f"page {request.page}" if request.purpose is Purpose.WALK else ""


class Status(Rule):
    """The response to an ordinary request has the status 200."""

    name = "status"
    explanation = (
        "The response to an ordinary request with a valid token is 200 OK. The vendor's documentation lists 200, 401, "
        "403, 429 and 500; any other status is reported as undocumented. A listed order that cannot be opened is "
        "reported by the rule `opens`, a 5xx by the rule `server-error`."
    )
    endpoints = READS
    UNDOCUMENTED = Kind(
        "undocumented-status",
        "The response has a status that is not documented for this endpoint.",
    )
    REFUSED = Kind(
        "refused",
        "The token was accepted by other requests of this run, and rejected here with 401 or 403. "
        "Check whether it expired, or whether one of several servers does not know it.",
    )
    kinds = (UNDOCUMENTED, REFUSED)

    def see(self, interaction: Interaction) -> None:
        """Check the status of an ordinary response."""
        status = interaction.status
        if not interaction.is_ordinary or status is None or status >= 500 or status == TOO_MANY_REQUESTS:
            return
        self.test(interaction.endpoint)
        if status == _OK or (interaction.request.purpose is Purpose.VISIT and status in {404, 410}):
            return
        kind = self.REFUSED if status in DOCUMENTED_STATUSES else self.UNDOCUMENTED
        self.fault_in_response(kind, interaction, expected="200", got=str(status), example=where(interaction.request))


class ContentType(Rule):
    """A 200 has the content type of JSON."""

    name = "content-type"
    explanation = (
        "A JSON body has the header `Content-Type: application/json`. Many clients choose the parser by this header, "
        "and fail or show raw text without it. All documented responses are JSON; the header is that of Django REST "
        "framework."
    )
    endpoints = ENDPOINTS
    WRONG = Kind(
        "wrong-content-type",
        "A 200 whose Content-Type is not application/json: a login page, a proxy's page, or a changed renderer.",
        Provenance.CONVENTION,
        Severity.ERROR,
    )
    kinds = (WRONG,)

    def see(self, interaction: Interaction) -> None:
        """Check the content type of a 200."""
        if interaction.status != _OK or not _wants_body(interaction):
            return
        self.test(interaction.endpoint)
        media_type = interaction.media_type
        if media_type == "application/json" or (media_type.startswith("application/") and media_type.endswith("+json")):
            return
        got = media_type if media_type in _SHOWN else "another content type" if media_type else "no content type"
        self.fault_in_response(
            self.WRONG, interaction, expected="application/json", got=got, example=where(interaction.request)
        )


_SHOWN = frozenset(("text/html", "text/plain", "application/xml", "text/xml", "text/csv", "application/octet-stream"))
"""Content types that are shown in findings; any other could be text from the deployment."""


class WellFormed(Rule):
    """The body of a 200 is JSON that all parsers read alike."""

    name = "well-formed"
    explanation = (
        "The body of a 200 is JSON as RFC 8259 defines it: complete, UTF-8, no NaN or Infinity, no duplicate key in "
        "an object, nothing after its end. Python's parser accepts some of these faults; browsers and Go do not."
    )
    endpoints = ENDPOINTS
    FLAWS: ClassVar[dict[Flaw, Kind]] = {
        Flaw.NOT_JSON: Kind("not-json", "The body cannot be parsed as JSON at all."),
        Flaw.TRUNCATED: Kind("truncated", "The body ends before the JSON document does."),
        Flaw.NAN: Kind("nan", "The body has NaN or Infinity, which are not JSON."),
        Flaw.DUPLICATE_KEY: Kind("duplicate-key", "An object has a key twice; parsers differ in which one they use."),
        Flaw.ENCODING: Kind("encoding", "The body is not UTF-8, or begins with a byte order mark."),
        Flaw.TOO_LARGE: Kind("too-large", "The body is larger than 8 MiB and was not read to its end."),
    }
    kinds = tuple(FLAWS.values())

    def see(self, interaction: Interaction) -> None:
        """Check the JSON of a 200."""
        if interaction.status != _OK or not _wants_body(interaction):
            return
        self.test(interaction.endpoint)
        if interaction.flaw is None:
            return
        kind, got = self.FLAWS[interaction.flaw], _GOT[interaction.flaw]
        self.fault_in_response(
            kind, interaction, expected="well-formed JSON", got=got, example=where(interaction.request)
        )


_GOT = {
    Flaw.NOT_JSON: "a body that is not JSON",
    Flaw.TRUNCATED: "JSON that is cut off",
    Flaw.NAN: "NaN or Infinity",
    Flaw.DUPLICATE_KEY: "a key twice in one object",
    Flaw.ENCODING: "bytes that are not plain UTF-8",
    Flaw.TOO_LARGE: "a body of more than 8 MiB",
}


class ServerError(Rule):
    """Every request gets a response, and not a 5xx."""

    name = "server-error"
    explanation = (
        "A request gets a response, and not a 5xx. A 5xx or a missing response that does not occur again when the "
        "request is repeated is a warning with its rate, or an error if there are at least 3 and more than 10 % of the "
        "requests of the endpoint; `--flaky` changes that. Any other is an error. The vendor's documentation lists 500 "
        "as `An unexpected error occurred on the server`."
    )
    endpoints = ENDPOINTS
    ERROR = Kind("server-error", "A 5xx at every attempt.", certain=True)
    CURED = Kind(
        "server-error-cured",
        "A 5xx that did not occur again when the request was repeated.",
        severity=Severity.WARNING,
        certain=True,
    )
    NO_ANSWER = Kind("no-answer", "The connection failed, broke or timed out at every attempt.", certain=True)
    NO_ANSWER_CURED = Kind(
        "no-answer-cured",
        "The connection failed, broke or timed out, and the repeated request got a response.",
        severity=Severity.WARNING,
        certain=True,
    )
    THROTTLED = Kind(
        "throttled",
        "429 at every attempt, although each waited for Retry-After. Run with a lower --rate.",
        severity=Severity.WARNING,
        certain=True,
    )
    kinds = (ERROR, CURED, NO_ANSWER, NO_ANSWER_CURED, THROTTLED)

    def see(self, interaction: Interaction) -> None:
        """Check whether a request got a response, and of which status."""
        self.test(interaction.endpoint)
        status = interaction.status
        if status is None:
            self._count(self.NO_ANSWER, interaction, str(interaction.no_response))
        elif status >= 500:
            self._count(self.ERROR, interaction, str(status))
        elif status == TOO_MANY_REQUESTS:
            self._count(self.THROTTLED, interaction, str(status))
        else:
            self._see_cured(interaction)

    def _see_cured(self, interaction: Interaction) -> None:
        for attempt in interaction.attempts:
            if not isinstance(attempt, int):
                return self._count(self.NO_ANSWER_CURED, interaction, f"at first {attempt}")
            if attempt >= 500:
                return self._count(self.CURED, interaction, f"{attempt} at first")
        return None

    def _count(self, kind: Kind, interaction: Interaction, got: str) -> None:
        self.fault(
            kind,
            interaction.endpoint,
            expected="a status below 500",
            got=got,
            example=where(interaction.request),
            request=interaction.request,
        )


def _wants_body(interaction: Interaction) -> bool:
    return interaction.is_ordinary or interaction.request.purpose is Purpose.PULL
