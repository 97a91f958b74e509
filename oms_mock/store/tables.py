"""Tables. Every row has a dataset and a world. Rows of the world `""` belong to the dataset itself."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

BASE_WORLD = ""

metadata = MetaData()

# In SQLite only a column that is declared INTEGER is the rowid.
_position = BigInteger().with_variant(Integer(), "sqlite")

datasets = Table(
    "datasets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("scenario", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("orders", Integer, nullable=False),
    Column("generated", Integer, nullable=False, comment="how many of the orders follow from the seed"),
    Column("digest", Text, nullable=False, comment="of the scenario's files"),
    Column("format", Integer, nullable=False),
    # `controls` is the name in the database, so that databases of earlier versions can be opened.
    Column("controls", Text, key="behaviour", nullable=False, comment="JSON: the initial behaviour of its worlds"),
    Column("whole", Integer, nullable=False, comment="1 when it is complete, 0 before, -1 while it is removed"),
    Column("first", Integer, nullable=False, comment="1 for the dataset of new worlds, else 0"),
    Column("used", BigInteger, nullable=False, comment="seconds since 1970: seeded, or chosen for a world"),
)

worlds = Table(
    "worlds",
    metadata,
    Column("name", Text, primary_key=True),
    Column("dataset", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False, comment="seconds since 1970, updated from time to time"),
    Column(
        "controls",
        Text,
        key="behaviour",
        nullable=False,
        default="{}",
        comment="JSON: faults, throttle, clock, settings",
    ),
)

sequences = Table(
    "sequences",
    metadata,
    Column("dataset", Text, primary_key=True),
    Column("world", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)

# Narrow: only the columns of filters and sorting. `position` refers to the bodies.
orders = Table(
    "orders",
    metadata,
    Column("position", _position, primary_key=True, autoincrement=True),
    Column("dataset", Text, nullable=False),
    Column("world", Text, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("number", Text, nullable=False),
    Column("omnitron_id", BigInteger, nullable=False),
    Column("state", BigInteger, nullable=False),
    Column("state_enum_value", Text, nullable=False),
    Column("channel", BigInteger, nullable=False),
    Column("channel_name", Text, nullable=False),
    Column("customer_email", Text, nullable=False),
    Column("payment_type", Text, nullable=False),
    Column("delivery_type", Text, nullable=False),
    Column("created_date", BigInteger, nullable=False, comment="microseconds since 1970"),
    Column("modified_date", BigInteger, nullable=False, comment="microseconds since 1970"),
    Column("date_placed", BigInteger, nullable=False, comment="microseconds since 1970"),
    UniqueConstraint("dataset", "world", "id"),
    Index("orders_by_number", "dataset", "world", "number"),
)

# Orders of the dataset that a world does not show: it deleted them, or changed them and has own rows.
hidden_orders = Table(
    "hidden_orders",
    metadata,
    Column("dataset", Text, primary_key=True),
    Column("world", Text, primary_key=True),
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
)

# Small columns first: reading a short view does not load the pages of the full one.
order_bodies = Table(
    "order_bodies",
    metadata,
    Column("position", _position, primary_key=True, autoincrement=False),
    Column("dataset", Text, nullable=False),
    Column("world", Text, nullable=False),
    Column("item_count", Integer, nullable=False),
    Column("items_start", Integer, nullable=False, comment="of the bytes that detail-short lacks"),
    Column("items_end", Integer, nullable=False),
    Column("simple", LargeBinary, nullable=False),
    Column("short", LargeBinary, nullable=False),
    Column("full", LargeBinary, nullable=False),
)

webhook_events = Table(
    "webhook_events",
    metadata,
    Column("position", _position, primary_key=True, autoincrement=True),
    Column("dataset", Text, nullable=False),
    Column("world", Text, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("uuid", Text, nullable=False),
    Column("order_id", BigInteger, nullable=False),
    Column("short", LargeBinary, nullable=False),
    Column("full", LargeBinary, nullable=False),
    UniqueConstraint("dataset", "world", "id"),
    Index("webhook_events_by_order", "dataset", "world", "order_id", "id"),
)

omnitron_orders = Table(
    "omnitron_orders",
    metadata,
    Column("position", _position, primary_key=True, autoincrement=True),
    Column("dataset", Text, nullable=False),
    Column("world", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
    UniqueConstraint("dataset", "world", "number"),
)

settings = Table(
    "settings",
    metadata,
    Column("dataset", Text, primary_key=True),
    Column("world", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("json_value", Text, nullable=False),
)

OF_DATASETS = (order_bodies, orders, webhook_events, omnitron_orders, settings, sequences)
"""Tables with rows of datasets."""

OF_WORLDS = (hidden_orders, webhook_events, omnitron_orders, settings, sequences)
"""Tables with own rows of worlds, besides orders."""
