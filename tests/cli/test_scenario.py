"""`oms-mock scenario`, `seed` and `personas`: output and error messages."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from oms_mock.cli import progress
from oms_mock.cli.main import main
from oms_mock.dataset.orders import order
from oms_mock.dataset.personas import PERSONAS
from oms_mock.dataset.webhook_events import webhook_events
from oms_mock.services import seeding, views

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True, name="here")
def fixture_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of one's own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    "verb",
    ["seed", "personas", "scenario", *(f"scenario {each}" for each in ("list", "new", "validate", "save", "redact"))],
)
def test_help_describes_the_command_and_shows_examples(capsys: Capture, verb: str, snapshot: SnapshotAssertion) -> None:
    code, out, _ = run(capsys, *verb.split(), "--help")
    assert code == 0
    assert out == snapshot


def test_personas_lists_ids_names_and_descriptions(capsys: Capture, snapshot: SnapshotAssertion) -> None:
    code, out, _ = run(capsys, "personas")
    assert (code, out) == (0, snapshot)


def test_personas_prints_json(capsys: Capture) -> None:
    _, out, _ = run(capsys, "personas", "--json")
    assert [each["id"] for each in json.loads(out)] == [persona.id for persona in PERSONAS]


def test_list_prints_the_included_scenarios(capsys: Capture, snapshot: SnapshotAssertion) -> None:
    code, out, _ = run(capsys, "scenario", "list")
    assert (code, out) == (0, snapshot)


def test_a_new_scenario_is_valid_and_can_be_served(capsys: Capture, here: Path) -> None:
    code, out, _ = run(capsys, "scenario", "new", "mine", "--description", "Mine.")
    assert (code, out) == (0, "mine is written: put orders into orders.json, then oms-mock serve --scenario ./mine\n")
    assert run(capsys, "scenario", "validate", "mine") == (
        0,
        "mine is valid: orders: 0 generated, 1 in files; orders of Omnitron: 23 generated, 0 in files; "
        "webhook events: 0 in files, the others are generated\n",
        "",
    )
    assert json.loads((here / "mine" / "scenario.json").read_text())["description"] == "Mine."


@pytest.mark.parametrize("orders", ["36", "38", "200"])
def test_a_new_scenario_with_generated_orders_is_valid(capsys: Capture, orders: str) -> None:
    run(capsys, "scenario", "new", "mine", "--orders", orders)
    code, out, _ = run(capsys, "scenario", "validate", "mine")
    assert (code, out.startswith(f"mine is valid: orders: {orders} generated, 1 in files;")) == (0, True)


def test_validate_lists_all_problems(capsys: Capture, here: Path, snapshot: SnapshotAssertion) -> None:
    run(capsys, "scenario", "new", "mine")
    wrong = json.loads(json.dumps(order(42, 101)))
    wrong["customer"]["email"] = 7
    wrong["channel"]["configuration"]["password"] = "hunter2"
    wrong["orderitem_set"][0]["state"] = "approved"
    (here / "mine" / "orders.json").write_text(json.dumps([wrong]))
    (here / "mine" / "order\x1b.json").write_text("[]")
    (here / "mine" / "webhook_events.json").write_text("[")
    code, out, _ = run(capsys, "scenario", "validate", "mine")
    assert code == 1
    assert out == snapshot
    assert "\x1b" not in out
    assert "hunter2" not in out


@pytest.mark.parametrize(("documents", "count"), [(1, 46), (2, 92)])
def test_validate_counts_the_problems_that_it_does_not_list(
    capsys: Capture, here: Path, documents: int, count: int
) -> None:
    run(capsys, "scenario", "new", "mine")
    (here / "mine" / "orders.json").write_text(json.dumps([{"orderitem_set": [{}]}] * documents))
    _, out, _ = run(capsys, "scenario", "validate", "mine")
    *lines, last = out.splitlines()
    assert len(lines) == 21 * documents
    assert lines[20] == f"orders.json: order at position 1: and {count // documents - 20} more"
    assert last == f"{count} problems"


VIEWS = [
    ("orders", "short", "short/"),
    ("orders", "simple", "list-simple/"),
    ("orders", "detail-short", "{pk}/short/"),
    ("webhook_events", "event", "{pk}/webhook_events/short/"),
]


@pytest.mark.parametrize(("file", "view", "path"), VIEWS)
def test_validate_recognises_rows_of_short_lists(capsys: Capture, here: Path, file: str, view: str, path: str) -> None:
    run(capsys, "scenario", "new", "mine")
    row = views.order_row(order(42, 101))
    event = views.webhook_event_row(webhook_events(42, order(42, 101))[0])
    detail = views.without_items(row.full, row.items_start, row.items_end, row.item_count)
    body = {"short": row.short, "simple": row.simple, "detail-short": detail, "event": event.short}[view]
    (here / "mine" / f"{file}.json").write_bytes(
        b'{"count": 1, "next": null, "previous": null, "results": [%b]}' % body
    )
    code, out, _ = run(capsys, "scenario", "validate", "mine")
    assert (code, len(out.splitlines())) == (1, 2)
    assert f" $: is what GET /api/v1/oms/orders/{path} returns, without the parts of the object: use what GET" in out


def test_save_creates_no_database(capsys: Capture, here: Path) -> None:
    code, out, err = run(capsys, "scenario", "save", "saved", "--database", "sqlite:///typo.db")
    assert (code, out) == (2, "")
    assert err == ("oms-mock: there is no database sqlite:///typo.db: check the URL, or fill it with oms-mock seed\n")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(("content", "message"), [(b"", "there is no database"), (b"text", "cannot use the database")])
def test_save_changes_no_other_file(capsys: Capture, here: Path, content: bytes, message: str) -> None:
    (here / "other.db").write_bytes(content)
    assert message in run(capsys, "scenario", "save", "saved", "--database", "sqlite:///other.db")[2]
    assert [(path.name, path.read_bytes()) for path in here.iterdir()] == [("other.db", content)]


def test_save_creates_no_tables(capsys: Capture, here: Path) -> None:
    with closing(sqlite3.connect("other.db")) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE a (b)")
        other.execute("DROP TABLE a")
    code, _, err = run(capsys, "scenario", "save", "saved", "--database", "sqlite:///other.db")
    assert (code, err) == (
        2,
        "oms-mock: the database sqlite:///other.db is empty: fill it with oms-mock seed\n",
    )


MISTAKES = [
    ["scenario", "validate", "elsewhere"],
    ["scenario", "validate", "."],
    ["scenario", "new", "mine", "--orders", "7"],
    ["scenario", "new", "."],
    ["scenario", "save", "mine"],
    ["scenario", "save", "mine", "--database", "sqlite:///nothing.db"],
    ["scenario", "redact", "single", "."],
    ["scenario", "lst"],
    ["seed"],
    ["seed", "--orders", "7", "--database", "sqlite:///few.db"],
    ["seed", "--scenario", "singel", "--database", "sqlite:///few.db"],
    ["seed", "--database", "sqlite:////nowhere/at/all.db"],
]


@pytest.mark.parametrize("arguments", MISTAKES, ids=" ".join)
def test_a_mistake_is_reported_in_one_line_with_the_way_out(
    capsys: Capture, here: Path, arguments: list[str], snapshot: SnapshotAssertion
) -> None:
    (here / "mine.txt").write_text("mine")
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.replace(str(here), "HERE") == snapshot


def test_save_keeps_pulled_orders(capsys: Capture) -> None:
    run(capsys, "seed", "--scenario", "single", "--database", "sqlite:///one.db")
    code, out, _ = run(capsys, "scenario", "save", "saved", "--database", "sqlite:///one.db")
    assert (code, out) == (0, "saved is written, with 1 order: oms-mock serve --scenario ./saved\n")
    assert run(capsys, "scenario", "validate", "saved")[0] == 0


def test_redact_says_to_read_the_copy_before_sharing_it(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    monkeypatch.setenv("OMS_MOCK_REDACT_KEY", "a key of mine")
    run(capsys, "scenario", "redact", "single", "one")
    code, out, _ = run(capsys, "scenario", "redact", "single", "two")
    assert (code, out) == (0, "two is written, with 1 document: read it before you share it\n")
    assert (here / "one" / "orders.json").read_bytes() == (here / "two" / "orders.json").read_bytes()


def test_redact_without_a_key_uses_a_random_key(capsys: Capture, here: Path) -> None:
    run(capsys, "scenario", "redact", "single", "one")
    run(capsys, "scenario", "redact", "single", "two")
    assert (here / "one" / "orders.json").read_bytes() != (here / "two" / "orders.json").read_bytes()


def test_seed_prints_the_number_of_orders_and_the_rate(capsys: Capture) -> None:
    code, out, err = run(capsys, "seed", "--orders", "50", "--database", "sqlite:///a.db")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"50 orders of the scenario default in [\d.]+ s, [\d,]+ a second\n", out)
    assert run(capsys, "seed", "--database", "sqlite:///a.db") == (
        0,
        "50 orders of the scenario default exist already\n",
        "",
    )


def test_a_database_of_another_day_keeps_its_dates_and_says_so(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = ("seed", "--orders", "40", "--database", "sqlite:///a.db", "--until", "today")
    monkeypatch.setattr(seeding.seed, "__kwdefaults__", {**(seeding.seed.__kwdefaults__ or {}), "clock": yesterday})
    assert (run(capsys, *seed)[0], run(capsys, *seed)[0]) == (0, 0)
    code, _, err = run(capsys, *seed)
    assert (code, err) == (
        0,
        f"oms-mock: the database keeps its dates until {yesterday():%Y-%m-%d}, when it was seeded: use another "
        "database for dates until today\n",
    )


def yesterday() -> datetime:
    return datetime.now(UTC) - timedelta(days=1)


def test_a_bar_that_may_wait_does_not_appear_for_a_short_task(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress.bar("seeding", "orders", after=60) as tell:
        assert tell
        tell(1, 2)
    assert terminal.getvalue() == ""


def test_a_bar_that_may_wait_appears_for_a_long_task(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress.bar("seeding", "orders", after=0.05) as tell:
        assert tell
        tell(1, 3)
        time.sleep(0.06)
        tell(2, 3)
    assert "2 of 3 orders" in terminal.getvalue()


@pytest.mark.parametrize(
    ("done", "total", "text"), [(0, None, ""), (1500, None, "1,500"), (0, 10, "0 of 10"), (3, 1000, "3 of 1,000")]
)
def test_progress_shows_no_number_before_there_is_one(done: int, total: int | None, text: str) -> None:
    assert progress.counts(done, total) == text


def test_serve_shows_the_progress_of_a_long_seeding(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, seconds = Terminal(), count()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("oms_mock.server.run", lambda *_: None)
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(seconds))
    monkeypatch.setattr(seeding, "BATCH", 25)
    assert main(["serve", "--port", "0", "--orders", "60"]) == 0
    assert "60 of 60 orders" in terminal.getvalue()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_bar_shows_progress_rate_and_time_left(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(seeding, "BATCH", 25)
    main(["seed", "--orders", "60", "--database", "sqlite:///a.db"])
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.getvalue())
    assert re.search(r"seeding .*100%.* 60 of 60 orders +[\d,]+/s +00:00", shown)


def test_an_interrupted_seed_reports_its_progress_and_continues_when_repeated(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert_batch = seeding.insert_batch

    def interrupted(*arguments: object) -> tuple[int, bool]:
        done, is_complete = insert_batch(*arguments)  # type: ignore[arg-type]
        if is_complete:
            raise KeyboardInterrupt
        return done, is_complete

    monkeypatch.setattr(seeding, "BATCH", 25)
    monkeypatch.setattr(seeding, "insert_batch", interrupted)
    code, out, err = run(capsys, "seed", "--orders", "60", "--database", "sqlite:///a.db")
    assert (code, out) == (130, "")
    assert err == "oms-mock: interrupted after 50 orders: repeat the command to continue\n"
    monkeypatch.setattr(seeding, "insert_batch", insert_batch)
    assert run(capsys, "seed", "--orders", "60", "--database", "sqlite:///a.db")[0] == 0
