"""The output of `fidelity` as text and as JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from oms_mock.contract.endpoints import (
    DELIVERY_TYPES,
    ENDPOINTS,
    EVENT_LIST,
    ORDER_DETAIL,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    Endpoint,
)
from oms_mock.contract.fidelity import record, text
from oms_mock.contract.fidelity.fields import fields
from oms_mock.contract.fidelity.ledger import Ledger, LedgerEntry, Standing

TODAY, BEFORE = date(2026, 11, 26), date(2026, 11, 1)
VERIFIED = LedgerEntry(Standing.VERIFIED, TODAY)
NULL_DRIFT = LedgerEntry(Standing.CONTRADICTED, TODAY, "null-drift", "c84e182e9fa9")
LEDGER = Ledger(
    {
        (EVENT_LIST.label, "$"): LedgerEntry(Standing.VERIFIED, TODAY, forms=("a list of objects",)),
        (EVENT_LIST.label, "$[*].id"): LedgerEntry(Standing.VERIFIED, TODAY, contradicted_before=BEFORE),
        (EVENT_LIST.label, "$[*].uuid"): NULL_DRIFT,
        (EVENT_LIST.label, "$[*].secret"): LedgerEntry(Standing.FOUND, TODAY),
        (ORDER_DETAIL.label, "$.customer.email"): NULL_DRIFT,
        (ORDER_DETAIL.label, "$.segment"): LedgerEntry(Standing.CONTRADICTED, TODAY, "missing-field", "24155fc86ba0"),
        (ORDER_DETAIL.label, "$.notes"): LedgerEntry(Standing.SEEN_AS_NULL, TODAY),
        (ORDER_DETAIL.label, "$.shipping_address.postcode_new"): LedgerEntry(Standing.FOUND, TODAY),
        (ORDER_DETAIL.label, "$.old"): VERIFIED,
    }
)
SORTS = {
    "documents": ([ORDER_LIST_SHORT, DELIVERY_TYPES], None),
    "a ledger": ([EVENT_LIST, ORDER_DETAIL], LEDGER),
    "a ledger that is empty": ([DELIVERY_TYPES], Ledger()),
}


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", SORTS)
def test_the_text_of_an_endpoint_matches_the_snapshot(snapshot: Any, name: str, width: int) -> None:
    assert text.text(*SORTS[name], width) == snapshot


@pytest.mark.parametrize("width", [80, 120])
def test_the_summary_of_all_endpoints_matches_the_snapshot(snapshot: Any, width: int) -> None:
    assert text.text(ENDPOINTS, LEDGER, width).partition("\nGET ")[0] == snapshot


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("ledger", [None, LEDGER], ids=["documents", "a ledger"])
def test_no_line_is_wider_than_the_window(ledger: Ledger | None, width: int) -> None:
    assert max(map(len, text.text(ENDPOINTS, ledger, width).splitlines())) <= width


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_every_field_has_one_line(endpoint: Endpoint) -> None:
    tree = text.text([endpoint]).partition("  errors    ")[2].splitlines()
    names = [line.split()[0].removesuffix("[*]") for line in tree if line.startswith("  ") and "  " in line.strip()]
    assert names == [each.path.rpartition(".")[2] for each in fields(endpoint)]


def test_an_incomplete_share_is_never_100_percent() -> None:
    assert [text.share(count, 1000) for count in (0, 1, 999, 1000)] == ["-", "1   1 %", "999  99 %", "1000 100 %"]


def test_the_json_document_contains_the_same_data() -> None:
    written = json.loads(json.dumps(record.record([ORDER_DETAIL], LEDGER)))
    (endpoint,) = written["endpoints"]
    by_path = {each["path"]: each for each in endpoint["fields"]}
    assert by_path["$.customer.email"] == {
        "path": "$.customer.email",
        "form": "an object",
        "provenance": "documented",
        "type_provenance": "documented",
        "ledger": {"contradicted": "2026-11-26", "kind": "null-drift", "finding": "c84e182e9fa9"},
    }
    assert by_path["$.notes"]["type_provenance"] == "assumed"
    assert by_path["$.id"]["ledger"] is None
    assert endpoint["undocumented"]["$.old"] == {"verified": "2026-11-26"}
    assert endpoint["summary"] == {"documented": 230, "sibling": 17, "convention": 0, "assumed": 0}
    assert written["ledger"] == {"verified": 0, "seen_as_null": 1, "contradicted": 2, "not_seen": 244, "found": 1}


def test_the_json_document_without_a_ledger_contains_no_entries() -> None:
    written = record.record([ORDER_LIST])
    assert (written["ledger"], written["endpoints"][0]["body"]["ledger"], written["endpoints"][0]["undocumented"]) == (
        None, None, {}
    )  # fmt: skip
    assert written["endpoints"][0]["answers"][0] == {
        "status": 200, "provenance": "documented", "body_provenance": "documented"
    }  # fmt: skip
