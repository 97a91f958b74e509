"""The list of all rules, in the order in which they are reported."""

from __future__ import annotations

from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.consistency import LeftOut, Links, Unique
from oms_mock.contract.rules.data_in_text import DataInText
from oms_mock.contract.rules.detail_opens import Opens
from oms_mock.contract.rules.enums import EnumConstant, EnumCovers, EnumValues
from oms_mock.contract.rules.envelope import Envelope
from oms_mock.contract.rules.error_responses import (
    ForbiddenToken,
    NoToken,
    PagePastEnd,
    UnknownEvent,
    UnknownOrder,
    WrongToken,
)
from oms_mock.contract.rules.exposure import ExposedSecret, SecretElsewhere
from oms_mock.contract.rules.latency import Latency
from oms_mock.contract.rules.page_links import PageLinks, PageSize
from oms_mock.contract.rules.page_order import PageOrder
from oms_mock.contract.rules.page_totals import PageRepeats, PageTotals
from oms_mock.contract.rules.pull import PullRefusesGet, PullResult
from oms_mock.contract.rules.responses import ContentType, ServerError, Status, WellFormed
from oms_mock.contract.rules.same_document import SameDocument
from oms_mock.contract.rules.same_orders import SameOrders
from oms_mock.contract.rules.schema import Schema
from oms_mock.contract.rules.shared_fields import ItemCount, SharedFields
from oms_mock.contract.rules.webhook_event_views import EventCount, EventFields
from oms_mock.contract.rules.webhook_events import EventOpens, EventOwner, EventPayload

GROUPS: dict[str, tuple[type[Rule], ...]] = {
    "answers": (ServerError, Status, ContentType, WellFormed, Envelope, Schema),
    "refusals": (NoToken, WrongToken, ForbiddenToken, UnknownOrder, UnknownEvent, PagePastEnd),
    "pagination": (PageSize, PageLinks, PageRepeats, PageTotals, PageOrder, SameOrders),
    "views": (Opens, SameDocument, SharedFields, ItemCount, LeftOut, Links, Unique),
    "webhook_events": (EventOpens, EventCount, EventFields, EventPayload, EventOwner),
    "enumerations": (EnumConstant, EnumValues, EnumCovers),
    "pull": (PullResult, PullRefusesGet),
    "latency": (Latency,),
    "exposure": (ExposedSecret, SecretElsewhere, DataInText),
}
"""The rules by subject; the names are the markers of the pytest suite."""

RULES: tuple[type[Rule], ...] = tuple(rule for rules in GROUPS.values() for rule in rules)

OF_ONE_RESPONSE = GROUPS["answers"] + GROUPS["exposure"]
"""Rules that check each response by itself. They need no plan of requests: those of any client will do."""
