"""The oddities of the personas: functions that return a changed copy of an order."""

from __future__ import annotations

from oms_mock.dataset import dates
from oms_mock.dataset.channels import channels
from oms_mock.dataset.states import item_states, order_states
from oms_mock.spec.json_path import Document

WEB = 2
APPROVED = "400"
BEYOND_2_53 = 2**53 + 1
"""The smallest integer that JavaScript rounds."""
SHARED_NUMBER = 17

ITEMS = "orderitem_set"
ADDRESSES = ("shipping_address", "billing_address")
ITEM_DATES = ("created_date", "modified_date")
ORDER_DATES = (*ITEM_DATES, "date_placed")
MONEY = ("net_amount", "price", "tax_amount", "without_net_amount", "installment_interest_amount")

# Ids of objects that only the persona everything-null has.
BARE_STATES = 41
BARE_PLACE = 99
BARE_CHANNEL = 6


def _of_customer(document: Document, customer: Document, address: Document) -> Document:
    """Change the customer, and both addresses with the customer inside them, consistently."""
    owner = document["customer"] | customer
    named = {key: owner[key] for key in ("first_name", "last_name")}
    return document | {
        "customer": owner,
        **{key: document[key] | named | {"customer": owner} | address for key in ADDRESSES},
    }


def turkish(document: Document) -> Document:
    """Use dotted and dotless i in lower and upper case."""
    named = _of_customer(
        document,
        {"first_name": "İlkay Işıl", "last_name": "IĞDIRLI-iğdırlı"},
        {"title": "İş yeri", "line": "Işıklar Caddesi, İnci Sokağı No: 1 Kat: i D: ı"},
    )
    return named | {"notes": "IRMAK ırmak İZMİR izmir"}


def emoji(document: Document) -> Document:
    """Use emoji of one and of several code points."""
    named = _of_customer(
        document, {"first_name": "Zoë 🧿", "last_name": "👩🏽‍🚀"}, {"title": "🏠", "line": "🌹 Gül Sokak No: 1️⃣"}
    )
    return named | {"has_gift_box": True, "gift_box_note": "🎂🎉 İyi ki doğdun 👨‍👩‍👧‍👦❤️ 🇹🇷", "notes": "👍🏿 ✅"}


def right_to_left(document: Document) -> Document:
    """Use Arabic and Hebrew next to digits and Latin letters."""
    named = _of_customer(
        document,
        {"first_name": "ليلى", "last_name": "בן־דוד"},
        {"title": "المنزل", "line": "شارع الملك فيصل ١٢، שדרות רוטשילד 7, D: 3"},
    )
    return named | {"notes": "اتصل قبل التسليم (after 18:00) תודה"}


def placed_on_a_whole_second(document: Document) -> Document:
    """Set date_placed to a whole second."""
    return document | {"date_placed": _whole_second(document["date_placed"])}


def on_whole_seconds(document: Document) -> Document:
    """Set the dates of the order and its items to whole seconds."""
    items = [each | {key: _whole_second(each[key]) for key in ITEM_DATES} for each in document[ITEMS]]
    return document | {key: _whole_second(document[key]) for key in ORDER_DATES} | {ITEMS: items}


def _whole_second(date: str) -> str:
    return dates.wire_whole_second(dates.read(date))


def free_of_charge(document: Document) -> Document:
    """Set the discount to the whole price."""

    def free(sold: Document) -> Document:
        return sold | dict.fromkeys(MONEY, "0.00") | {"discount_amount": sold["retail_price"]}

    return document | {ITEMS: [free(each) for each in document[ITEMS]]}


def without_images(document: Document) -> Document:
    """Remove the images of all products."""

    def bare(sold: Document) -> Document:
        product = sold["product"] | {"id": sold["id"], "omnitron_id": sold["omnitron_id"], "productimage_set": []}
        return sold | {"product": product, "image": None}

    return document | {ITEMS: [bare(each) for each in document[ITEMS]]}


def beyond_2_53(document: Document) -> Document:
    """Set an omnitron_id that a double cannot represent."""
    return document | {"omnitron_id": BEYOND_2_53}


def sharing_a_number(document: Document) -> Document:
    """Set the order number that exists on two channels."""
    return document | {"number": f"22{SHARED_NUMBER:014d}"}


def everything_null(document: Document) -> Document:
    """Set every nullable value to null."""
    channel = document["channel"] | {
        "id": BARE_CHANNEL,
        "omnitron_id": BARE_CHANNEL,
        "name": "Bare Channel",
        "configuration": dict.fromkeys(channels()[WEB].document["configuration"]),
    }
    customer = document["customer"] | {"phone_number": None, "erp_code": None, "channel": BARE_CHANNEL}
    address = (
        document["shipping_address"]
        | _bare_places(document["shipping_address"])
        | {
            "customer": customer,
            **dict.fromkeys(("district", "mapping", "postcode", "notes", "email", "phone_number")),
            **dict.fromkeys(("company_name", "tax_office", "tax_no")),
        }
    )
    nulls = dict.fromkeys(
        ("retail_store", "delivery_range", "tracking_number", "gift_box_note", "notes", "segment", "cargo_company")
    )
    return (
        document
        | nulls
        | {
            "state": order_states()[APPROVED] | {"id": BARE_STATES, "translations": None},
            ITEMS: [_bare_item(each) for each in document[ITEMS]],
            "customer": customer,
            "channel": channel,
            **dict.fromkeys(ADDRESSES, address),
        }
    )


def _bare_places(address: Document) -> Document:
    """Return the places of an address without coordinates."""
    nowhere = {"pk": BARE_PLACE, "longitude": None, "latitude": None}
    inside = {"country": BARE_PLACE, "city": BARE_PLACE}
    return {
        kind: address[kind] | nowhere | {key: pk for key, pk in inside.items() if key in address[kind]}
        for kind in ("country", "city", "township")
    }


def _bare_item(sold: Document) -> Document:
    product = sold["product"] | {
        "id": sold["id"],
        "omnitron_id": sold["omnitron_id"],
        "productimage_set": [],
        "barcode": None,
        "remote_modified_date": None,
        "attributes": {"note": "bare"},
        "attributes_kwargs": {"note": {"label": None, "value": "bare", "data_type": None}},
    }
    lists = {key: sold[key] | {"pk": BARE_PLACE, "code": None} for key in ("price_list", "stock_list")}
    amounts = dict.fromkeys(("tax_amount", "without_net_amount", "installment_interest_amount", "image"))
    state = item_states()[APPROVED] | {"id": BARE_STATES + 1, "translations": None}
    return sold | amounts | lists | {"state": state, "product": product}


def everything_filled(document: Document) -> Document:
    """Set every nullable value to a value other than null."""
    customer = document["customer"] | {"erp_code": "C00000010"}
    owned = _of_customer(
        document | {"customer": customer},
        {},
        {
            "mapping": {"erp": "A-10"},
            "postcode": "34710",
            "notes": "Zil bozuk, lütfen arayın.",
            "company_name": "Mock Tekstil Ltd. Şti.",
            "tax_office": "Kadıköy Vergi Dairesi",
            "tax_no": "0000000010",
        },
    )
    first, *others = document[ITEMS]
    return owned | {
        ITEMS: [_filled_item(first, first), *(_filled_item(each, first) for each in others)],
        "retail_store": 301,
        "delivery_range": "09:00-12:00",
        "tracking_number": "340000000010",
        "has_gift_box": True,
        "gift_box_note": "Mutlu yıllar!",
        "notes": "Kapıda bekleteceğim, aramanız yeterli.",
        "segment": "vip",
    }


def _filled_item(sold: Document, first: Document) -> Document:
    own_id = sold["id"]
    url = f"https://cdn.example.com/products/personas/{own_id}.jpg"
    product = sold["product"] | {
        "id": own_id,
        "omnitron_id": sold["omnitron_id"],
        "productimage_set": [{"order": 0, "id": own_id, "url": url, "product": own_id}],
        "barcode": "2000000000107",
    }
    filled = {"tax_amount": "1.00", "without_net_amount": "9.00", "installment_interest_amount": "0.50"}
    # The first item is its own parent; otherwise its parent_omnitron_id would be null.
    return sold | filled | {"product": product, "image": url, "parent_omnitron_id": first["omnitron_id"]}
