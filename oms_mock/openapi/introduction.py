"""The text at the top of the OpenAPI document: provenance, tokens, requests for errors, order numbers for a pull."""

from __future__ import annotations

from collections.abc import Iterator

from oms_mock.config import Config
from oms_mock.dataset.omnitron import PULLABLE, TRIGGERS


def introduction() -> str:
    """Return the introduction in Markdown."""
    return _TEXT.format(
        token=Config.token,
        limited=Config.limited_token,
        inactive=Config.inactive_token,
        first=PULLABLE[0],
        last=PULLABLE[-1],
        outcomes="\n".join(_outcomes()),
    )


def _outcomes() -> Iterator[str]:
    for trigger in TRIGGERS:
        yield f"| `{trigger.number}` | an error: the order {trigger.reason} |"


_TEXT = """\
The eleven order endpoints of the Akinon OMS, as oms-mock implements them. The examples are its responses.

Every part is labelled with its source in `x-oms-provenance`: **documented** in the vendor's
Order Services documentation, documented for a **sibling** service or object, a **convention** of Django
REST framework, or **assumed** by this project. `x-oms-body-provenance` labels a body, and
`x-oms-type-provenance` a type for which the vendor's documentation shows only null.

## Tokens

Press *Authorize* and enter `Token {token}`.

| token | response |
|---|---|
| `Token {token}` | the orders |
| `Token {token}@my-test` | the orders of a world `my-test`, whose changes no other token sees |
| `Token {limited}` | 403 |
| `Token {inactive}` | 401: the user is inactive |

Any other token is 401. `oms-mock serve` has options for these values.

## Responses that you choose

The header `Prefer: code=429` or the parameter `?__code=429` makes the fake send that status; `Prefer: delay=2s` or
`?__delay=2s` delays the response; `Prefer: code=503, delay=500ms` does both. The header `Preference-Applied` confirms
it, and `OMS-Mock-Warning` says what was not understood. No deployment knows these preferences.

## Order numbers for a pull

| order number | result |
|---|---|
| `{first}` to `{last}` | success: the order is added, if it was not pulled before |
{outcomes}
"""
