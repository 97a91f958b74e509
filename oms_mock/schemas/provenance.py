"""How we know a thing: four words that are never blurred."""

from __future__ import annotations

from enum import StrEnum


class Provenance(StrEnum):
    """How well a property, status, endpoint or parameter is known, best first."""

    DOCUMENTED = "documented"
    """On the vendor's Order Services page: in its one sample body, or in its words."""
    SIBLING = "sibling"
    """Documented for a neighbouring Akinon service, or for the same object elsewhere."""
    CONVENTION = "convention"
    """What Django REST framework, on which the vendor's API shows every sign of running, does."""
    ASSUMED = "assumed"
    """Our own answer where nothing is said."""


DOCUMENTED, SIBLING, CONVENTION, ASSUMED = Provenance
