"""Known values of fields whose values the vendor does not list, each with its provenance.

A deployment may send others, so the JSON Schemas list them as `x-known-values` and not as `enum`. Values of the sample
in the vendor's documentation are `documented`, values of other Akinon services `sibling`.
"""

from __future__ import annotations

from oms_mock.schemas.provenance import ASSUMED, DOCUMENTED, SIBLING, Provenance

KnownValues = dict[str, Provenance]


def _sibling(*values: str) -> KnownValues:
    return dict.fromkeys(values, SIBLING)


PAYMENT_TYPES: KnownValues = {
    "credit_card": DOCUMENTED,
    **_sibling("funds_transfer", "redirection", "pay_on_delivery", "bkm_express", "credit_payment"),
    **_sibling("masterpass", "loyalty_money", "gpay"),
}
DELIVERY_TYPES: KnownValues = {"standard": DOCUMENTED, "same_day": ASSUMED, "click_and_collect": ASSUMED}
CLIENT_TYPES: KnownValues = {"default": DOCUMENTED, "ios": ASSUMED, "android": ASSUMED}
CHANNEL_TYPES: KnownValues = {
    "web": DOCUMENTED,
    **_sibling("sales_channel", "hepsiburada", "hepsiburadads", "n11", "external_company", "gittigidiyor"),
    **_sibling("trendyol", "morhipo", "morhipoV2", "amazon", "b2c_direct", "allegro", "akinon", "aliexpress"),
    **_sibling("emag", "ciceksepeti", "pazarama", "flo", "modanisa", "gordumaldim", "turkcellds"),
}
ADDRESS_TYPES: KnownValues = {"customer": DOCUMENTED}
ATTRIBUTE_TYPES: KnownValues = {"valuelabel": DOCUMENTED, "dropdown": DOCUMENTED}
CURRENCIES: KnownValues = {
    "try": DOCUMENTED,
    **_sibling("aed", "bgn", "bhd", "czk", "egp", "eur", "gbp", "huf", "inr"),
    "usd": ASSUMED,
}
STATE_CLASSES: KnownValues = {"OrderStatus": DOCUMENTED}
STATUS_CODES: KnownValues = {
    **_sibling("50", "100", "200", "300", "350"),
    "400": DOCUMENTED,
    "425": DOCUMENTED,
    **_sibling("450", "500", "510", "520", "540", "544", "545", "546", "547", "550", "600"),
}
"""`enum_value` of the order statuses."""
