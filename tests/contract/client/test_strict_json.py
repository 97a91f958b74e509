"""Strict parsing of JSON: every body gives a document or a flaw, and never an exception."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.contract.client.interaction import MISSING, Flaw
from oms_mock.contract.client.strict_json import MAX_DEPTH, MAX_DIGITS, parse
from tests.hypothesis_profiles import examples

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
DOCUMENTS = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=6)
CONTAINERS = st.lists(DOCUMENTS, min_size=1) | st.dictionaries(st.text(), DOCUMENTS, min_size=1)
SPACINGS = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t:\r\n")])

SOME = examples(60)


def spelled(document: Any, separators: tuple[str, str], ensure_ascii: bool, indent: int | None) -> bytes:
    return json.dumps(document, separators=separators, ensure_ascii=ensure_ascii, indent=indent).encode()


@SOME
@given(DOCUMENTS, SPACINGS, st.booleans(), st.sampled_from([None, 0, 2]))
def test_any_document_in_any_formatting_is_parsed(document, separators, ensure_ascii, indent):
    body = spelled(document, separators, ensure_ascii, indent)
    assert parse(body) == (json.loads(body), None)


@SOME
@given(DOCUMENTS)
def test_any_document_in_compact_form_is_parsed(document):
    body = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    assert parse(body) == (document, None)


@SOME
@given(st.binary() | st.text().map(str.encode) | st.text('[]{}",:0123eE.+-\\untrfalseNI \n').map(str.encode))
def test_parse_never_raises(body):
    document, flaw = parse(body)
    assert (document is not MISSING) or flaw


@SOME
@given(st.dictionaries(st.text(), DOCUMENTS, min_size=1), DOCUMENTS, st.booleans(), SPACINGS)
def test_a_duplicate_key_is_found_and_the_last_value_is_kept(document, again, ensure_ascii, separators):
    key = next(iter(document))
    first = spelled(document, separators, ensure_ascii, None)
    second = spelled({key: again}, separators, ensure_ascii, None)
    body = b"[" + first[:-1] + b"," + second[1:] + b"]"
    assert parse(body) == ([{**document, key: again}], Flaw.DUPLICATE_KEY)


@SOME
@given(st.data())
def test_an_incomplete_document_is_truncated(data):
    body = spelled(data.draw(CONTAINERS), (", ", ": "), data.draw(st.booleans()), None)
    length = data.draw(st.integers(1, len(body) - 1))
    assert parse(body[:length]) == (MISSING, Flaw.TRUNCATED)


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_nan_and_infinity_are_not_json(name):
    assert parse(f'{{"amount": {name}}}'.encode()) == (MISSING, Flaw.NAN)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"<html>",
        b"tru",
        b"[1 2]",
        b"{'a': 1}",
        b'["\n"]',
        b"[01]",
        b"[1,]",
        b'["\\x"]',
        b"[1]]",
        b"[-]",
        b"[tru]",
        b"\x00",
    ],
)
def test_invalid_syntax_is_not_json(body):
    assert parse(body) == (MISSING, Flaw.NOT_JSON)


def test_line_separators_are_accepted_escaped_and_unescaped():
    assert parse(b'["\\u2028"]') == parse('["\u2028"]'.encode()) == (["\u2028"], None)


@pytest.mark.parametrize("body", [b"[1.50]", b"[1E2]", b"[1e400]", b'{"a": 1}', b"[1]\n", b'["\\/"]'])
def test_unusual_formatting_is_not_a_flaw(body):
    assert parse(body)[1] is None


def test_a_document_with_a_byte_order_mark_is_parsed_with_a_flaw():
    assert parse(b'\xef\xbb\xbf{"a":1}') == ({"a": 1}, Flaw.ENCODING)


def test_a_document_in_utf_16_is_parsed_with_a_flaw():
    assert parse('{"a":"ş"}'.encode("utf-16")) == ({"a": "ş"}, Flaw.ENCODING)


def test_bytes_that_are_not_utf_8_are_replaced():
    assert parse('{"a":"ü"}'.encode("latin-1")) == ({"a": "?"}, Flaw.ENCODING)


def test_a_document_cut_within_a_character_is_truncated():
    assert parse('{"a":"ü'.encode()[:-1]) == (MISSING, Flaw.TRUNCATED)


def test_an_unpaired_surrogate_is_replaced():
    document, flaw = parse(b'["\\ud83d"]')
    assert (orjson.dumps(document), flaw) == (b'["?"]', Flaw.ENCODING)


def test_a_duplicate_key_is_found_in_a_document_with_an_unpaired_surrogate():
    document, flaw = parse(b'{"a":"\\ud83d","a":"\\ud83d"}')
    assert (orjson.dumps(document), flaw) == (b'{"a":"?"}', Flaw.DUPLICATE_KEY)


def test_an_integer_of_more_than_64_bits_is_kept_exactly():
    assert parse(b'{"id":340282366920938463463374607431768211456}') == ({"id": 2**128}, None)


def test_an_integer_beyond_the_limit_of_python_is_shortened():
    document, flaw = parse(b"[" + b"9" * 100_000 + b"]")
    assert (len(str(document[0])), flaw) == (MAX_DIGITS, None)


def test_a_number_beyond_the_largest_float_stays_finite():
    assert parse(b"[1e400, -1e400]")[0] == [1.7976931348623157e308, -1.7976931348623157e308]


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1_000, 1_000_000])
@pytest.mark.parametrize(("begin", "end"), [(b"[", b"]"), (b'{"a": ', b"}"), (b'[1, "", ', b"]")])
def test_nesting_beyond_the_limit_is_not_json(begin, end, depth):
    body = begin * (depth - 1) + b"[]" + end * (depth - 1)
    assert parse(body) == (MISSING, Flaw.NOT_JSON)


@pytest.mark.parametrize("blank", [b"", b" "])
def test_the_fast_and_the_exact_parser_accept_the_same_depth(blank):
    assert parse(blank + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)[1] is None


def test_the_depth_is_limited_in_documents_with_large_integers():
    body = b"[18446744073709551616," + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"]"
    assert parse(body) == (MISSING, Flaw.NOT_JSON)
