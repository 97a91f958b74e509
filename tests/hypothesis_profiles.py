"""How many examples property tests try: `dev` unless HYPOTHESIS_PROFILE or --hypothesis-profile says otherwise."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

PROFILES = {"dev": 20, "ci": 100, "nightly": 500}
"""Examples of a test that gives no number of its own. No test has a time limit: machines are busy."""


def load() -> None:
    """Register the profiles and load one."""
    for name, number in PROFILES.items():
        settings.register_profile(name, max_examples=number, deadline=None)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def examples(in_ci: int, **others: Any) -> settings:
    """Return settings of a test whose examples cost more or less than usual: `in_ci` of them in the profile `ci`."""
    share = settings.default.max_examples / PROFILES["ci"]
    return settings(max_examples=max(1, round(in_ci * share)), **others)
