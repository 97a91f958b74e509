"""The file of a ledger: its format, and the errors of invalid files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from oms_mock.contract.endpoints import DELIVERY_TYPES, ORDER_LIST, ORDER_LIST_SHORT
from oms_mock.contract.fidelity import ledger_file
from oms_mock.contract.fidelity.ledger import Entry, Ledger, Standing
from oms_mock.errors import SetupError

TODAY, BEFORE = date(2026, 11, 26), date(2026, 11, 1)
VERIFIED = Entry(Standing.VERIFIED, TODAY)
LIST, TYPES = ORDER_LIST.label, DELIVERY_TYPES.label


def test_it_is_readable_and_sorted_as_endpoints_are_documented(snapshot: Any) -> None:
    entries = {
        (TYPES, "$"): Entry(Standing.VERIFIED, TODAY, forms=("a list of texts",)),
        (ORDER_LIST_SHORT.label, "$.count"): VERIFIED,
        (LIST, "$.results[*].new"): Entry(Standing.FOUND, TODAY),
        (LIST, "$.results[*].notes"): Entry(Standing.SEEN_AS_NULL, TODAY),
        (LIST, "$.results[*].customer.email"): Entry(Standing.CONTRADICTED, TODAY, "null-drift", "c84e182e9fa9"),
        (LIST, "$.count"): Entry(Standing.VERIFIED, TODAY, contradicted_before=BEFORE),
    }
    assert ledger_file.text(Ledger(entries)) == snapshot


def of(entry: Any, path: str = "$.count", label: str = LIST) -> str:
    return json.dumps({"version": 1, "endpoints": {label: {path: entry}}})


AT = f"{LIST}: $.count: "
DAY = {"verified": "2026-11-26"}
CONTRADICTED = {"contradicted": "2026-11-26", "kind": "null-drift", "finding": "c84e182e9fa9"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "line 1, column 1: not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "not an object with the keys version and endpoints"),
        ('{"version": 2, "endpoints": {}}', '"version" is not 1, the only one that is understood'),
        ('{"version": 1}', '"endpoints" is not an object'),
        ('{"version": 1, "endpoint": {}}', "\"endpoint\" is no key of it: did you mean 'endpoints'?"),
        (of(DAY, label="GET /api/v1/oms/order/"), f'"GET /api/v1/oms/order/" is no key of it: did you mean {LIST!r}?'),
        (json.dumps({"version": 1, "endpoints": {LIST: []}}), f"{LIST}: not an object"),
        (of(DAY, path="count"), f'{LIST}: "count" is no path of a field'),
        (of(DAY, path="$.jane doe"), f'{LIST}: "$.jane doe" is no path of a field'),
        (of(DAY, path="$.<key>"), f'{LIST}: "$.<key>" is no path of a field'),
        (of(DAY, path="$.\x1b[31m"), f'{LIST}: "$.\\u001b[31m" is no path of a field'),
        (of([]), f"{AT}not an object"),
        (of({}), f"{AT}needs one of verified, seen_as_null, contradicted, found"),
        (of(DAY | {"found": "2026-11-26"}), f"{AT}needs one of verified, seen_as_null, contradicted, found"),
        (of({"verifed": "2026-11-26"}), f"{AT}\"verifed\" is no key of it: did you mean 'verified'?"),
        (of({"verified": "today"}), f'{AT}"verified" is not a date, such as 2027-03-31'),
        (of(DAY | {"contradicted_before": None}), f'{AT}"contradicted_before" is not a date, such as 2027-03-31'),
        (of(DAY | {"kind": "null-drift"}), f'{AT}"kind" and "finding" are those of a contradiction'),
        (of(DAY | {"finding": "c84e182e9fa9"}), f'{AT}"kind" and "finding" are those of a contradiction'),
        (of(CONTRADICTED | {"finding": "C84E"}), f'{AT}"finding" is not twelve hex digits'),
        (
            of(CONTRADICTED | {"kind": "enum-growth"}),
            f'{AT}"kind" is none of envelope-change, format-drift, missing-field, null-drift, type-changed',
        ),
        (
            of(CONTRADICTED | {"kind": ["x"]}),
            f'{AT}"kind" is none of envelope-change, format-drift, missing-field, null-drift, type-changed',
        ),
        (of(DAY | {"forms": ["a map"]}), f'{AT}"forms" is only for the path $'),
        (
            of(DAY | {"forms": "a map"}, "$", TYPES),
            f'{TYPES}: $: "forms" is not a list of some of: a list of objects, a list of texts, a map',
        ),
        (
            of(DAY | {"forms": ["a page"]}, "$", TYPES),
            f'{TYPES}: $: "forms" is not a list of some of: a list of objects, a list of texts, a map',
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_line_with_its_place(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "fidelity.json"
    path.write_text(content)
    with pytest.raises(SetupError) as caught:
        ledger_file.read(path)
    assert str(caught.value) == f"{path}: {words}"
