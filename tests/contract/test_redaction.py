"""Text of a deployment controls neither terminal nor CI, and secrets are masked."""

from __future__ import annotations

import pytest

from oms_mock.contract.redaction import key, path, redactor
from oms_mock.contract.reports import json_report, junit, text
from oms_mock.spec import secrets
from tests.contract.reports.conftest import finding, report

SECRET = "hunter2-hunter2-hunter2"
HEX_TOKEN = "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N"
BASE64 = "dGhpcyBpcyBub3QgYSBzZWNyZXQgYXQgYWxsLCBzb3JyeQ=="


@pytest.mark.parametrize("name", ["email", "order_items", "_id", "X-Request-ID", "g" * 64])
def test_a_key_that_looks_like_a_field_name_is_shown(name: str) -> None:
    assert key(name) == name


@pytest.mark.parametrize(
    "name", ["", "jane@example.com", "Jane Doe", "1", "İstanbul", "g" * 65, "a\n", HEX_TOKEN, BASE64]
)
def test_a_key_that_may_be_data_is_not_shown(name: str) -> None:
    assert key(name) == "<key>"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("$", "$"),
        ("$.results[*].customer.email", "$.results[*].customer.email"),
        ("$.results[12].id", "$.results[12].id"),
        ("$.translations.*.label", "$.translations.*.label"),
        ("$.<key>.label", "$.<key>.label"),
        ("$.results[*].jane doe", "$.results[*].<key>"),
        ("$['jane doe'].id", "$[<key>].id"),
        ("$.a[\x1b[31m", "$.a[<key>]"),
        ("$.", "$.<key>"),
        ("jane doe", "$"),
    ],
)
def test_a_path_contains_no_data(sent: str, shown: str) -> None:
    assert path(sent) == shown


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (f"Token {SECRET}!", "Token ***!"),
        (f"got {HEX_TOKEN}", "got ***"),
        (f"got {JWT}.", "got ***."),
        (f"got {BASE64}", "got ***"),
        ("?token=abc&page=2", "?token=***&page=2"),
        ("?api_key=abc", "?api_key=***"),
        ("client_secret=abc", "client_secret=***"),
        ('{"password": "abc def", "id": 1}', '{"password": ***, "id": 1}'),
        ("the token was refused: see OMS_TOKEN", "the token was refused: see OMS_TOKEN"),
        ("order 6998 (page 1, results[0])", "order 6998 (page 1, results[0])"),
        (
            "/webhook_events/3e1c8c37-6a4d-4e0c-9d5a-1f1f5b0a8a11/",
            "/webhook_events/3e1c8c37-6a4d-4e0c-9d5a-1f1f5b0a8a11/",
        ),
    ],
)
def test_secrets_are_masked_by_value_shape_and_name(sent: str, shown: str) -> None:
    assert redactor([SECRET]).clean(sent) == shown


def test_a_token_that_is_a_word_of_the_report_is_masked_without_breaking_the_report() -> None:
    assert redactor(["page", None, ""]).clean("order 6998 (page 1)") == "order 6998 (page 1)"


@pytest.mark.parametrize("write", [json_report.text, junit.text, lambda r, secrets: text.text(r, 80, secrets)])
@pytest.mark.parametrize(
    "changes",
    [
        {"target": f"https://{SECRET}.example.com"},
        {"inconclusive": f"it said {SECRET}"},
        {"findings": (finding(path=f"$.{SECRET}"),)},
        {"findings": (finding(got=SECRET, example=SECRET, expected=SECRET),)},
        {"unstable": (finding(got=SECRET, path=f"$.{SECRET}"),)},
        {"findings": (finding(kind=SECRET, rule=SECRET),)},
        {"auth_scheme": SECRET, "findings": (finding(),)},
    ],
    ids=lambda changes: "-".join(changes),
)
def test_the_tokens_are_in_no_report(write, changes) -> None:
    written = write(report(**changes), [SECRET])
    assert SECRET not in written
    assert secrets.MASK in written
