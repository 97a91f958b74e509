"""Which settings change the ETags of a server."""

from __future__ import annotations

from copy import copy
from dataclasses import fields

import pytest

from oms_mock.config import Config
from oms_mock.runtime.variant import IN_THE_REVISION, WITHOUT_EFFECT, variant

SETTINGS = {field.name for field in fields(Config)}


@pytest.mark.parametrize("name", sorted(SETTINGS - IN_THE_REVISION - WITHOUT_EFFECT))
def test_a_setting_that_shapes_responses_changes_the_variant(name: str) -> None:
    config = Config()
    changed = copy(config)
    object.__setattr__(changed, name, f"not {getattr(config, name)}")  # whether it is valid does not matter here
    assert variant(changed) != variant(config)


def test_the_version_changes_the_variant() -> None:
    assert variant(Config(), "1.0.0") != variant(Config(), "1.0.1")


def test_settings_that_are_left_out_do_not_change_the_variant() -> None:
    other = Config(database="sqlite:///a.db", seed=7, token="other", latency=1.0, journal=0)
    assert variant(other) == variant(Config())


def test_only_existing_settings_are_left_out() -> None:
    assert IN_THE_REVISION | WITHOUT_EFFECT < SETTINGS
