"""Provenance: the source of what is known about a property, status, endpoint or parameter."""

from __future__ import annotations

from enum import StrEnum


class Provenance(StrEnum):
    """The four sources, the most reliable first."""

    DOCUMENTED = "documented"
    """The vendor's documentation of Order Services: its one sample body, or its prose."""
    SIBLING = "sibling"
    """The documentation of another Akinon service, or of the same object elsewhere."""
    CONVENTION = "convention"
    """The behaviour of Django REST framework, on which the vendor's API appears to run."""
    ASSUMED = "assumed"
    """An assumption of oms-mock, where no source exists."""


DOCUMENTED, SIBLING, CONVENTION, ASSUMED = Provenance
