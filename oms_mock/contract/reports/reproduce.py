"""Write the request of a finding as a curl command in one line, without any secret."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from oms_mock.contract.client.interaction import ORDINARY, Credential, Request
from oms_mock.contract.client.target import WRONG_TOKEN
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.redaction import Redactor
from oms_mock.spec.secrets import MASK

FORBIDDEN_VARIABLE = "OMS_FORBIDDEN_TOKEN"
PLACEHOLDER = "AN-ORDER-NUMBER"
EVENT = "AN-EVENT-ID"
PARAMETERS = frozenset(("cursor", "format", "limit", "offset", "ordering", "page", "page_size"))
"""Query parameters of a link that are shown; any other could be text from the deployment."""

_LEFT_IN_URLS = "/?&=:%;,@!*()[]~+$"


def command(request: Request, report: Report, redactor: Redactor) -> str:
    """Return the curl command of a request; the token stays an environment variable."""
    return " ".join(("curl", *_options(request, report), quoted(_url(request, report, redactor))))


def quoted(text: str) -> str:
    """Quote a string for a POSIX shell, always: users edit the commands that they copy."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def _options(request: Request, report: Report) -> Iterator[str]:
    if request.purpose not in ORDINARY:
        yield "-i"  # its status and headers are the point
    if request.verb != "GET":
        yield f"-X {request.verb}"
    if token := _token(request.credential, report):
        yield f'-H "Authorization: {report.auth_scheme} {token}"'
    if request.body is not None:
        yield "-H 'Content-Type: application/json'"
        yield f"-d {quoted(json.dumps(_without_numbers(request.body)))}"


def _token(credential: Credential, report: Report) -> str:
    return {
        Credential.OWN: f"${report.token_variable}",
        Credential.FORBIDDEN: f"${FORBIDDEN_VARIABLE}",
        Credential.WRONG: WRONG_TOKEN,
        Credential.NONE: "",
    }[credential]


def _without_numbers(value: Any) -> Any:
    """Replace every value: order numbers are customer data."""
    if isinstance(value, Mapping):
        return {str(name): _without_numbers(child) for name, child in value.items()}
    if isinstance(value, list | tuple):
        return [_without_numbers(child) for child in value]
    return PLACEHOLDER


def _url(request: Request, report: Report, redactor: Redactor) -> str:
    own = replace(request, link=None, event=EVENT if isinstance(request.event, str) else request.event)
    below = own.target if request.link is None else _without_texts(request.link, replace(own, query=()).target)
    return quote(redactor.mask(report.target + below), safe=_LEFT_IN_URLS, errors="replace")


def _without_texts(link: str, path: str) -> str:
    """Return a link with its expected path and its numbers only; the rest could be text from the deployment."""
    found, _, query = link.partition("?")
    parameters = (part.partition("=") for part in query.split("&") if part)
    kept = "&".join(
        f"{name if name in PARAMETERS else MASK}={value if _is_number(value) else MASK}"
        for name, _, value in parameters
    )
    return (path if found == path else f"/{MASK}") + (f"?{kept}" if kept else "")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
