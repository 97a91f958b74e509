"""Part (a) of the recall: every path of the vendor's sample × every mutation that applies there.

Enumerated from the sample, not chosen. What need not be found is written down with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from oms_mock.faults.demo_drift import Drift, every, order_drift
from oms_mock.faults.rewrite import Rewrite
from oms_mock.spec.json_path import ALL, Path, to_string, walk
from oms_mock.spec.mutation_catalogue import CATALOGUE
from oms_mock.spec.mutations import Mutation, applies
from tests.recall.drifts import only, page_drift
from tests.recall.harness import DEEP
from tests.vendor import sample

EVERY, ONE, PAGE = "every order", "one order", "every page"

ENVELOPE_FITS = frozenset(("envelope", "envelope-change", "page-links", "page-totals"))
"""What also names a change of the envelope rightly."""


@dataclass(frozen=True)
class Case:
    """A mutation of one path: in every order, in one order of the last page, or in every page's envelope."""

    where: str
    path: Path
    mutation: Mutation

    @property
    def id(self) -> str:
        """How a person names it."""
        return f"{self.where}: {to_string(self.path)}: {self.mutation.name}".replace(" ", "-")

    @property
    def keys(self) -> str:
        """The keys of its path, without the lists: what exceptions are matched with."""
        return ".".join(step for step in self.path if isinstance(step, str))

    @property
    def fits(self) -> frozenset[str]:
        """Names of drift kinds and rules that name it rightly."""
        fits = frozenset(self.mutation.fits)
        if self.where == PAGE:
            return fits | ENVELOPE_FITS
        return fits if self.path else fits | {"null-drift", "type-changed"}

    @property
    def rewrite(self) -> Rewrite:
        """What the drifting proxy does."""
        if self.where == PAGE:
            return page_drift(self.path, self.mutation)
        return order_drift(Drift(self.path, self.mutation, every() if self.where == EVERY else only(DEEP)))


def cases() -> Iterator[Case]:
    """Enumerate all of them: the envelope first, then the order, path by path."""
    page = sample()
    envelope = {key: value if key != "results" else [{}, {}] for key, value in page.items()}
    for path, mutation in _applicable(envelope):
        if ALL not in path:  # the rows are the order's own cases
            yield Case(PAGE, path, mutation)
    for path, mutation in _applicable(page["results"][0]):
        yield Case(EVERY, path, mutation)
        yield Case(ONE, path, mutation)


def _applicable(document: Any) -> Iterator[tuple[Path, Mutation]]:
    for path in walk(document):
        for mutation in CATALOGUE:
            if applies(document, path, mutation):
                yield path, mutation


@dataclass(frozen=True)
class Exemption:
    """Cases that need not be found, and why: shell patterns of keys and mutations, and what is not meant."""

    keys: tuple[str, ...]
    mutations: tuple[str, ...]
    reason: str
    but: tuple[str, ...] = ()

    def covers(self, case: Case) -> bool:
        """Whether a case need not be found for this reason."""
        return (
            any(fnmatchcase(case.keys, each) for each in self.keys)
            and any(fnmatchcase(case.mutation.name, each) for each in self.mutations)
            and not any(fnmatchcase(case.keys, each) for each in self.but)
        )


_ITEM = "orderitem_set."
_STATES = ("state", f"{_ITEM}state")
_PLACES = ("city", "country", "township", "district")
_PERSONS = ("customer", "*_address.customer")
_OBJECTS_OF_ANY_SHAPE = (
    f"{_ITEM}attributes",
    f"{_ITEM}attributes_kwargs",
    f"{_ITEM}product.attributes",
    f"{_ITEM}product.attributes_kwargs",
    f"{_ITEM}product.extra_attributes",
    f"{_ITEM}extra_field.*_extra_field",
    "channel.configuration",
    "channel.configuration.feature_flags",
    "channel.configuration.localized_cancel_mail_subject",
    *(f"{state}.config" for state in _STATES),
)
_NEVER_SEEN_FILLED = (
    "delivery_range",
    "tracking_number",
    "gift_box_note",
    "notes",
    "*_address.notes",
    *(f"{person}.{key}" for person in _PERSONS for key in ("phone_number", "erp_code")),
    f"{_ITEM}product.barcode",
    f"{_ITEM}image",
    f"{_ITEM}stock_list.code",
)
_REFERENCES_NEVER_SEEN = ("retail_store", "segment")

EXEMPTIONS: tuple[Exemption, ...] = (
    Exemption(
        (
            "*_address.postcode",
            "*_address.email",
            "*_address.phone_number",
            "*_address.company_name",
            "*_address.tax_office",
            "*_address.tax_no",
            "*_address.district",
            *(f"*_address.{place}.*itude" for place in _PLACES),
            f"{_ITEM}price_list.code",
            f"{_ITEM}product.remote_modified_date",
            "cargo_company",
        ),
        ("null",),
        "nullable: null in samples of sibling pages, or a reference or text that may be unset (domain.md §2.0)",
    ),
    Exemption(
        tuple(f"{state}.translations" for state in _STATES),
        ("null", "remove", "rename", "empty-object", "wrap"),
        "translations are null on one sibling page and absent on another, and no language is required (domain.md §2.0)",
    ),
    Exemption(
        tuple(f"{state}.translations.*-*" for state in _STATES),
        ("remove", "rename"),
        "which languages a deployment has is its own affair",
        but=("*.name",),
    ),
    Exemption(
        _OBJECTS_OF_ANY_SHAPE,
        ("wrap",),
        "an object of any shape: an object inside it is one of its keys",
    ),
    Exemption(
        (f"{_ITEM}product.attributes.*",),
        ("*",),
        "attributes are a deployment's own: any keys, any values",
    ),
    Exemption(
        (f"{_ITEM}product.attributes_kwargs.*",),
        ("remove", "rename", "null"),
        "attributes are a deployment's own, and nothing says which of label, value and data_type must be there",
        but=(f"{_ITEM}product.attributes_kwargs.hallo", f"{_ITEM}product.attributes_kwargs.integration_kol_boyu"),
    ),
    Exemption(
        (f"{_ITEM}product.attributes_kwargs.hallo", f"{_ITEM}product.attributes_kwargs.integration_kol_boyu"),
        ("remove", "rename", "empty-object", "wrap"),
        "attributes are a deployment's own, and nothing says which of label, value and data_type must be there",
    ),
    Exemption(
        (f"{_ITEM}product.attributes_kwargs.*.value",),
        ("text-to-*",),
        "the value of an attribute may be of any type",
    ),
    Exemption(
        ("channel.configuration.*",),
        ("remove", "rename", "null"),
        "the configuration of a channel is free-form: the contract requires none of its keys (domain.md §2.0)",
    ),
    Exemption(
        _NEVER_SEEN_FILLED,
        ("null-to-text",),
        "filled at last: the page shows null only, and text is what such a key holds",
    ),
    Exemption(
        _NEVER_SEEN_FILLED,
        ("null-to-object", "null-to-list", "null-to-number", "null-to-boolean"),
        "the page shows null only: that it would be text is assumed, so another type weighs info",
    ),
    Exemption(
        _REFERENCES_NEVER_SEEN,
        ("null-to-object", "null-to-number", "null-to-text"),
        "filled at last: a reference may come as key, name or object (domain.md §9)",
    ),
    Exemption(
        _REFERENCES_NEVER_SEEN,
        ("null-to-list", "null-to-boolean"),
        "the page shows null only: what a reference would look like is assumed, so another type weighs info",
    ),
    Exemption(
        ("*_address.mapping",),
        ("null-to-*",),
        "the page shows null only: that it would be an object is assumed, so another type weighs info",
    ),
    Exemption(
        (f"{_ITEM}parent_omnitron_id",),
        ("null-to-*",),
        "the page shows null only: that it would be an integer is assumed, so another type weighs info",
    ),
    Exemption(
        ("commands",),
        ("null", "list-to-*", "wrap"),
        "the page shows an empty list and a sentence: what it would hold is assumed, so another type weighs info",
    ),
    Exemption(
        (f"{_ITEM}product.productimage_set",),
        ("empty-list",),
        "a product without images is an ordinary product",
    ),
    Exemption(
        (f"{_ITEM}product.productimage_set",),
        ("repeat-first",),
        "images recur with their product in every order of it, so their ids are not unique",
    ),
    Exemption(
        (f"{_ITEM}*",),
        ("another-value",),
        "another valid value of an item: no other view shows items, so nothing contradicts it",
        but=(f"{_ITEM}product.id",),
    ),
    Exemption(
        ("*",),
        ("new-value",),
        "enum-growth is information: lists of constants grow",
        but=("payment_type", "delivery_type"),
    ),
    Exemption(("*", ""), ("extra-field",), "unknown-field is information: APIs grow, and clients ignore what is new"),
)


def reason(case: Case) -> str | None:
    """Say why a case need not be found; None if it must be."""
    return next((exemption.reason for exemption in EXEMPTIONS if exemption.covers(case)), None)


def expected() -> list[Case]:
    """List the cases that must be found."""
    return [case for case in cases() if reason(case) is None]
