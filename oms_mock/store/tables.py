"""Tables. Every row carries its dataset and its world; world `""` is the dataset as written."""

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

# SQLite gives a rowid only to a column that is declared INTEGER.
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
    Column("controls", Text, key="behaviour", nullable=False, comment="JSON: what a world of this dataset begins with"),
    Column("whole", Integer, nullable=False, comment="1 when it is filled, 0 before, -1 while it is taken away"),
    Column("first", Integer, nullable=False, comment="1 for the one that worlds are born with, else 0"),
    Column("used", BigInteger, nullable=False, comment="seconds since 1970: filled, or chosen for a world"),
)

worlds = Table(
    "worlds",
    metadata,
    Column("name", Text, primary_key=True),
    Column("dataset", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False, comment="seconds since 1970, now and then"),
    Column(
        "controls", Text, key="behaviour", nullable=False, default="{}", comment="JSON: how it behaves, beside its data"
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

# Thin: what is filtered and sorted on. `position` finds the bodies.
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

# What a world does not see of its dataset: it has deleted it, or has changed it and has a row of its own.
hidden_orders = Table(
    "hidden_orders",
    metadata,
    Column("dataset", Text, primary_key=True),
    Column("world", Text, primary_key=True),
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
)

# Small columns first: a short view is read without touching the pages of the full one.
order_bodies = Table(
    "order_bodies",
    metadata,
    Column("position", _position, primary_key=True, autoincrement=False),
    Column("dataset", Text, nullable=False),
    Column("world", Text, nullable=False),
    Column("item_count", Integer, nullable=False),
    Column("items_start", Integer, nullable=False, comment="of the bytes detail-short lacks"),
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
"""What a dataset has rows in."""

OF_WORLDS = (hidden_orders, webhook_events, omnitron_orders, settings, sequences)
"""What a world may have rows of its own in, beside orders."""
