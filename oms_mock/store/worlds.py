"""Worlds: which dataset one looks at, and how often it has changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from oms_mock.store.database import Database
from oms_mock.store.tables import BASE_WORLD, datasets, sequences, worlds

DEFAULT_WORLD = "default"
NO_BEHAVIOUR = "{}"
GOING = -1
"""Of a dataset that is whole no more: its rows are being taken away."""
FORMAT = 4
"""Raised whenever what is kept in a database changes shape."""


@dataclass(frozen=True)
class World:
    """A view of a dataset with changes of its own; `revision` counts them.

    `behaviour` is JSON that says how it behaves. It does not tell one state of the data from another.
    """

    name: str
    dataset: str
    revision: int
    behaviour: str = field(default=NO_BEHAVIOUR, compare=False, repr=False)


@dataclass(frozen=True)
class Dataset:
    """Where the orders of a world came from: `generated` of the `orders` follow from the seed.

    A world that looks at it begins with its `behaviour`; it is seen when it is `whole`. Worlds are born with
    the `first` one.
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
        """Look a world up; costs one small read. Raises LookupError."""
        rows = self._database.rows(self._open, {"world": name})
        if not rows:
            raise LookupError(name)
        return World(name, *rows[0])

    def find(self, connection: Connection, name: str) -> World | None:
        """Look a world up inside a transaction; None where the database is still empty."""
        row = connection.execute(select(*_WORLD).where(worlds.c.name == name)).first()
        return World(*row) if row else None

    def dataset(self, world: World) -> Dataset:
        """Tell where a world's orders came from."""
        return Dataset(*self._database.rows(self._datasets, {"dataset": world.dataset})[0])

    def begun(self, connection: Connection) -> Dataset | None:
        """Return the first dataset while it is being filled, or when somebody stopped."""
        first = self.first(connection)
        return None if first is None or first.whole else first

    def first(self, connection: Connection) -> Dataset | None:
        """Return the dataset that worlds are born with; None where the database is still empty."""
        row = connection.execute(select(datasets).where(datasets.c.first == 1)).first()
        return Dataset(*row) if row else None

    def known(self, connection: Connection, name: str) -> Dataset | None:
        """Return a dataset as it is now; None where there is none of this name."""
        row = connection.execute(select(datasets).where(datasets.c.name == name)).first()
        return Dataset(*row) if row else None

    def beside(self, connection: Connection) -> list[Dataset]:
        """List the datasets beside the first one, the one that was used last at the end."""
        others = select(datasets).where(datasets.c.first == 0).order_by(datasets.c.used, datasets.c.name)
        return [Dataset(*row) for row in connection.execute(others)]

    def looked_at(self, connection: Connection) -> set[str]:
        """Name the datasets that some world looks at."""
        return set(connection.scalars(select(worlds.c.dataset).distinct()))

    def note(self, connection: Connection, dataset: str, now: int) -> None:
        """Note that a dataset is used, in seconds since 1970."""
        connection.execute(update(datasets).where(datasets.c.name == dataset).values(used=now))

    def doom(self, connection: Connection, dataset: str) -> None:
        """Let nobody choose a dataset any more: it is about to be taken away."""
        connection.execute(update(datasets).where(datasets.c.name == dataset).values(whole=GOING))

    def remove(self, connection: Connection, dataset: str) -> None:
        """Take a dataset away; its rows have gone before."""
        connection.execute(delete(datasets).where(datasets.c.name == dataset))

    def begin(self, connection: Connection, dataset: Dataset) -> None:
        """Record a dataset that is going to be filled."""
        connection.execute(insert(datasets).values(**vars(dataset)))

    def create(self, connection: Connection, name: str, dataset: str) -> None:
        """Point a new world at a dataset."""
        self._insert(connection, name, dataset, 1, 0)

    def be_born(self, connection: Connection, name: str, revision: int, now: int) -> None:
        """Let a named world begin with what the default one began with."""
        dataset = connection.scalars(select(datasets.c.name).where(datasets.c.first == 1)).one()
        self._insert(connection, name, dataset, revision, now)

    def begin_anew(self, connection: Connection, world: World) -> None:
        """Let a world, whose own rows have gone before, be as it was born; count the change."""
        first = connection.execute(select(datasets).where(datasets.c.first == 1)).one()
        self.point(connection, world, Dataset(*first))

    def point(self, connection: Connection, world: World, dataset: Dataset) -> None:
        """Let a world, whose own rows have gone before, look at a dataset as freshly born; count the change."""
        mine = update(worlds).where(worlds.c.name == world.name)
        born = {"dataset": dataset.name, "behaviour": dataset.behaviour}
        connection.execute(mine.values(**born, revision=worlds.c.revision + 1))

    def set_behaviour(self, connection: Connection, world: World, text: str) -> None:
        """Write how a world behaves, as JSON; its data stays, and so does its revision."""
        connection.execute(update(worlds).where(worlds.c.name == world.name).values(behaviour=text))

    def fill(self, connection: Connection, dataset: str) -> None:
        """Record that a dataset is whole: worlds may look at it."""
        connection.execute(update(datasets).where(datasets.c.name == dataset).values(whole=1))

    def use(self, connection: Connection, name: str, now: int) -> bool:
        """Note that a world is used; tell whether there is one."""
        return connection.execute(update(worlds).where(worlds.c.name == name).values(used=now)).rowcount > 0

    def uses(self, connection: Connection) -> dict[str, int]:
        """Tell of each named world when it was used, in seconds since 1970."""
        named = select(worlds.c.name, worlds.c.used).where(worlds.c.name != DEFAULT_WORLD)
        return {row.name: row.used for row in connection.execute(named)}

    def count_named(self, connection: Connection) -> int:
        """Count the worlds beside the default one."""
        return connection.scalar(select(func.count()).select_from(worlds).where(worlds.c.name != DEFAULT_WORLD)) or 0

    def idle_since(self, connection: Connection, moment: int) -> list[World]:
        """List the named worlds that nobody has used since a moment, in seconds since 1970."""
        idle = select(*_WORLD).where(worlds.c.name != DEFAULT_WORLD, worlds.c.used < moment)
        return [World(*row) for row in connection.execute(idle)]

    def end(self, connection: Connection, world: World) -> None:
        """Take a world away; what is its own has gone before."""
        connection.execute(delete(worlds).where(worlds.c.name == world.name))

    def touch(self, connection: Connection, world: World) -> None:
        """Count a change, so that nothing read before it is served again."""
        connection.execute(update(worlds).where(worlds.c.name == world.name).values(revision=worlds.c.revision + 1))

    def reserve(self, connection: Connection, world: World, name: str, last: int) -> None:
        """Keep the ids up to this one for the dataset itself."""
        of_dataset = (
            (sequences.c.dataset == world.dataset) & (sequences.c.world == BASE_WORLD) & (sequences.c.name == name)
        )
        known = connection.scalar(select(sequences.c.last).where(of_dataset))
        if known is None:
            connection.execute(insert(sequences).values(dataset=world.dataset, world=BASE_WORLD, name=name, last=last))
        elif known < last:
            connection.execute(update(sequences).where(of_dataset).values(last=last))

    def next_ids(self, connection: Connection, world: World, name: str, how_many: int) -> range:
        """Take ids from a world's sequence; it goes on where the dataset ends."""
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

    def _insert(self, connection: Connection, name: str, dataset: str, revision: int, now: int) -> None:
        behaviour = select(datasets.c.behaviour).where(datasets.c.name == dataset).scalar_subquery()
        values = {"name": name, "dataset": dataset, "revision": revision, "used": now, "behaviour": behaviour}
        connection.execute(insert(worlds).values(**values))
