"""Read the exchanges of a HAR file, as browsers, Playwright and mitmproxy write it.

Playwright stores bodies in files beside the HAR file, or with it in an archive (`content: "attach"`, key `_file`).
"""

from __future__ import annotations

import base64
import binascii
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

MOST_BYTES = 64 * 1024 * 1024
"""The largest file in an archive that is read, and the largest attached body."""
ENDING = ".har"

Attached = Callable[[str], bytes]
"""Returns the content of an attached file by its name. Raises OSError and KeyError."""


@dataclass(frozen=True)
class Exchange:
    """A request and its response. `body` is None if the file does not have it."""

    method: str
    url: str
    status: int
    body: str | None


def read(path: Path) -> list[Exchange]:
    """Return the exchanges of a HAR file, or of an archive with one.

    Raises OSError, and ValueError if it is not a HAR file.
    """
    with _opened(path) as (content, attached):
        return parse(content, attached)


def parse(content: str, attached: Attached) -> list[Exchange]:
    """Return the exchanges in the text of a HAR file. Raises ValueError if it is none."""
    try:
        entries = list(json.loads(content)["log"]["entries"])
    except (KeyError, TypeError):
        raise ValueError("not a HAR file: it has no log.entries") from None
    return list(_exchanges(entries, attached))


@contextmanager
def _opened(path: Path) -> Iterator[tuple[str, Attached]]:
    """Yield the text of the HAR file, and how its attached files are read."""
    if not zipfile.is_zipfile(path):
        yield path.read_text(encoding="utf-8-sig"), lambda name: _limited(path.parent / name)
        return
    with zipfile.ZipFile(path) as archive:

        def member(name: str) -> bytes:
            if archive.getinfo(name).file_size > MOST_BYTES:
                raise ValueError(f"{name} has more than {MOST_BYTES // 1024 // 1024} MiB")
            return archive.read(name)

        names = [name for name in archive.namelist() if name.endswith(ENDING)]
        if len(names) != 1:
            raise ValueError(f"an archive with {len(names)} files *{ENDING}, where there must be one")
        yield member(names[0]).decode("utf-8-sig"), member


def _limited(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} has more than {MOST_BYTES // 1024 // 1024} MiB")
    return path.read_bytes()


def _exchanges(entries: list[Any], attached: Attached) -> Iterator[Exchange]:
    """Yield the exchanges that have a request and a status; recorders also write connections that failed."""
    for entry in entries:
        try:
            request, response = entry["request"], entry["response"]
            method, url, status, content = request["method"], request["url"], response["status"], response["content"]
            yield Exchange(str(method), str(url), int(status), _body(content, attached))
        except (KeyError, TypeError, ValueError):
            continue


def _body(content: dict[str, Any], attached: Attached) -> str | None:
    """Return the body of a response as text; None if it is missing, or is not text."""
    try:
        if isinstance(name := content.get("_file"), str):
            is_inside = PurePath(name).name == name and "\\" not in name
            return attached(name).decode("utf-8-sig") if is_inside else None
        text = content.get("text")
        if not isinstance(text, str) or not text:
            return None
        return (
            base64.b64decode(text, validate=True).decode("utf-8-sig") if content.get("encoding") == "base64" else text
        )
    except (OSError, KeyError, ValueError, binascii.Error):
        return None
