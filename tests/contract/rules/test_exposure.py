"""The rule about secrets of a channel."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import Interaction
from oms_mock.contract.endpoints import (
    ORDER_DETAIL_SHORT,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LIST_SIMPLE,
)
from oms_mock.contract.rules.exposure import ExposedSecret
from tests.contract.rules.builders import (
    TEST_SECRET,
    all_findings,
    findings,
    numbers,
    only_finding,
    opened,
    opened_short,
    order,
    orders,
    page,
    put,
    short,
    verdict,
    visit,
    weight,
    words,
)

SECRET = "hunter2-hunter2"


def configured(configuration: Any) -> Interaction:
    return opened(put(order(7), "channel.configuration", configuration))


@pytest.mark.parametrize(
    "key",
    ["password", "Passwd", "pwd", "auth_token", "client_secret", "api_key", "apikey", "private_key", "credential",
     "auth_key", "accessKey", "access_key", "smtp_password"],
)  # fmt: skip
def test_a_filled_secret_is_found_by_the_name_of_its_key(key: str) -> None:
    assert findings(ExposedSecret, configured({key: SECRET})) == [
        ("exposed-secret", "order-detail", f"$.channel.configuration.{key}")
    ]


@pytest.mark.parametrize(
    "key",
    ["server", "username", "sales_url", "cancel_mail_subject", "token_url", "password_template", "token_expires",
     "secret_name", "token_type", "access_key_id", "key"],
)  # fmt: skip
def test_a_value_that_is_not_a_secret_is_accepted(key: str) -> None:
    assert findings(ExposedSecret, configured({key: SECRET})) == []


@pytest.mark.parametrize("value", ["", None, TEST_SECRET, "OMSMOCK-CANARY-", {}, [], 5, True], ids=repr)
def test_a_secret_that_is_empty_or_a_test_value_is_accepted(value: Any) -> None:
    assert findings(ExposedSecret, configured({"password": value})) == []


def test_a_secret_that_only_contains_the_test_prefix_is_reported() -> None:
    assert len(findings(ExposedSecret, configured({"password": f"x{TEST_SECRET}"}))) == 1


@pytest.mark.parametrize(
    ("configuration", "path"),
    [
        ({"smtp": {"password": SECRET}}, "smtp.password"),
        ({"hosts": [{"token": SECRET}, {"token": SECRET}]}, "hosts[*].token"),
        ({"tokens": [SECRET]}, "tokens[*]"),
    ],
    ids=repr,
)
def test_a_secret_is_found_at_any_depth(configuration: Any, path: str) -> None:
    assert {found for _, _, found in findings(ExposedSecret, configured(configuration))} == {
        f"$.channel.configuration.{path}"
    }


def test_a_finding_of_a_secret_is_a_warning_with_its_place() -> None:
    sick = put(order(8), "channel.configuration.password", SECRET)
    finding = only_finding(ExposedSecret, page(ORDER_LIST, [order(7), sick]))
    assert (weight(finding), words(finding), numbers(finding), finding.example) == (
        ("warning", "documented"), ("no secret", "a filled secret"), (1, 2, "orders"), "order 8 (page 1, results[1])"
    )  # fmt: skip


def test_many_secrets_under_one_key_of_one_order_count_once() -> None:
    finding = only_finding(ExposedSecret, configured({"tokens": [SECRET, SECRET, SECRET]}))
    assert numbers(finding) == (1, 1, "orders")


def test_the_secret_itself_is_never_shown() -> None:
    (finding,) = all_findings(ExposedSecret, configured({"password": SECRET}))
    assert SECRET not in repr(finding)


def test_short_views_are_checked_as_well() -> None:
    channel = put(order(7), "channel.configuration.password", SECRET)["channel"]
    views = page(ORDER_LIST_SHORT, [short(order(7), channel=channel)]), opened_short(order(7), channel=channel)
    assert [endpoint for _, endpoint, _ in findings(ExposedSecret, *views)] == [
        ORDER_LIST_SHORT.name,
        ORDER_DETAIL_SHORT.name,
    ]


@pytest.mark.parametrize(
    "channel", [None, 1, "PZ Shop", {}, {"configuration": None}, {"configuration": [SECRET]}], ids=repr
)
def test_a_channel_without_a_configuration_is_not_checked(channel: Any) -> None:
    rule = ExposedSecret()
    assert findings(rule, page(ORDER_LIST, orders(7, channel=channel)), visit(ORDER_LIST_SIMPLE, 7, [])) == []
    assert not rule.tested


def test_the_second_walk_is_not_counted() -> None:
    sick = put(order(8), "channel.configuration.password", SECRET)
    assert findings(ExposedSecret, page(ORDER_LIST, [sick], walk="second")) == []


def test_an_exposed_secret_is_certain_and_not_repeated() -> None:
    assert verdict(ExposedSecret, configured({"password": SECRET})).suspicions == ()
