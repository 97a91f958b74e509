"""Canaries in all strings of responses, and the tokens, are in no output."""

from __future__ import annotations

import html
import io
import json
import logging
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import unquote
from wsgiref.types import WSGIApplication

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, example, given
from hypothesis import strategies as st

from oms_mock.cli.main import main
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.pipeline import steps
from oms_mock.option_table import REPORT_FORMS
from tests.contract.client.test_client import AMBIENT
from tests.contract.scripted import cut
from tests.contract.test_exit_codes import Deployment, healthy, running
from tests.hypothesis_profiles import examples
from tests.recall.harness import FORBIDDEN_TOKEN, URL, Wsgi, clones, fake
from tests.recall.harness import TOKEN as FAKE_TOKEN

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
"""It finds the examples long."""

SOME = examples(
    25,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
"""A plan that fails is small, and a run too long to shrink it by."""


BIRD, NUMBER = "zqxwv", "dec0de5ca1ab1e0c0ffee1decade5a1ad0b501e7"
"""What a canary is known by; one of hex digits by any twelve of them in a row."""
BIRDS = (BIRD, *(NUMBER[place : place + 12] for place in range(0, len(NUMBER) - 11, 4)))

SHAPES = {
    "word": f"Canary {BIRD} sings",
    "slug": f"{BIRD}-canary",
    "e-mail": f"{BIRD}.{BIRD}a@{BIRD}.example.com",
    "hex": NUMBER,
    "web token": f"eyJ{BIRD}IsInR5.eyJ{BIRD}MjM0NTY3.{BIRD}-S1gn_{BIRD}",
    "base64": f"Ab9{BIRD}Z0+Z0{BIRD}Z0+Z0{BIRD}Z0==",
    "URL": f"https://{BIRD}.example.com/{BIRD}/?{BIRD}={BIRD}&page=2#{BIRD}",
    "own URL": f"{URL}/api/v1/oms/orders/?page=2&{BIRD}={BIRD}",
    "own URL elsewhere": f"{URL}/api/v1/oms/{BIRD}/?limit={BIRD}",
    "URL with a user": f"https://{BIRD}:{BIRD}@oms.example.com/api/v1/oms/orders/?page=2",
    "uuid": f"{NUMBER[:8]}-{NUMBER[8:12]}-{NUMBER[12:16]}-{NUMBER[16:20]}-{NUMBER[20:32]}",
    "uuid of digits only": NUMBER[:32],
    "colour": f"\x1b[31m{BIRD}\x1b[0m\x07",
    "command": f"::error file={BIRD}.py,line=1::{BIRD}",
    "command on its own line": f"\r\n::set-output name={BIRD}::{BIRD}\r\n",
    "old command": f"##[error]{BIRD}",
    "override": f"\u202e{BIRD}\u2066\ufeff",
    "markup": f"[bold]{BIRD}[/bold][link=https://{BIRD}]<b>{BIRD}</b>]]><!--&{BIRD};",
    "path": f"$.results[*].{BIRD}.x[{BIRD}].{BIRD} {BIRD}",
    "date": f"2026-05-04T03:02:01.{BIRD}Z",
    "password": f"password={BIRD}",
    "shell": f"'; echo $({BIRD}) `{BIRD}` \"",
    "format": f"{{{BIRD}}} %({BIRD})s {{0.{BIRD}}}",
    "long": f"{BIRD} " * 500,
    "Turkish": f"İ{BIRD}ş",
}
KEY_SHAPES = {name: shape for name, shape in SHAPES.items() if name != "slug"}
"""A key that is one word of letters, as `slug` is, is shown: `unknown-field` has to name the field."""


# What is planted


@dataclass(frozen=True)
class Plan:
    """What becomes of the answers: which shapes, how they are planted, and into how many strings."""

    shapes: tuple[str, ...]
    how: str
    """`whole`, `after` or `before` what is there."""
    share: float
    """Of all strings; 1 is every one."""
    keys: bool = False
    headers: bool = True
    breakage: str = ""
    """How some bodies are broken: one of BREAKAGES."""
    seed: int = 0
    is_terminal: bool = False


BREAKAGES: dict[str, Callable[[bytes, str], bytes]] = {
    "cut": lambda body, _: body[: len(body) // 2],
    "cut in a canary": lambda body, _: body[:-1] + f',"x":"{BIRD}'.encode(),
    "page": lambda _, canary: f"<!doctype html><title>{canary}</title><p>{canary}".encode(),
    "NaN": lambda _, canary: json.dumps({"x": canary, "y": float("nan")}).encode(),
    "twice": lambda _, canary: f"{{{json.dumps(canary)}:1,{json.dumps(canary)}:2}}".encode(),
    "text": lambda _, canary: json.dumps(canary).encode(),
    "list": lambda _, canary: json.dumps([canary, [canary], {"id": canary, "next": canary}]).encode(),
    "Latin-1": lambda *_: f'{{"x":"{BIRD}é"}}'.encode("latin-1"),
    "nothing": lambda *_: b"",
}


class Planting:
    """A WSGI app that plants canaries into the answers of another."""

    def __init__(self, app: WSGIApplication, plan: Plan, canaries: Iterable[str]) -> None:
        self._app, self._plan = app, plan
        self._canaries = tuple(canaries)
        self._random = random.Random(plan.seed)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        started: list[Any] = []
        body = b"".join(self._app(environ, lambda *arguments: started.append(arguments) or print))  # type: ignore[func-returns-value]
        status, headers = started[0][:2]
        planted, broken = self._planted(body), self._is_chosen() and self._is_chosen()
        if self._plan.breakage and broken:
            planted = BREAKAGES[self._plan.breakage](planted, self._canary())
        start_response(status, self._headers(headers, planted))
        return [planted]

    def _planted(self, body: bytes) -> bytes:
        try:
            return json.dumps(self._walk(json.loads(body))).encode()
        except ValueError:
            return body + self._canary().encode()

    def _walk(self, value: Any) -> Any:
        if isinstance(value, dict):
            walked = {key: self._walk(child) for key, child in value.items()}
            return walked | ({self._key(): self._canary()} if self._plan.keys and self._is_chosen() else {})
        if isinstance(value, list):
            return [self._walk(child) for child in value]
        return self._text(value) if isinstance(value, str) and self._is_chosen() else value

    def _text(self, text: str) -> str:
        canary = self._canary()
        return {"whole": canary, "after": f"{text}{canary}", "before": f"{canary}{text}"}[self._plan.how]

    def _headers(self, headers: list[tuple[str, str]], body: bytes) -> list[tuple[str, str]]:
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        if self._plan.headers and self._is_chosen():
            canary = re.sub(r"[^ -~]", "", self._canary())
            kept = [(name, value) for name, value in kept if name.lower() not in {"content-type", "www-authenticate"}]
            kept += [
                ("Content-Type", f"application/json; charset={canary}"),
                ("WWW-Authenticate", f'Token realm="{canary}"'),
                ("Location", f"{URL}/{canary}"),
                ("Retry-After", canary),
                ("Set-Cookie", f"session={canary}"),
                ("Date", canary),
                (f"X-{BIRD}", canary),
            ]
        return [*kept, ("Content-Length", str(len(body)))]

    def _is_chosen(self) -> bool:
        return self._random.random() < self._plan.share

    def _canary(self) -> str:
        return self._random.choice(self._canaries)

    def _key(self) -> str:
        return self._canary()


class ByUuid:
    """A WSGI app whose webhook events are opened by a uuid instead of a number, and so named in its answers."""

    STEM = f"{NUMBER[:8]}-{NUMBER[8:12]}-{NUMBER[12:16]}-8fee-"

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = re.sub(f"{self.STEM}0*([1-9][0-9]*)", r"\1", environ["PATH_INFO"])
        body = b"".join(self._app({**environ, "PATH_INFO": path}, self._without_length(start_response)))
        if "webhook_events" not in path:
            return [body]
        stem = self.STEM.encode()
        return [re.sub(rb'"id":([0-9]+)', lambda found: b'"id":"%s%012d"' % (stem, int(found[1])), body)]

    @staticmethod
    def _without_length(start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [each for each in headers if each[0].lower() != "content-length"], *rest)

        return start


plans = st.builds(
    Plan,
    shapes=st.lists(st.sampled_from(sorted(SHAPES)), min_size=1, max_size=4).map(tuple),
    how=st.sampled_from(("whole", "after", "before")),
    share=st.sampled_from((1.0, 0.9, 0.5, 0.1, 0.02)),
    headers=st.booleans(),
    breakage=st.sampled_from(("", "", *BREAKAGES)),
    seed=st.integers(0, 2**16),
    is_terminal=st.booleans(),
)
plans_with_keys = st.builds(
    Plan,
    shapes=st.lists(st.sampled_from(sorted(KEY_SHAPES)), min_size=1, max_size=4).map(tuple),
    how=st.sampled_from(("whole", "after", "before")),
    share=st.sampled_from((1.0, 0.5, 0.1, 0.02)),
    keys=st.just(True),
    headers=st.booleans(),
    breakage=st.sampled_from(("", "", *BREAKAGES)),
    seed=st.integers(0, 2**16),
    is_terminal=st.booleans(),
)


# What comes out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Log(logging.Handler):
    """Keeps every record there is, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter("%(name)s %(message)s").format(record))


@dataclass
class Outputs:
    """Everything that a run has said, to whomever."""

    code: int
    texts: dict[str, str]

    def holding(self, *secrets: str) -> list[tuple[str, str]]:
        """What of the outputs holds one of these, however it is written there, and around which words."""
        return [
            (name, form[max(0, at - 120) : at + 60])
            for name, text in self.texts.items()
            for form in _forms(text)
            for secret in secrets
            if (at := form.lower().find(secret.lower())) >= 0
        ]


def _forms(text: str) -> set[str]:
    """A text as it stands, and without the escapes of JSON, XML and URLs, and without hyphens."""
    forms = {text, html.unescape(text), unquote(text), text.replace("\\\\", "\\").replace('\\"', '"')}
    return forms | {form.replace("-", "") for form in forms}


@contextmanager
def logged() -> Iterator[Log]:
    """Let everybody log as much as they can."""
    log, root = Log(), logging.getLogger()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        root.removeHandler(log)
        root.setLevel(level)


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    kept = {name: value for name, value in os.environ.items() if name not in AMBIENT}
    kept = {name: value for name, value in kept.items() if not name.startswith(("OMS_", "GITHUB_"))}
    terminal = {"TERM": "xterm-256color", "COLUMNS": "100"}
    with mock.patch.dict(os.environ, {**kept, **terminal, **variables}, clear=True):
        yield


def run(url: str, *, is_terminal: bool = False, own: str = FAKE_TOKEN, forbidden: str = FORBIDDEN_TOKEN) -> Outputs:
    """Run the command, and collect all that it says; on a terminal with its progress."""
    out, err = (Terminal(), Terminal()) if is_terminal else (io.StringIO(), io.StringIO())
    reports: list[Report] = []
    check = steps.check

    def kept(*arguments: Any, **options: Any) -> Report:
        reports.append(check(*arguments, **options))
        return reports[-1]

    with (
        tempfile.TemporaryDirectory() as folder,
        environment(OMS_TOKEN=own, OMS_FORBIDDEN_TOKEN=forbidden, GITHUB_STEP_SUMMARY=f"{folder}/summary.md"),
        mock.patch.object(steps, "check", kept),
        logged() as log,
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        manners = "--retries 0 --concurrency 1 --allow-writes --strict --max-time 20s"
        kept_in = ["--report-dir", folder, "--fidelity", f"{folder}/fidelity.json"]
        code = main(["check", url, *manners.split(), "--report", ",".join(REPORT_FORMS), *kept_in])
        files = {path.name: path.read_text(encoding="utf-8") for path in Path(folder).iterdir()}
    texts = {"stdout": out.getvalue(), "stderr": err.getvalue(), "log": "\n".join(log.lines), **files}
    return Outputs(code, {**texts, "findings": _fields(reports[0])})


def _fields(report: Report) -> str:
    """The findings themselves, before anything is masked: at the root no text of an answer gets in."""
    found = [*report.findings, *report.unstable]
    texts = [text for f in found for text in (f.message, f.expected, f.got, f.example, f.path, f.unit, f.kind)]
    return "\n".join([*texts, report.inconclusive, *(outcome.reason for outcome in report.outcomes)])


def over(app: WSGIApplication, **options: Any) -> Outputs:
    """Run the command on an app in place of the network."""
    with mock.patch("oms_mock.contract.client.transport.TimedAdapter", return_value=Wsgi(app)):
        return run(URL, **options)


@cache
def deployment() -> Flask:
    return fake(clones(2))


def planted(plan: Plan) -> Outputs:
    shapes = [SHAPES[name] for name in plan.shapes]
    return over(Planting(deployment(), plan, shapes), is_terminal=plan.is_terminal)


ALL = tuple(SHAPES)


def test_the_canaries_are_planted_and_detected_in_outputs() -> None:
    plan = Plan(("slug",), "whole", 1.0, keys=True)
    outputs = planted(plan)
    reports = {"report.json", "junit.xml", "report.html", "report.sarif", "report-new.sarif", "report.md"}
    files = reports | {"summary.md", "fidelity.json"}
    assert {name for name, _ in outputs.holding(*BIRDS)} == {"stdout", "findings", *files}


def test_outputs_without_canaries_contain_nothing_like_a_canary() -> None:
    outputs = planted(Plan(("word",), "whole", 0.0))
    assert (outputs.code, outputs.holding(*BIRDS)) == (0, [])


@SOME
@example(Plan(ALL, "whole", 1.0))
@example(Plan(ALL, "after", 1.0, is_terminal=True))
@example(Plan(("slug",), "whole", 0.5))
@example(Plan(("own URL",), "whole", 0.5, headers=False))
@example(Plan(("uuid",), "whole", 1.0, headers=False))
@given(plans)
def test_canaries_in_all_strings_of_responses_are_in_no_output(plan: Plan) -> None:
    assert planted(plan).holding(*BIRDS) == []


@SOME
@example(Plan(tuple(KEY_SHAPES), "whole", 0.0, keys=True))
@example(Plan(("e-mail",), "whole", 1.0, keys=True, headers=False))
@given(plans_with_keys)
def test_canaries_as_keys_of_objects_are_in_no_output(plan: Plan) -> None:
    assert planted(plan).holding(*BIRDS) == []


@pytest.mark.parametrize("shape", KEY_SHAPES)
def test_canaries_of_any_shape_as_keys_are_in_no_output(shape: str) -> None:
    assert planted(Plan((shape,), "whole", 0.5, keys=True, seed=1)).holding(*BIRDS) == []


def test_a_uuid_of_an_event_is_in_no_output() -> None:
    plan = Plan(("slug",), "whole", 0.3, headers=False, seed=1)
    outputs = over(Planting(ByUuid(deployment()), plan, [SHAPES["slug"]]))
    assert "webhook_events/AN-EVENT-ID/" in outputs.texts["stdout"]
    assert outputs.holding(*BIRDS) == []


def test_events_with_a_uuid_as_their_key_are_opened() -> None:
    outputs = over(ByUuid(deployment()))
    coverage = json.loads(outputs.texts["report.json"])["coverage"]
    opened = next(each for each in coverage["endpoints"] if "{event}" in each["endpoint"])
    assert opened["statuses"]["200"] == 2
    assert outputs.holding(*BIRDS) == []


# The tokens in use


TOKENS = {
    "hex": ("0123456789abcdef0123456789abcdef01234567", "fedcba9876543210fedcba9876543210fedcba98"),
    "web token": ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIyIn0.bm9uZQ"),
    "words": ("hunter-two-of-nine", "forbidden_hunter_three"),
    "base64": ("QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "a+b/c/d+e/f+0123456789/=="),
    "for XML": ('<own>&"token"\'s</own>', "<forbidden>&amp;]]></forbidden>"),
    "for JSON": ('back\\slash\\u0041"own"', '{"forbidden":"back\\\\slash"}'),
    "for a path": ("$.results[*].own.token[0]", "results[3].forbidden.token"),
    "for a URL": ("own%2Ftoken?page=2&limit=2#own", "forbidden%20token/../..//?a=b"),
    "for a shell": ("$(own-token)`own`'own'", "'forbidden';$OMS_TOKEN;'"),
    "digits": ("918273645546372819", "192837465564738291"),
    "a number of a page": ("91827364", "19283746"),
    "short": ("ownown", "nonono"),
}
"""Our own, and one without the right."""


class Echo(Planting):
    """Plants the tokens that it was sent, as values, keys, links and in headers."""

    def __init__(self, app: WSGIApplication, plan: Plan, own: str, forbidden: str) -> None:
        urls = [f"{URL}/api/v1/oms/orders/?page=2&limit={each}&{each}={each}" for each in (own, forbidden)]
        pages = [f"{URL}/api/v1/oms/orders/?limit=1&page={each}" for each in (own, forbidden)]
        super().__init__(app, plan, [own, forbidden, *urls, *pages])
        self._known = {f"Token {own}": f"Token {FAKE_TOKEN}", f"Token {forbidden}": f"Token {FORBIDDEN_TOKEN}"}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        sent = environ.get("HTTP_AUTHORIZATION", "")
        return super().__call__({**environ, "HTTP_AUTHORIZATION": self._known.get(sent, sent)}, start_response)


def echoed(kind: str, plan: Plan) -> Outputs:
    own, forbidden = TOKENS[kind]
    echo = Echo(deployment(), plan, own, forbidden)
    outputs = over(echo, own=own, forbidden=forbidden, is_terminal=plan.is_terminal)
    del outputs.texts["findings"]  # no output: a field may well have a token for a name before it is masked
    return outputs


@pytest.mark.parametrize("how", ["whole", "after"])
@pytest.mark.parametrize("kind", TOKENS)
def test_a_token_echoed_in_all_responses_is_in_no_output(kind: str, how: str) -> None:
    assert echoed(kind, Plan((), how, 1.0, keys=True)).holding(*TOKENS[kind]) == []


@pytest.mark.parametrize("kind", ["words", "for XML", "for JSON"])
def test_a_token_that_is_not_echoed_is_in_no_output(kind: str) -> None:
    assert echoed(kind, Plan((), "whole", 0.0)).holding(*TOKENS[kind]) == []


@SOME
@given(st.sampled_from(sorted(TOKENS)), plans_with_keys)
def test_a_token_echoed_in_one_place_is_in_no_output(kind: str, plan: Plan) -> None:
    assert echoed(kind, plan).holding(*TOKENS[kind]) == []


# On the wire, and in pytest


def singing(body: bytes) -> bytes:
    """Plant a few canaries and leave the links working, with a canary in their queries."""
    sung = body.replace(b"&page=2", b"&page=2&" + f"{BIRD}={BIRD}".encode())
    sung = sung.replace(b'"en-us"', f'"{BIRD} {BIRD}"'.encode()).replace(b'"TRY"', f'"{BIRD}"'.encode())
    return sung.replace(b'"detail":"', f'"detail":"\\u001b[31m{BIRD}\\r\\n::error::{BIRD}'.encode())


def test_a_canary_received_over_a_socket_is_in_no_output() -> None:
    with running(Deployment(healthy(deployment(), singing))) as server:
        outputs = run(server.url)
    assert f"&page=2&{BIRD}" in "".join(server.requests)
    assert outputs.holding(*BIRDS) == []


def test_a_canary_in_an_invalid_header_is_in_no_output() -> None:
    broken = f"HTTP/1.1 200 OK\r\n{BIRD} {BIRD}\r\nX: {BIRD}\r\n\r\n{BIRD}".encode()
    with running(Deployment(lambda _: cut(broken))) as server:
        outputs = run(server.url)
    assert outputs.holding(*BIRDS) == []


@pytest.mark.parametrize(
    "line", [f"HTTP/1.1 {BIRD}", f"{BIRD}", f"HTTP/1.1 200 {BIRD}\r\nTransfer-Encoding: chunked\r\n\r\n{BIRD}"]
)
def test_a_canary_in_a_response_that_is_not_http_is_in_no_output(line: str) -> None:
    with running(Deployment(lambda _: cut(f"{line}\r\n\r\n".encode()))) as server:
        outputs = run(server.url)
    assert (outputs.code > 0, outputs.holding(*BIRDS)) == (True, [])


def test_the_output_of_pytest_contains_no_canary(tmp_path: Path) -> None:
    own, forbidden = TOKENS["words"]
    flags = "-rA --showlocals --tb=long --log-level=DEBUG -o log_cli=true"
    command = (
        sys.executable,
        "-m",
        "pytest",
        "contract_tests",
        "-p",
        "no:cacheprovider",
        *flags.split(),
        f"--junitxml={tmp_path / 'junit.xml'}",
    )
    app = Echo(deployment(), Plan((), "after", 0.3, keys=True, headers=False), own, forbidden)
    with (
        running(Deployment(healthy(app, singing))) as server,
        environment(OMS_TOKEN=own, OMS_FORBIDDEN_TOKEN=forbidden),
    ):
        ended = subprocess.run((*command, "--oms-url", server.url), capture_output=True, text=True, cwd=ROOT)
    texts = {"stdout": ended.stdout, "stderr": ended.stderr, "junit.xml": (tmp_path / "junit.xml").read_text()}
    assert (ended.returncode, Outputs(1, texts).holding(*BIRDS, own, forbidden)) == (1, [])
