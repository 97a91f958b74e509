"""Count requests and responses of a run, and give up after too many failures in a row."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator

from oms_mock.contract.client.interaction import TOO_MANY_REQUESTS, Credential, Interaction, Purpose
from oms_mock.contract.endpoints import ENDPOINTS, ORDER_DETAIL
from oms_mock.contract.outcome.report import EndpointCoverage

NO_RESPONSES, UNAUTHORISED, THROTTLES = 10, 20, 3
"""How many failures in a row end a run."""


ONLY_THROTTLED = "the deployment responds only with 429: try a lower --rate, or later"


class GivenUp(Exception):  # noqa: N818
    """Further requests are pointless; the message says why, and the way out.

    Findings of the same `kind` say the same; they are listed as unstable, not reported as errors.
    """

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind


class Coverage:
    """Counts responses per endpoint, pages per list, and failures in a row."""

    def __init__(self) -> None:
        self.pages: Counter[str] = Counter()
        self.opened = 0
        """Orders whose detail was requested."""
        self.first_counts: dict[str, int] = {}
        self._statuses: dict[str, Counter[int]] = {endpoint.name: Counter() for endpoint in ENDPOINTS}
        self._ordinary: dict[str, Counter[int]] = {endpoint.name: Counter() for endpoint in ENDPOINTS}
        self._seconds: dict[str, array[float]] = {endpoint.name: array("f") for endpoint in ENDPOINTS}
        """How long responses took: four bytes for each."""
        self._in_a_row: Counter[str] = Counter()

    def take(self, interaction: Interaction) -> None:
        """Count a response. Raises GivenUp after too many failures in a row."""
        self._statuses[interaction.endpoint.name][interaction.status or 0] += 1
        if interaction.status is not None:
            self._seconds[interaction.endpoint.name].append(interaction.seconds)
        if interaction.is_ordinary:
            self._ordinary[interaction.endpoint.name][interaction.status or 0] += 1
        if interaction.request.purpose is Purpose.WALK and interaction.status == 200:
            self.pages[interaction.endpoint.name] += 1
        if interaction.request.purpose is Purpose.VISIT and interaction.endpoint is ORDER_DETAIL:
            self.opened += 1
        if interaction.count is not None and interaction.request.pk is None:
            self.first_counts.setdefault(interaction.endpoint.name, interaction.count)
        if interaction.request.credential is Credential.OWN:
            self._see_health(interaction)

    def _see_health(self, interaction: Interaction) -> None:
        status = interaction.status
        self._count("none", status is None)
        self._count("401", status == 401)
        self._count("429", status == TOO_MANY_REQUESTS)
        if self._in_a_row["none"] >= NO_RESPONSES:
            why = f"the deployment stopped responding: {interaction.no_response}: try a lower --rate, or later"
            raise GivenUp(why, "no-answer")
        if self._in_a_row["401"] >= UNAUTHORISED:
            raise GivenUp("the token is now rejected (401): has it expired?")
        if self._in_a_row["429"] >= THROTTLES:
            raise GivenUp(ONLY_THROTTLED, "throttled")

    def _count(self, name: str, happened: bool) -> None:
        self._in_a_row[name] = self._in_a_row[name] + 1 if happened else 0

    def ordinary(self, name: str) -> Counter[int]:
        """Return the responses to ordinary requests, by status; 0 stands for no response."""
        return self._ordinary[name]

    def endpoints(self) -> Iterator[EndpointCoverage]:
        """Return the coverage of each endpoint."""
        for endpoint in ENDPOINTS:
            statuses = self._statuses[endpoint.name]
            seconds = sorted(self._seconds[endpoint.name])
            times = (_percentile(seconds, 50), _percentile(seconds, 95))
            yield EndpointCoverage(endpoint, statuses.total(), dict(sorted(statuses.items())), *times)


def _percentile(ordered: list[float], percent: int) -> float | None:
    """Return the value that so many percent do not exceed (nearest rank); None without values."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None
