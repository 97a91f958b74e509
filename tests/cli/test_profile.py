"""`oms-mock profile`: recording a profile, and comparing two."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from oms_mock.cli.main import main
from oms_mock.contract import fake_process
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.profile import recording
from oms_mock.contract.profile.recording import Recording
from oms_mock.spec import profile_files, profile_format
from oms_mock.spec.profile_format import EndpointShapes, Profile, Shape
from tests.recall.harness import Wsgi
from tests.recall.harness import fake as fake_app

URL = "https://oms.example.com"
TOKEN = "hunter2-hunter2-hunter2"
LABEL = "GET /api/v1/oms/orders/"
ROW = "$.results[*]"


def profile(day: str = "2026-11-25", **paths: Shape) -> Profile:
    shapes = {f"{ROW}.{name}": shape for name, shape in paths.items()}
    rows = {"$": Shape(10, types={"object": 1.0}), ROW: Shape(200, types={"object": 1.0})}
    return Profile(day, {LABEL: EndpointShapes(10, {**rows, **shapes})})


MONDAY = profile(
    notes=Shape(200, types={"null": 0.5, "string": 0.5}, lengths={"16": 1.0}),
    payment_type=Shape(200, types={"string": 1.0}, values={"credit_card": 1.0}),
    segment=Shape(200, types={"null": 1.0}),
)
TUESDAY = profile(
    "2026-11-26",
    loyalty=Shape(200, types={"integer": 1.0}),
    notes=Shape(200, types={"null": 0.9, "string": 0.1}, lengths={"16": 1.0}),
    payment_type=Shape(200, types={"string": 1.0}, values={"credit_card": 0.95, "klarna": 0.05}),
    segment=Shape(200, absent=1.0),
)


class Recorder:
    """A stub of the contract: record the calls, and return a recording made by hand."""

    def __init__(self) -> None:
        self.made = Recording(MONDAY, orders=200, requests=1077)
        self.calls: list[tuple[Target, Options, int]] = []

    def record(self, target: Target, options: Options, sample: int, **_: Any) -> Recording:
        self.calls.append((target, options, sample))
        return self.made


@pytest.fixture(name="recorder")
def fixture_recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(recording, "record", recorder.record)
    monkeypatch.setenv("OMS_TOKEN", TOKEN)
    return recorder


@pytest.fixture(name="fakes")
def fixture_fakes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    started: list[tuple[str, ...]] = []

    @contextmanager
    def running(*options: str) -> Iterator[str]:
        started.append(options)
        yield "http://127.0.0.1:4321"

    monkeypatch.setattr(fake_process, "running", running)
    return started


@pytest.fixture(name="nights")
def fixture_nights(tmp_path: Path) -> list[str]:
    paths = [tmp_path / "monday.json", tmp_path / "tuesday.json"]
    for path, each in zip(paths, (MONDAY, TUESDAY), strict=True):
        profile_files.write(path, profile_format.dumps(each))
    return [str(path) for path in paths]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["profile", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


# Recording


def test_a_profile_is_written_to_the_output_file(
    recorder: Recorder, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "staging.profile.json"
    code, out, err = run(capsys, URL, "-o", str(path))
    assert (code, out) == (0, "")
    assert err == f"oms-mock: {path} is written: the shapes of 200 orders, from 1,077 requests\n"
    assert profile_files.read(path) == MONDAY
    assert [each.name for each in tmp_path.iterdir()] == ["staging.profile.json"]


def test_without_an_output_file_the_profile_is_printed(recorder: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, URL) == (0, profile_format.dumps(MONDAY), "")


@pytest.mark.parametrize("words", [["record", URL], [URL], ["oms.example.com"], ["--sample", "200", URL]])
def test_the_command_record_may_be_left_out_before_a_url(
    recorder: Recorder, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert run(capsys, *words)[0] == 0
    assert recorder.calls == [(Target(URL, TOKEN), Options(), 200)]


def test_request_options_are_passed_to_the_recorder(recorder: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    manners = "--rate 5/s --concurrency 2 --timeout 10s --retries 0 --max-time 10m --sample 50 --auth-scheme Bearer"
    run(capsys, URL, *manners.split())
    options = Options(rate=5.0, concurrency=2, timeout=10.0, retries=0, max_time=600.0)
    assert recorder.calls == [(Target(URL, TOKEN, "Bearer"), options, 50)]


def test_without_a_url_the_fake_is_recorded(
    recorder: Recorder, fakes: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "--orders", "50", "--seed", "7")
    assert (code, err) == (0, "oms-mock: no URL is given: recording the fake itself\n")
    assert fakes == [("--orders", "50", "--seed", "7")]
    assert recorder.calls[0][0] == Target("http://127.0.0.1:4321", fake_process.TOKEN)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (Recording(None, "not authorised: …"), 3),
        (Recording(None, "interrupted: nothing is written", interrupted=True), 130),
    ],
)
def test_an_inconclusive_recording_writes_nothing(
    recorder: Recorder, capsys: pytest.CaptureFixture[str], tmp_path: Path, made: Recording, code: int
) -> None:
    recorder.made = made
    assert run(capsys, URL, "-o", str(tmp_path / "a.json")) == (
        code, "", f"oms-mock: inconclusive: {made.inconclusive}\n"
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_cannot_be_written_is_reported_before_any_request(
    recorder: Recorder, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(capsys, URL, "-o", str(tmp_path / "nowhere" / "a.json"))[0] == 2
    assert recorder.calls == []


def test_the_token_is_masked_in_the_profile(recorder: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    recorder.made = Recording(profile(**{TOKEN: Shape(1)}))
    assert TOKEN not in run(capsys, URL)[1]


# Comparing


def test_diff_prints_one_line_per_difference(
    nights: list[str], capsys: pytest.CaptureFixture[str], snapshot: Any
) -> None:
    code, out, err = run(capsys, "diff", *nights)
    assert (code, err) == (1, "")
    assert out == snapshot


def test_diff_prints_json(nights: list[str], capsys: pytest.CaptureFixture[str], snapshot: Any) -> None:
    code, out, _ = run(capsys, "diff", *nights, "--json")
    assert code == 1
    assert json.loads(out) == snapshot


def test_diff_without_differences_says_so(nights: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "diff", nights[0], nights[0]) == (0, "no drift from 2026-11-25 to 2026-11-25\n", "")
    assert run(capsys, "diff", nights[0], nights[0], "--json") == (0, "[]\n", "")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"{", "it is not JSON: see oms-mock profile --help"),
        (b"\xff", "it is not UTF-8: see oms-mock profile --help"),
        (b"{}", "it is not a profile of version 1: $ is not valid: see oms-mock profile --help"),
    ],
)
def test_an_invalid_profile_is_reported(
    nights: list[str], capsys: pytest.CaptureFixture[str], content: bytes, complaint: str
) -> None:
    Path(nights[1]).write_bytes(content)
    assert run(capsys, "diff", *nights) == (2, "", f"oms-mock: cannot read {nights[1]}: {complaint}\n")


def test_a_missing_profile_is_reported(nights: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path(nights[1]).unlink()
    code, _, err = run(capsys, "diff", *nights)
    assert (code, err) == (2, f"oms-mock: cannot read {nights[1]}: No such file or directory\n")


def test_a_recording_of_a_fake_can_be_compared_with_itself(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = recording.record(Target(URL, fake_process.TOKEN), Options(concurrency=1), transport=Wsgi(fake_app()))
    profile_files.write(tmp_path / "a.json", profile_format.dumps(made.profile))
    assert run(capsys, "diff", str(tmp_path / "a.json"), str(tmp_path / "a.json"))[0] == 0
