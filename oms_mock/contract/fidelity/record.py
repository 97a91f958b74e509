"""The provenance of what an OMS responds, as plain values for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from oms_mock.contract.endpoints import Endpoint
from oms_mock.contract.fidelity import ledger_file
from oms_mock.contract.fidelity.fields import SOURCES, Field, body_provenance, fields, outlines, responses
from oms_mock.contract.fidelity.ledger import Ledger, LedgerEntry
from oms_mock.contract.fidelity.ledger_summary import summarise
from oms_mock.contract.severity import Provenance

Record = dict[str, Any]


def record(endpoints: Sequence[Endpoint], ledger: Ledger | None = None) -> Record:
    """Return the provenance of some endpoints; `ledger` is null if there is none."""
    return {
        "provenances": {str(word): source for word, source in SOURCES.items()},
        "ledger": asdict(summarise(ledger, endpoints)) if ledger else None,
        "endpoints": [_endpoint(each, ledger) for each in endpoints],
    }


def _endpoint(endpoint: Endpoint, ledger: Ledger | None) -> Record:
    known = Counter(each.provenance for each in fields(endpoint))
    return {
        "name": endpoint.name,
        "endpoint": endpoint.label,
        "summary": {str(word): known[word] for word in Provenance},
        "ledger": asdict(summarise(ledger, [endpoint])) if ledger else None,
        "answers": [
            {"status": each.status, "provenance": str(each.provenance), "body_provenance": str(each.body)}
            for each in responses(endpoint)
        ],
        "body": {
            "provenance": str(body_provenance(endpoint)),
            "forms": list(outlines(endpoint)),
            "ledger": _entry(ledger.at(endpoint)) if ledger else None,
        },
        "fields": [_field(endpoint, each, ledger) for each in fields(endpoint)],
        "undocumented": {path: _entry(entry) for path, entry in ledger.undocumented(endpoint).items()}
        if ledger
        else {},
    }


def _field(endpoint: Endpoint, each: Field, ledger: Ledger | None) -> Record:
    return {
        "path": each.path,
        "form": each.form,
        "provenance": str(each.provenance),
        "type_provenance": str(each.type_provenance or each.provenance),
        "ledger": _entry(ledger.at(endpoint, each.path)) if ledger else None,
    }


def _entry(entry: LedgerEntry | None) -> Record | None:
    return ledger_file.record(entry) if entry else None
