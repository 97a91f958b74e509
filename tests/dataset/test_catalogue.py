from __future__ import annotations

import re
from typing import Any

import pytest

from oms_mock.dataset.catalogue import ARTICLES, SIZE, Product, product, products_of

Document = dict[str, Any]
URL = r"https://cdn\.example\.com/products/\d{4}/\d\d/\d\d/(\d+)/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jpg"


@pytest.fixture(name="products", scope="module")
def _products() -> list[Product]:
    return [product(42, index) for index in range(SIZE)]


@pytest.fixture(name="documents", scope="module")
def _documents(products: list[Product]) -> list[Document]:
    return [one.document for one in products]


def check_digit(digits: str) -> int:
    return (10 - sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))) % 10


@pytest.mark.parametrize("key", ["id", "omnitron_id", "sku", "base_code"])
def test_products_have_unique_ids_and_codes(documents: list[Document], key: str) -> None:
    assert len({document[key] for document in documents}) == SIZE


def test_every_barcode_is_an_ean_13_with_the_right_check_digit(documents: list[Document]) -> None:
    barcodes = [document["barcode"] for document in documents if document["barcode"]]
    wrong = [code for code in barcodes if len(code) != 13 or int(code[12]) != check_digit(code[:12])]

    assert (wrong, len(set(barcodes)) == len(barcodes) > 80) == ([], True)


def test_the_check_digit_of_a_known_barcode_is_correct() -> None:
    assert check_digit("400638133393") == 1


def test_a_product_has_up_to_four_images_in_order(documents: list[Document]) -> None:
    orders = [[image["order"] for image in document["productimage_set"]] for document in documents]

    assert sorted({tuple(order) for order in orders}) == [(), (0,), (0, 1), (0, 1, 2), (0, 1, 2, 3)]


def test_an_image_references_its_product_and_has_a_unique_url(documents: list[Document]) -> None:
    images = [(document, image) for document in documents for image in document["productimage_set"]]
    wrong = [
        image
        for document, image in images
        if image["product"] != document["id"] or re.sub(URL, r"\1", image["url"]) != str(document["omnitron_id"])
    ]

    assert (wrong, len({image["url"] for _, image in images})) == ([], len(images))


def test_both_forms_of_the_attributes_are_consistent(documents: list[Document]) -> None:
    short = [{key: entry["value"] for key, entry in document["attributes_kwargs"].items()} for document in documents]

    assert short == [document["attributes"] for document in documents]


def test_attributes_have_both_data_types(documents: list[Document]) -> None:
    entries = [entry for document in documents for entry in document["attributes_kwargs"].values()]

    assert ({entry["data_type"] for entry in entries}, {tuple(entry) for entry in entries}) == (
        {"valuelabel", "dropdown"},
        {("label", "value", "data_type")},
    )


@pytest.mark.parametrize("country", ["tr", "it", "gb"])
def test_products_are_named_in_the_language_of_their_country(country: str) -> None:
    names = {article.names[country] for article in ARTICLES}
    sold = [product(42, index).document["name"] for index in products_of(country)]

    assert (len(sold), [name for name in sold if name.split(" - ")[0] not in names]) == (SIZE // 3, [])


def test_every_country_has_products_of_every_tax_rate(products: list[Product]) -> None:
    rates = [{products[index].tax_percent for index in products_of(country)} for country in ("tr", "it", "gb")]

    assert rates == [{20, 10, 1}, {22, 10, 4}, {20, 5, 0}]


def test_another_seed_gives_another_catalogue() -> None:
    assert product(1, 0).document != product(2, 0).document
