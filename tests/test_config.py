"""Options that Python callers pass are checked before anything starts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from oms_mock.config import Config, from_options
from oms_mock.errors import SetupError
from oms_mock.testing import FakeServer, in_process


def test_options_are_the_fields_of_the_configuration() -> None:
    options = {"orders": 7, "seed": None, "latency": 1, "trust_proxy": True, "cors_origins": ["http://localhost:3000"]}
    assert from_options(options) == Config(
        orders=7, latency=1, trust_proxy=True, cors_origins=("http://localhost:3000",)
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cors_origin": "*"}, "there is no option 'cors_origin': did you mean cors_origins?"),
        ({"xyz": 1}, "there is no option 'xyz': the options are database, scenario, orders"),
        ({"orders": "x"}, "orders: 'x' is not a whole number"),
        ({"orders": True}, "orders: True is not a whole number"),
        ({"page_size": 2.5}, "page_size: 2.5 is not a whole number"),
        ({"latency": "200ms"}, "latency: '200ms' is not a number of seconds"),
        ({"token": 7}, "token: 7 is not a string"),
    ],
)
def test_an_unusable_option_is_reported_before_the_start(options: dict[str, Any], message: str) -> None:
    with pytest.raises(SetupError, match=re.escape(message)):
        FakeServer(**options)
    with pytest.raises(SetupError, match=re.escape(message)), in_process(**options):
        pass
