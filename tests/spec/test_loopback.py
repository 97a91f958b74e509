"""Addresses of this machine are recognised."""

from __future__ import annotations

import socket

import pytest

from oms_mock.spec import loopback
from oms_mock.spec.loopback import is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_addresses_are_recognised(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "localhost.example.com"])
def test_other_addresses_are_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "0.0.0.0", "0", "::", "::1", "::ffff:127.0.0.1", "LOCALHOST.", "a.localhost"],
)
def test_every_form_that_leads_to_loopback_is_recognised(host: str) -> None:
    assert loopback.leads_to_loopback(host)
    assert loopback.leads_to_this_machine(host)


@pytest.mark.parametrize("host", ["", "192.0.2.1", "localhost.example.com", "10.1", "2001:db8::1", "::ffff:192.0.2.1"])
def test_other_hosts_do_not_lead_to_loopback(host: str) -> None:
    assert not loopback.leads_to_loopback(host)


@pytest.mark.parametrize(("address", "expected"), [("127.0.0.1", True), ("192.0.2.1", False)])
def test_a_name_leads_to_this_machine_if_its_address_does(
    address: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved = [(socket.AF_INET, socket.SOCK_DGRAM, 0, "", (address, 0))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: resolved)
    assert loopback.leads_to_this_machine("oms.example.com") is expected


def test_a_name_that_cannot_be_resolved_is_not_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr("socket.getaddrinfo", fail)
    assert not loopback.leads_to_this_machine("oms.example.com")
