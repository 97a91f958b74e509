"""Shifting generated dates so that the newest order is placed on a given day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.dataset import date_shift, generator, personas
from oms_mock.dataset.scenarios import library
from oms_mock.dataset.scenarios.library import Scenario
from oms_mock.errors import ScenarioError, SetupError

UNTIL = date(2026, 12, 1)
Document = dict[str, Any]


def load(source: str = "default", until: str = str(UNTIL), **options: Any) -> Scenario:
    return library.load(source, until=until, **options)


def dated(value: Any, path: str = "") -> Iterator[tuple[str, datetime]]:
    """Yield every date of a document, except those of states, with its path."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key != "state":
                yield from dated(each, f"{path}.{key}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from dated(each, f"{path}.{place}")
    elif isinstance(value, str) and value.endswith("Z") and value[:4].isdecimal():
        yield path, datetime.fromisoformat(value)


def documents(scenario: Scenario) -> Iterator[tuple[Document, list[Document]]]:
    return ((order, scenario.webhook_events(order)) for order in scenario.orders())


@pytest.mark.parametrize(("orders", "seed"), [(36, 42), (37, 42), (300, 7), (722, 42)])
def test_the_newest_order_is_placed_on_the_day(orders: int, seed: int) -> None:
    placed = [each["date_placed"] for each in load(orders=orders, seed=seed).orders()]
    assert max(placed)[:10] == "2026-12-01"


def test_every_date_of_orders_and_webhook_events_moves_by_the_same_whole_days() -> None:
    plain, shifted = library.load("default", orders=200), load(orders=200)
    pairs = zip(documents(plain), documents(shifted), strict=True)
    moves = {
        (later - sooner)
        for before, after in pairs
        for (path, sooner), (same, later) in zip(dated([*before]), dated([*after]), strict=True)
        if path == same
    }
    assert moves == {timedelta(shifted.days)}


def test_nothing_but_dates_changes() -> None:
    plain, shifted = library.load("default", orders=200), load(orders=200)
    back = [
        (date_shift.shifted(order, -shifted.days), [date_shift.shifted(event, -shifted.days) for event in events])
        for order, events in documents(shifted)
    ]
    assert back == list(documents(plain))


def test_the_dates_of_states_stay_those_of_the_vendors_sample() -> None:
    (one, *_), (same, *_) = library.load("default", orders=50).orders(), load(orders=50).orders()
    assert (one["state"], one["orderitem_set"][0]["state"]) == (same["state"], same["orderitem_set"][0]["state"])


def test_personas_keep_their_ids_and_times_of_day() -> None:
    found = {order["id"]: order for order in load(orders=50).orders()}
    assert personas.is_one(3)
    assert found[3]["date_placed"][10:] == "T21:00:00Z"


@given(st.integers(0, 2**63 - 1), st.integers(36, 5000), st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_no_accepted_day_leaves_the_years_1_to_9999(seed: int, count: int, until: date) -> None:
    try:
        days = date_shift.days(seed, count, until)
    except ValueError:
        return
    last = generator.id_at(count - 1)
    for order_id in (1, 14, 36, last):
        order = generator.order(seed, order_id, days)
        generator.events(seed, order, days, is_generated=True)


@pytest.mark.parametrize("until", ["0003-03-01", "9999-12-24"])
def test_the_first_and_the_last_days_are_accepted(until: str) -> None:
    scenario = load(until=until)
    assert [events for _, events in documents(scenario) if not events] == []
    assert len(list(scenario.omnitron_orders())) == 23


@pytest.mark.parametrize("until", ["0001-01-01", "9999-12-31"])
def test_a_day_out_of_range_is_rejected_with_the_range(until: str) -> None:
    with pytest.raises(SetupError, match=rf"--until: {until} is out of range: the dates of orders allow 0003-"):
        load(until=until)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tody", "'tody' is not a day: did you mean today?"),
        ("2026-02-30", "'2026-02-30' is not a day: write today, or a date such as 2027-03-31"),
        ("01.12.2026", "'01.12.2026' is not a day: write today"),
    ],
)
def test_a_text_that_is_no_day_is_rejected(text: str, message: str) -> None:
    with pytest.raises(SetupError) as error:
        load(until=text)
    assert str(error.value).startswith(f"--until: {message}")


def test_today_is_the_given_day() -> None:
    assert load(until="today", today=date(2026, 11, 30)).until == date(2026, 11, 30)


def test_orders_of_omnitron_are_placed_the_day_before() -> None:
    scenario = load()
    found = list(scenario.omnitron_orders())
    assert {each["date_placed"][:10] for each in found} == {"2026-11-30"}
    assert max(item["modified_date"] for each in found for item in each["orderitem_set"]) < "2026-12-08"


def test_objects_that_orders_of_omnitron_refer_to_are_those_of_other_orders() -> None:
    scenario = load()
    known = {order["channel"]["id"]: order["channel"] for order in scenario.orders()}
    pulled = [each["channel"] for each in scenario.omnitron_orders() if each["channel"]["id"] in known]
    assert [each for each in pulled if each != known[each["id"]]] == []


def test_orders_of_omnitron_are_shifted_in_a_scenario_without_generated_orders() -> None:
    assert {each["date_placed"][:10] for each in load("empty").omnitron_orders()} == {"2026-11-30"}


def test_orders_that_would_be_newer_than_those_with_larger_ids_are_rejected() -> None:
    with pytest.raises(SetupError) as error:
        load("reference")
    assert str(error.value) == (
        "--until: order 6997 of the scenario reference was created on 2023-05-17 and is not shifted: generated orders, "
        "whose ids are smaller, would be newer"
    )


def test_orders_of_files_are_not_shifted_where_they_stay_the_newest() -> None:
    plain, shifted = library.load("reference"), load("reference", "2023-05-17")
    assert [*shifted.orders(720)] == [*plain.orders(720)]
    assert [*map(shifted.webhook_events, shifted.orders(720))] == [*map(plain.webhook_events, plain.orders(720))]


@pytest.fixture(name="write")
def fixture_write(tmp_path: Path) -> Any:
    """Write a scenario whose generated orders have these options."""

    def write(omnitron: bool = True, **generated: Any) -> str:
        manifest = {"description": "Mine.", "generated": {"orders": 40, "seed": 42, **generated}}
        (tmp_path / "scenario.json").write_text(json.dumps({**manifest, "omnitron": {"generated": omnitron}}))
        return str(tmp_path)

    return write


def test_a_manifest_names_the_day_and_the_option_replaces_it(write: Any) -> None:
    source = write(until="2026-11-01")
    assert library.load(source).until == date(2026, 11, 1)
    assert load(source).until == UNTIL


@pytest.mark.parametrize(
    ("until", "message"),
    [
        ("tomorrow", "'tomorrow' is not a day: write today, or a date such as 2027-03-31"),
        ("9999-12-31", "9999-12-31 is out of range"),
        (7, "must be today, or a date such as 2027-03-31"),
    ],
)
def test_a_day_of_a_manifest_is_reported_as_a_problem_of_the_file(write: Any, until: Any, message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        library.load(write(until=until))
    (problem,) = error.value.problems
    assert str(problem).startswith(f"scenario.json: $.generated.until: {message}")


def test_a_scenario_without_anything_generated_is_rejected(write: Any) -> None:
    with pytest.raises(SetupError, match=r"--until: the scenario .* has no generated orders"):
        load(write(omnitron=False, orders=0))


def test_the_day_is_part_of_the_identity() -> None:
    assert len({library.load("default").digest, load().digest, load(until="2026-12-02").digest}) == 3
