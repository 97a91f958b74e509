"""Worlds and datasets: the dataset of each world, and the revision of its data."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, case, delete, extract, func, insert, select, update

from oms_mock.store.database import Database
from oms_mock.store.tables import BASE_WORLD, datasets, sequences, worlds

DEFAULT_WORLD = "default"
NO_BEHAVIOUR = "{}"
REMOVING = -1
"""The value of `whole` of a dataset whose rows are being removed."""
FORMAT = 4
"""Increased when the format of stored data changes."""
_REVISION_BITS = 62


@dataclass(frozen=True)
class World:
    """A view of a dataset with changes of its own; each of them gives it another `revision`.

    `behaviour` is JSON: faults, throttle, clock and settings. It is not part of the state of the data.
    """

    name: str
    dataset: str
    revision: int
    behaviour: str = field(default=NO_BEHAVIOUR, compare=False, repr=False)
    snapshot: str | None = field(default=None, hash=False)
    """The name of the copied rows to read in place of the world's own: those of an earlier revision."""


@dataclass(frozen=True)
class Dataset:
    """The source of the orders of a world: `generated` of the `orders` follow from the seed.

    Its worlds start with its `behaviour`. It is visible when it is complete (`whole` is 1). New worlds start with the
    `first` dataset.
    """

    name: str
    scenario: str
    seed: int
    orders: int
    generated: int
    digest: str
    format: int = FORMAT
    behaviour: str = NO_BEHAVIOUR
    whole: int = field(default=0, compare=False)
    first: int = field(default=0, compare=False)
    used: int = field(default=0, compare=False)


_NOW = select(extract("epoch", func.now()))
_WORLD = (worlds.c.name, worlds.c.dataset, worlds.c.revision, worlds.c.behaviour)


class WorldStore:
    """The worlds and datasets of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open = database.query(
            select(worlds.c.dataset, worlds.c.revision, worlds.c.behaviour).where(worlds.c.name == bindparam("world"))
        )
        self._datasets = database.query(select(datasets).where(datasets.c.name == bindparam("dataset")))

    def open(self, name: str) -> World:
        """Return a world, with one small read. Raises LookupError."""
        rows = self._database.rows(self._open, {"world": name})
        if not rows:
            raise LookupError(name)
        return World(name, *rows[0])

    def find(self, connection: Connection, name: str) -> World | None:
        """Return a world inside a transaction, or None."""
        row = connection.execute(select(*_WORLD).where(worlds.c.name == name)).first()
        return World(*row) if row else None

    def dataset(self, world: World) -> Dataset:
        """Return the dataset of a world."""
        return Dataset(*self._database.rows(self._datasets, {"dataset": world.dataset})[0])

    def incomplete_dataset(self, connection: Connection) -> Dataset | None:
        """Return the first dataset if its seeding is not finished, else None."""
        first = self.first_dataset(connection)
        return None if first is None or first.whole else first

    def first_dataset(self, connection: Connection) -> Dataset | None:
        """Return the dataset of new worlds, or None if the database is empty."""
        row = connection.execute(select(datasets).where(datasets.c.first == 1)).first()
        return Dataset(*row) if row else None

    def find_dataset(self, connection: Connection, name: str) -> Dataset | None:
        """Return a dataset by its name, or None."""
        row = connection.execute(select(datasets).where(datasets.c.name == name)).first()
        return Dataset(*row) if row else None

    def other_datasets(self, connection: Connection) -> list[Dataset]:
        """List the datasets other than the first one, the most recently used one last."""
        others = select(datasets).where(datasets.c.first == 0).order_by(datasets.c.used, datasets.c.name)
        return [Dataset(*row) for row in connection.execute(others)]

    def datasets_in_use(self, connection: Connection) -> set[str]:
        """Return the names of the datasets that have worlds."""
        return set(connection.scalars(select(worlds.c.dataset).distinct()))

    def mark_dataset_used(self, connection: Connection, dataset: str, now: int) -> None:
        """Record when a dataset was used, in seconds since 1970."""
        connection.execute(update(datasets).where(datasets.c.name == dataset).values(used=now))

    def mark_for_removal(self, connection: Connection, dataset: str) -> None:
        """Mark a dataset so that no world can choose it; its rows are removed next."""
        connection.execute(update(datasets).where(datasets.c.name == dataset).values(whole=REMOVING))

    def remove_dataset(self, connection: Connection, dataset: str) -> None:
        """Remove a dataset whose rows are removed already."""
        connection.execute(delete(datasets).where(datasets.c.name == dataset))

    def add_dataset(self, connection: Connection, dataset: Dataset) -> None:
        """Insert a dataset before its rows."""
        connection.execute(insert(datasets).values(**vars(dataset)))

    def create(self, connection: Connection, name: str, dataset: str) -> None:
        """Insert a world of a dataset."""
        self._insert(connection, name, dataset, 0)

    def create_from_first(self, connection: Connection, name: str, now: int) -> None:
        """Insert a named world of the first dataset."""
        dataset = connection.scalars(select(datasets.c.name).where(datasets.c.first == 1)).one()
        self._insert(connection, name, dataset, now)

    def of_dataset(self, connection: Connection, dataset: str) -> list[World]:
        """List the worlds of a dataset."""
        return [World(*row) for row in connection.execute(select(*_WORLD).where(worlds.c.dataset == dataset))]

    def make_first(self, connection: Connection, dataset: str) -> None:
        """Let new worlds start with another dataset, which is complete."""
        connection.execute(update(datasets).values(first=case((datasets.c.name == dataset, 1), else_=0)))

    def reset(self, connection: Connection, world: World) -> None:
        """Reset a world, whose own rows are removed already, to its initial state."""
        first = connection.execute(select(datasets).where(datasets.c.first == 1)).one()
        self.switch(connection, world, Dataset(*first))

    def switch(self, connection: Connection, world: World, dataset: Dataset) -> None:
        """Switch a world, whose own rows are removed already, to a dataset and its behaviour."""
        this = update(worlds).where(worlds.c.name == world.name)
        initial = {"dataset": dataset.name, "behaviour": dataset.behaviour}
        connection.execute(this.values(**initial, revision=_new_revision()))

    def set_behaviour(self, connection: Connection, world: World, text: str) -> None:
        """Set the behaviour of a world, as JSON. Its data and revision do not change."""
        connection.execute(update(worlds).where(worlds.c.name == world.name).values(behaviour=text))

    def mark_complete(self, connection: Connection, dataset: str) -> None:
        """Mark a dataset as complete: worlds can use it."""
        connection.execute(update(datasets).where(datasets.c.name == dataset).values(whole=1))

    def now(self, connection: Connection) -> int:
        """Return the time of the database's clock, in seconds since 1970."""
        return int(connection.execute(_NOW).scalar_one())

    def mark_used(self, connection: Connection, name: str, now: int) -> bool:
        """Record when a world was used. Return whether it exists."""
        return connection.execute(update(worlds).where(worlds.c.name == name).values(used=now)).rowcount > 0

    def last_uses(self, connection: Connection) -> dict[str, int]:
        """Return when each named world was used, in seconds since 1970."""
        named = select(worlds.c.name, worlds.c.used).where(worlds.c.name != DEFAULT_WORLD)
        return {row.name: row.used for row in connection.execute(named)}

    def count_named(self, connection: Connection) -> int:
        """Count the worlds other than the default one."""
        return connection.scalar(select(func.count()).select_from(worlds).where(worlds.c.name != DEFAULT_WORLD)) or 0

    def idle_since(self, connection: Connection, moment: int) -> list[World]:
        """List the named worlds that were not used since a time, in seconds since 1970."""
        idle = select(*_WORLD).where(worlds.c.name != DEFAULT_WORLD, worlds.c.used < moment)
        return [World(*row) for row in connection.execute(idle)]

    def remove(self, connection: Connection, world: World) -> None:
        """Remove a world whose own rows are removed already."""
        connection.execute(delete(worlds).where(worlds.c.name == world.name))

    def touch(self, connection: Connection, world: World) -> None:
        """Give a changed world a new revision: caches of its data are no longer valid."""
        connection.execute(update(worlds).where(worlds.c.name == world.name).values(revision=_new_revision()))

    def reserve(self, connection: Connection, world: World, name: str, last: int) -> None:
        """Reserve the ids up to `last` for the dataset."""
        of_dataset = (
            (sequences.c.dataset == world.dataset) & (sequences.c.world == BASE_WORLD) & (sequences.c.name == name)
        )
        known = connection.scalar(select(sequences.c.last).where(of_dataset))
        if known is None:
            connection.execute(insert(sequences).values(dataset=world.dataset, world=BASE_WORLD, name=name, last=last))
        elif known < last:
            connection.execute(update(sequences).where(of_dataset).values(last=last))

    def next_ids(self, connection: Connection, world: World, name: str, how_many: int) -> range:
        """Return new ids of a world. They follow those of the dataset."""
        key = (sequences.c.dataset == world.dataset) & (sequences.c.name == name)
        last = connection.scalars(
            select(sequences.c.last)
            .where(key & sequences.c.world.in_([BASE_WORLD, world.name]))
            .order_by(sequences.c.last.desc())
            .limit(1)
        ).one()
        own = connection.execute(
            update(sequences).where(key & (sequences.c.world == world.name)).values(last=last + how_many)
        )
        if own.rowcount == 0:
            connection.execute(
                insert(sequences).values(dataset=world.dataset, world=world.name, name=name, last=last + how_many)
            )
        return range(last + 1, last + how_many + 1)

    def _insert(self, connection: Connection, name: str, dataset: str, now: int) -> None:
        behaviour = select(datasets.c.behaviour).where(datasets.c.name == dataset).scalar_subquery()
        values = {"name": name, "dataset": dataset, "used": now, "behaviour": behaviour}
        connection.execute(insert(worlds).values(**values, revision=_new_revision()))


def _new_revision() -> int:
    """Return a revision that no world of this name has had.

    A counter would begin again in every new database, and continue alike in two copies of one: a client that has
    an ETag of the other data would get 304.
    """
    return secrets.randbits(_REVISION_BITS)
