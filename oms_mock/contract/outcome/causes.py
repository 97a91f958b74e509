"""Causes: findings that probably have one cause, together.

One change of a deployment often shows in several places: in the list, in the opened order, and where both are compared.
Findings have one cause if they

- are of one kind and about the same field, also of another view, or of two objects of one sort (both addresses);
- are about the same field of an object, whatever their kinds, or compare a field that the other is a part of;
- miss a field and have a new one instead, in the same object: it was renamed;
- have the same difference in many fields: all amounts are numbers, an object is empty, another order is returned;
- are about the pages of the same list, or about the same response;
- are of one kind and about the same part of a response: ten endpoints respond without a token.

This is a guess that helps the reader; ids, severities and the exit code do not depend on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

from oms_mock.contract.client.interaction import Purpose
from oms_mock.contract.endpoints import ENDPOINTS, ORDER_LIST
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.fields import Field, field_of
from oms_mock.contract.rules.registry import GROUPS, RULES
from oms_mock.contract.rules.same_orders import SameOrders
from oms_mock.contract.severity import Provenance
from oms_mock.spec.drift_kinds import FORMAT_DRIFT, MISSING_FIELD, TYPE_CHANGED, UNKNOWN_FIELD

COMPARISONS = frozenset(kind.name for rule in RULES for kind in rule.kinds if kind.contradiction)
"""Kinds that compare two responses: often a consequence of a change in one of them."""
FORMS = frozenset((FORMAT_DRIFT, TYPE_CHANGED))
"""Kinds about the form of a value, which a serializer has for all its fields."""
MANY = 3
"""So many fields with the same difference have one cause."""
PAGING = frozenset(rule.name for rule in GROUPS["pagination"])
"""Rules about the pages of a list: a wrong page breaks several of them."""

_PLACES = {endpoint.name: place for place, endpoint in enumerate(ENDPOINTS)}
_PROVENANCES = {provenance: place for place, provenance in enumerate(Provenance)}


@dataclass(frozen=True)
class Cause:
    """Findings that probably have one cause. The first one describes it best: the worst, and the best documented."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that describes the cause."""
        return self.findings[0]

    @property
    def others(self) -> tuple[Finding, ...]:
        """The other findings."""
        return self.findings[1:]


def causes(findings: Iterable[Finding]) -> list[Cause]:
    """Group findings by their probable cause; the worst cause is first."""
    ordered = sorted(findings, key=_weight)
    fields = {finding: field for finding in ordered if (field := field_of(finding))}
    groups = _connected(
        {finding: set(_own_keys(finding, fields.get(finding))) for finding in ordered}, _shared_keys(fields)
    )
    return [Cause(tuple(group)) for group in groups]


def _weight(finding: Finding) -> tuple[int, int, int, str, str, str]:
    place = _PLACES.get(finding.endpoint.name, len(_PLACES))
    return (
        -finding.severity.rank,
        _PROVENANCES[finding.provenance],
        place,
        finding.path,
        finding.rule,
        finding.kind,
    )


# Keys: findings that share one have one cause

Fields = dict[Finding, Field]
Keys = dict[Finding, set[Hashable]]


def _own_keys(finding: Finding, field: Field | None) -> Iterator[Hashable]:
    yield from _paging_keys(finding)
    if field is not None:
        yield field
        yield finding.kind, field.owner, field.leaf
        return
    yield finding.kind, finding.path
    if finding.path == "$" and finding.request:
        yield finding.request  # the same response


def _paging_keys(finding: Finding) -> Iterator[Hashable]:
    """Yield the lists whose pages a finding is about."""
    reads_pages = finding.path == "$" and finding.request and finding.request.purpose is Purpose.WALK
    if finding.rule in PAGING or reads_pages:
        yield "paging", finding.endpoint.name
    if finding.rule == SameOrders.name:
        yield "paging", ORDER_LIST.name


def _shared_keys(fields: Fields) -> Iterator[tuple[Finding, Hashable]]:
    """Yield keys of findings that have one cause because of others."""
    yield from _compared(fields)
    yield from _renamed(fields)
    yield from _lost(fields)
    yield from _alike(fields)


def _compared(fields: Fields) -> Iterator[tuple[Finding, Hashable]]:
    """Join a comparison with the first finding about a part of the compared field."""
    parts = dict[Field, Field]()
    for field in fields.values():
        for whole in field.wholes:
            parts.setdefault(whole, field)
    for finding, field in fields.items():
        if finding.kind in COMPARISONS and field in parts:
            yield finding, parts[field]


def _renamed(fields: Fields) -> Iterator[tuple[Finding, Hashable]]:
    """Join the only field that an object misses with the only one that is new in it."""
    changed = defaultdict[Hashable, dict[str, list[Finding]]](lambda: defaultdict(list))
    for finding, field in fields.items():
        if finding.kind in {MISSING_FIELD, UNKNOWN_FIELD}:
            changed[finding.endpoint.name, field.parent, finding.count][finding.kind].append(finding)
    for by_kind in changed.values():
        missing, unknown = by_kind[MISSING_FIELD], by_kind[UNKNOWN_FIELD]
        if len(missing) == len(unknown) == 1:
            yield unknown[0], fields[missing[0]]


def _lost(fields: Fields) -> Iterator[tuple[Finding, Hashable]]:
    """Join the fields that one object misses: it is empty, or inside of another one."""
    changed = {finding: field for finding, field in fields.items() if finding.kind in {MISSING_FIELD, UNKNOWN_FIELD}}
    yield from _many(changed, lambda finding: (finding.endpoint.name, fields[finding].parent, finding.count))


def _alike(fields: Fields) -> Iterator[tuple[Finding, Hashable]]:
    """Join fields with the same difference in form, and fields that differ between the same views of orders."""
    formed = {finding: field for finding, field in fields.items() if finding.kind in FORMS}
    yield from _many(formed, lambda finding: (finding.kind, finding.expected, finding.got))
    compared = {finding: field for finding, field in fields.items() if finding.kind in COMPARISONS}
    yield from _many(compared, lambda finding: (finding.kind, finding.endpoint.name, finding.count))


def _many(fields: Fields, key: Callable[[Finding], Hashable]) -> Iterator[tuple[Finding, Hashable]]:
    """Yield the findings whose key at least MANY fields share."""
    alike = defaultdict[Hashable, Fields](dict)
    for finding, field in fields.items():
        alike[key(finding)][finding] = field
    for shared, found in alike.items():
        if len({(field.owner, field.leaf) for field in found.values()}) >= MANY:
            yield from ((finding, shared) for finding in found)


def _connected(keys: Keys, more: Iterable[tuple[Finding, Hashable]]) -> Iterator[list[Finding]]:
    """Yield groups of findings that are connected by shared keys; groups and members keep their order."""
    for finding, key in more:
        keys[finding].add(key)
    holders = defaultdict[Hashable, list[Finding]](list)
    for finding, own in keys.items():
        for key in own:
            holders[key].append(finding)
    places = {finding: place for place, finding in enumerate(keys)}
    left = dict.fromkeys(keys)
    while left:
        group = set(_reached(next(iter(left)), keys, holders))
        for finding in group:
            del left[finding]
        yield sorted(group, key=places.__getitem__)


def _reached(first: Finding, keys: Keys, holders: dict[Hashable, list[Finding]]) -> Iterator[Finding]:
    waiting, seen = [first], {first}
    while waiting:
        finding = waiting.pop()
        yield finding
        for key in keys[finding]:
            for other in holders.pop(key, ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
