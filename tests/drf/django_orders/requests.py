"""Valid but unusual requests, as products of tables. Texts stand for bytes, decoded as Latin-1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, product
from urllib.parse import quote

from tests.drf.django_orders.exchange import Request

ORDERS = "/api/v1/oms/orders/"
PULL = f"{ORDERS}pull_from_omnitron/"
LISTS = ("", "short/", "list-simple/", "1/webhook_events/", "1/webhook_events/short/")
OTHERS = ("1/", "1/short/", "1/webhook_events/11/", "delivery_type_enums/", "payment_type_enums/")
TOKEN = {"Authorization": "Token oms-mock"}
JSON = {**TOKEN, "Content-Type": "application/json"}

PAGES = (
    *(None, "", "1", "2", "4", "5", "last", "0", "-1", "x", "1.5", "1.0", "01", "%2B1", "+1", "1_0", "%D9%A3", "%00"),
    *("1%20", "last%20", "LAST", "None", "1e0", "9" * 25, "9" * 5000, "2&page=1", "1&page=2", "1&page=", "%FF", "%"),
)
LIMITS = (
    *(None, "", "1", "7", "100", "101", "1000", "0", "-5", "x", "7.0", "%207", "%2B7", "07", "%D9%A3", "1_0"),
    *("9" * 25, "9" * 5000, "%00", "3&limit=4"),
)
FURTHER = (
    *("z=1&a=b%20c", "a=1&a=2", "b&a=", "=1", "&&page=2&&", "a;b=1", "a=%FF", "q=%C5%9F", "a=~.-_*'()", "a=%2520"),
    *("A=1&a=2", "a%5B%5D=1", "a=b=c", "page=2#x", "a=%E2%80%A8", "page%3D2", "p%61ge=2", "a=%22%3Cb%3E"),
)
ACCEPTS = (
    *("*/*", "application/*", "application/json", "Application/JSON", "*/json", "*/*;q=0", "application/json;q=0"),
    *("text/html, */*;q=0.1", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ""),
    *("application/xml", "text/html", "garbage", "*", "/", "application/json/x", "application/jsonp", "json"),
    *("application/json; indent=4", "application/json;indent=1", "*/*; indent=2", "application/*; indent=3"),
    *("application/json; indent=0", "application/json; indent=-1", "application/json; indent=9", ",", ", */*"),
    *("application/json; indent=x", 'application/json; indent="4"', "application/json; INDENT=4", "*/*; indent"),
    *("application/json; charset=utf-8", "application/json; version=1", "application/json , text/html", " */* "),
    *("*/*; indent=2, application/json; indent=1", "application/json;q=0.5; indent=4", "text/html; indent=4"),
)
FORMATS = ("json", "", "xml", "csv", "JSON", "json ", "api", "json&format=xml", "xml&format=json", "xml&format=")
AUTHORIZATIONS = (
    *(
        "",
        "Token",
        "Token ",
        "token oms-mock",
        "TOKEN oms-mock",
        "Token  oms-mock",
        "Token\toms-mock",
        "Token oms-mock ",
    ),
    *(" Token oms-mock", "Token nope", "Token a b", "Token oms-mock-limited", "Token oms-mock-inactive", "oms-mock"),
    *(
        "Bearer oms-mock",
        "Basic b21zOm1vY2s=",
        "Token: oms-mock",
        "Token,oms-mock",
        "Tokens oms-mock",
        "Token OMS-MOCK",
    ),
    *("Token \xc3\xa9", "Token \xff", "Token \xa0", "Token oms-mock,", 'Token "oms-mock"', "Token oms-mock\x00"),
    *("Token " + "x" * 5000, "Token oms-mock, Token nope", "T\xc3\xb6ken oms-mock"),
)
PATHS = (
    *("", "1", "1/short", "1/webhook_events", "short", "pull_from_omnitron", "1/webhook_events/11"),
    *("999/", "0/", "-1/", "01/", "0001/short/", f"{'9' * 19}/", f"{'9' * 40}/", "1.0/", "1e0/", "%31/", "+1/", "x/"),
    *(" 1/", "1 /", "1_0/", "\xd9\xa3/", "undefined/", "null/", "1/webhook_events/999/", "2/webhook_events/11/"),
    *("999/webhook_events/", "1//", "/1/", "1//short/", "short//", "Short/", "SHORT/", "1/Short/", "1/short/x/"),
    *("1/webhook_events/11", "list_simple/", "1/list-simple/", "short/1/", "./", "../orders/", "1\x00/"),
    *("1/webhook_events/undefined/", "1/webhook_events/011/", f"1/webhook_events/{'f' * 32}/", "1.json", "1/?"),
)
ROOTS = ("//api/v1/oms/orders/", "///api/v1/oms/orders/", "/api//v1/oms/orders/", "/api/v1/oms/orders")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get")
NUMBERS = (
    *(
        "[]",
        '["1"]',
        '["1","1"]',
        "[1]",
        "[1.5]",
        "[1e3]",
        "[-0]",
        '[" 5 "]',
        '["\\t5\\n"]',
        "[null]",
        "[true]",
        "[{}]",
    ),
    *("[[]]", '[""]', '[" "]', '["a\\u0000b"]', '["\\ud800"]', '["\\ud83d\\ude00"]', '["\\u00a05"]', '["\\u200b"]'),
    *('[1,null,true,{},[2],""," 5 "]', "null", "7", "1.5", "true", '"x"', '""', "{}", '{"0":"1"}', "[NaN]", "[1e400]"),
    *(
        "[Infinity]",
        "[9007199254740993]",
        json.dumps([str(n) for n in range(1000)]),
        '["\\u2028"]',
        '["é"]',
        '["\xff"]',
    ),
)
BODIES = (
    *("", "{}", " ", "[]", '"x"', "7", "null", "true", "{bad", "{", "}", '{"a":1,}', '{"a":1}{}', "\xef\xbb\xbf{}"),
    *('{"order_numbers":["1"],"order_numbers":["2"]}', '{"Order_numbers":["1"]}', '{"order_numbers ":["1"]}', "\xff"),
    *('{"order_numbers":["1"],"x":1}', " \n" + '{"order_numbers":["1"]}' + "\n ", "'", '{"a":"\n"}', "{\x00}", "nul"),
)
CONTENT_TYPES = (
    *(
        "application/json",
        "Application/JSON",
        "application/json;",
        "application/json; charset=utf-8",
        "application/json;x",
    ),
    *("application/json; charset=nope", "application/json; charset=binary", 'application/json; charset=""', "*/*"),
    *("application/json; charset=latin-1", "application/json; charset=utf-16", "application/*", "*/json", "text/plain"),
    *("text/json", "application/jsonp", "application/vnd.api+json", "garbage", "", "application/json, text/plain"),
    *("application/json; charset=utf-8; charset=ascii", "application/json; charset=UTF8", "application/"),
)
FORMS = (
    *(
        "order_numbers=1",
        "order_numbers=1&order_numbers=2",
        "a=1",
        "order_numbers=",
        "order_numbers=+5+",
        "order_numbers",
    ),
    *("order_numbers[0]=1&order_numbers[1]=2", "order_numbers[1]=2&order_numbers[0]=1", "order_numbers=%00", "&=&"),
    *("order_numbers=%C3%A9", "order_numbers=1&a=%FF", "order_numbers[]=1", "order_numbers[x]=1", "order_numbers.0=1"),
)
PARTS = (
    *('name="order_numbers"', "name=order_numbers", 'name="a"', 'name="order_numbers[0]"', "", 'name=""'),
    *('name="order_numbers"; filename="a.txt"', 'filename="a.txt"', 'NAME="order_numbers"'),
)
LANGUAGES = (
    *(None, "", "tr", "en", "TR", "tr-TR", "en-us", "en-GB,en;q=0.9", "tr-TR,tr;q=0.9,en-US;q=0.8,en;q=0.7", "de", "*"),
    *("de-DE,de;q=0.9,en;q=0.5", "en;q=0.5,tr;q=0.9", "tr;q=0", "en;q=0", "de,*;q=0.5,en;q=0.1", "fr;q=0.5,en;q=0.4"),
    *("en, tr", "tr;q=0.3, en;q=0.3", "tur", "english", "en_US"),
)
ORIGINS = ("http://localhost:3000", "https://shop.example.com", "null", "http://[::1]:5173", "HTTP://UPPER.example.com")
PREFLIGHT_PATHS = (ORDERS, ORDERS.rstrip("/"), f"{ORDERS}1/", PULL, f"{ORDERS}nope/", "/nope", "//api/v1/oms/orders/")
PREFLIGHT_HEADERS = (None, "authorization", "authorization,content-type", "x-requested-with, traceparent", "")


def requests() -> dict[str, list[Request]]:
    """Return the requests by subject."""
    return {
        "pages": list(_pages()),
        "formats": list(_formats()),
        "tokens": list(_tokens()),
        "paths": list(_paths()),
        "methods": list(_methods()),
        "bodies": list(_bodies()),
        "forms": list(_forms()),
        "origins": list(_origins()),
    }


def in_languages() -> list[Request]:
    """Return requests for a deployment that translates its messages."""
    return list(_in_languages())


def _in_languages() -> Iterator[Request]:
    for language in LANGUAGES:
        accepted = {} if language is None else {"Accept-Language": language}
        for path, headers in product(("1/short/", "999/", "?", "1"), ({}, TOKEN)):
            yield Request("GET", ORDERS + path, "", {**headers, **accepted})
    for language, each in product(("tr", "en"), chain(_tokens(), _bodies(), _methods())):
        yield replace(each, headers={**each.headers, "Accept-Language": language, "Accept": "*/*"})
    for accept in ("application/xml", "application/json; indent=2"):
        yield Request("GET", ORDERS, "page=x", {**TOKEN, "Accept-Language": "tr", "Accept": accept})


def _pages() -> Iterator[Request]:
    for number, (page, limit) in enumerate(product(PAGES, LIMITS)):
        pairs = [f"{name}={value}" for name, value in (("limit", limit), ("page", page)) if value is not None]
        if number % 3 == 0 or page is None or limit is None:
            yield Request("GET", ORDERS + LISTS[number % len(LISTS)], "&".join(pairs), TOKEN)
    for text in FURTHER:
        yield Request("GET", ORDERS, text, TOKEN)
        yield Request("HEAD", f"{ORDERS}short/", f"limit=3&{text}", TOKEN)
    for path in OTHERS:
        yield Request("GET", ORDERS + path, "page=99&limit=x", TOKEN)


def _formats() -> Iterator[Request]:
    for accept, path in product(ACCEPTS, ("1/short/", "999/", "nope/")):
        yield Request("GET", ORDERS + path, "", {**TOKEN, "Accept": accept})
    for accept in ACCEPTS:
        yield Request("GET", ORDERS, "limit=2", {"Accept": accept})
        yield Request("POST", PULL, "", {**JSON, "Accept": accept}, '{"order_numbers":["1"]}')
    for text, path in product(FORMATS, ("", "1/", "999/")):
        yield Request("GET", ORDERS + path, f"format={quote(text, safe='&=')}", TOKEN)


def _tokens() -> Iterator[Request]:
    for authorization in AUTHORIZATIONS:
        headers = {"Authorization": authorization}
        for path in ("", "1/short/", "999/"):
            yield Request("GET", ORDERS + path, "limit=1", headers)
        yield Request("POST", PULL, "", {**headers, "Content-Type": "application/json"}, "{bad")
        yield Request("DELETE", f"{ORDERS}1/", "", headers)
    for path in chain(LISTS, OTHERS, ("pull_from_omnitron/",)):
        yield Request("GET", ORDERS + path)


def _paths() -> Iterator[Request]:
    for path, method in product(PATHS, ("GET", "POST")):
        yield Request(method, ORDERS + path, "limit=2", TOKEN)
    for path, method in product(ROOTS, ("GET", "HEAD", "POST")):
        yield Request(method, path, "limit=2&a=b c", TOKEN)
    for path in PATHS:
        yield Request("GET", ORDERS + path)


def _methods() -> Iterator[Request]:
    for method, path in product(METHODS, (*LISTS, *OTHERS, "pull_from_omnitron/", "999/")):
        yield Request(method, ORDERS + path, "", TOKEN)
    for method in METHODS:
        yield Request(method, ORDERS)
        yield Request(method, f"{ORDERS}1/", "", {"Authorization": "Token oms-mock-limited"})
        yield Request("POST", f"{ORDERS}1/", "", {**TOKEN, "X-HTTP-Method-Override": method})


def _bodies() -> Iterator[Request]:
    for numbers in NUMBERS:
        yield Request("POST", PULL, "", JSON, f'{{"order_numbers":{numbers.encode().decode("latin-1")}}}')
    for body in BODIES:
        yield Request("POST", PULL, "", JSON, body)
        yield Request("POST", PULL, "", {"Content-Type": "application/json"}, body)
    for content_type, body in product(CONTENT_TYPES, ('{"order_numbers":["1"]}', "{bad", "")):
        yield Request("POST", PULL, "", {**TOKEN, "Content-Type": content_type}, body)
    yield Request("POST", PULL, "", TOKEN, '{"order_numbers":["1"]}')
    too_many = json.dumps({"order_numbers": ["1"] * 1001})
    yield Request("POST", PULL, "", JSON, too_many)


def _forms() -> Iterator[Request]:
    for body in FORMS:
        yield Request("POST", PULL, "", {**TOKEN, "Content-Type": "application/x-www-form-urlencoded"}, body)
    for part, value in product(PARTS, ("1", " 5 ", "")):
        body = f"--b\r\nContent-Disposition: form-data; {part}\r\n\r\n{value}\r\n--b--\r\n"
        yield Request("POST", PULL, "", {**TOKEN, "Content-Type": "multipart/form-data; boundary=b"}, body)
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=", "multipart/*; boundary=b"):
        yield Request("POST", PULL, "", {**TOKEN, "Content-Type": content_type}, "--b--\r\n")


def _origins() -> Iterator[Request]:
    for origin, path, method, names in product(ORIGINS[:3], PREFLIGHT_PATHS, ("GET", "PATCH"), PREFLIGHT_HEADERS):
        asked = {"Origin": origin, "Access-Control-Request-Method": method}
        yield Request("OPTIONS", path, "", asked | ({} if names is None else {"Access-Control-Request-Headers": names}))
    for origin, path in product(ORIGINS, PREFLIGHT_PATHS):
        yield Request("GET", path, "limit=1", {**TOKEN, "Origin": origin})
        yield Request("OPTIONS", path, "", {**TOKEN, "Origin": origin})
    yield Request("OPTIONS", ORDERS, "", {"Access-Control-Request-Method": "GET"})
