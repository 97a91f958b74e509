"""The file of a ledger: its format, and the errors of invalid files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from oms_mock.contract.endpoints import DELIVERY_TYPES, ORDER_LIST, ORDER_LIST_SHORT
from oms_mock.contract.fidelity import ledger_file
from oms_mock.contract.fidelity.ledger import Ledger, LedgerEntry, Standing
from oms_mock.errors import SetupError

TODAY, BEFORE = date(2026, 11, 26), date(2026, 11, 1)
VERIFIED = LedgerEntry(Standing.VERIFIED, TODAY)
LIST, TYPES = ORDER_LIST.label, DELIVERY_TYPES.label


def test_entries_are_sorted_by_endpoint_and_path(snapshot: Any) -> None:
    entries = {
        (TYPES, "$"): LedgerEntry(Standing.VERIFIED, TODAY, forms=("a list of texts",)),
        (ORDER_LIST_SHORT.label, "$.count"): VERIFIED,
        (LIST, "$.results[*].new"): LedgerEntry(Standing.FOUND, TODAY),
        (LIST, "$.results[*].notes"): LedgerEntry(Standing.SEEN_AS_NULL, TODAY),
        (LIST, "$.results[*].customer.email"): LedgerEntry(Standing.CONTRADICTED, TODAY, "null-drift", "c84e182e9fa9"),
        (LIST, "$.count"): LedgerEntry(Standing.VERIFIED, TODAY, contradicted_before=BEFORE),
    }
    assert ledger_file.text(Ledger(entries)) == snapshot


def of(entry: Any, path: str = "$.count", label: str = LIST) -> str:
    return json.dumps({"version": 1, "endpoints": {label: {path: entry}}})


AT = f'$.endpoints["{LIST}"]["$.count"]'
ONE_STANDING = "must have exactly one of verified, seen_as_null, contradicted, found"
DAY = {"verified": "2026-11-26"}
CONTRADICTED = {"contradicted": "2026-11-26", "kind": "null-drift", "finding": "c84e182e9fa9"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "$: is not JSON: Expecting value at line 1, column 1"),
        ("[" * 100_000, "$: is nested more than 64 levels deep"),
        ("[]", "$: must be an object"),
        ('{"version": 2, "endpoints": {}}', "$.version: must be 1, the only version that is understood"),
        ('{"version": 1}', "$.endpoints: is required"),
        ('{"version": 1, "endpoint": {}, "endpoints": {}}', "$.endpoint: unknown key; did you mean endpoints?"),
        (
            of(DAY, label="GET /api/v1/oms/order/"),
            f'$.endpoints["GET /api/v1/oms/order/"]: unknown key; did you mean {LIST}?',
        ),
        (json.dumps({"version": 1, "endpoints": {LIST: []}}), f'$.endpoints["{LIST}"]: must be an object'),
        (of(DAY, path="count"), f'$.endpoints["{LIST}"].count: is not the path of a field'),
        (of(DAY, path="$.jane doe"), f'$.endpoints["{LIST}"]["$.jane doe"]: is not the path of a field'),
        (of(DAY, path="$.<key>"), f'$.endpoints["{LIST}"]["$.<key>"]: is not the path of a field'),
        (of(DAY, path="$.\x1b[31m"), f'$.endpoints["{LIST}"]["$.\\u001b[31m"]: is not the path of a field'),
        (of([]), f"{AT}: must be an object"),
        (of({}), f"{AT}: {ONE_STANDING}"),
        (of(DAY | {"found": "2026-11-26"}), f"{AT}: {ONE_STANDING}"),
        (of(DAY | {"verifed": "2026-11-26"}), f"{AT}.verifed: unknown key; did you mean verified?"),
        (of({"verified": "today"}), f"{AT}.verified: must be a date such as 2027-03-31"),
        (of(DAY | {"contradicted_before": None}), f"{AT}.contradicted_before: must not be null"),
        (of(DAY | {"kind": "null-drift"}), f"{AT}.kind: is for contradicted only"),
        (of(DAY | {"finding": "c84e182e9fa9"}), f"{AT}.finding: is for contradicted only"),
        (of(CONTRADICTED | {"finding": "C84E"}), f"{AT}.finding: must be twelve hex digits"),
        (
            of(CONTRADICTED | {"kind": "enum-growth"}),
            f"{AT}.kind: must be one of envelope-change, format-drift, missing-field, null-drift, type-changed",
        ),
        (
            of(CONTRADICTED | {"kind": ["x"]}),
            f"{AT}.kind: must be one of envelope-change, format-drift, missing-field, null-drift, type-changed",
        ),
        (of({"contradicted": "2026-11-26", "kind": "null-drift"}), f"{AT}.finding: is required"),
        (of(DAY | {"forms": ["a map"]}), f"{AT}.forms: is for the path $ only"),
        (
            of(DAY | {"forms": "a map"}, "$", TYPES),
            f'$.endpoints["{TYPES}"]["$"].forms: must be a list of some of: a list of objects, a list of texts, a map',
        ),
        (
            of(DAY | {"forms": ["a page"]}, "$", TYPES),
            f'$.endpoints["{TYPES}"]["$"].forms: must be a list of some of: a list of objects, a list of texts, a map',
        ),
    ],
)  # fmt: skip
def test_every_problem_is_reported_in_one_line_with_its_path(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "fidelity.json"
    path.write_text(content)
    with pytest.raises(SetupError) as caught:
        ledger_file.read(path)
    assert str(caught.value) == f"{path}: {words}"
