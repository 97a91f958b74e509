"""The search path that the startup parameter `options` sets."""

from __future__ import annotations

import pytest

from oms_mock.store.startup_options import search_path


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", None),
        ("-c", None),
        ("-c work_mem=1MB", None),
        ("-csearch_path=a", "a"),
        ("-c search_path=a,b", "a,b"),
        ("--search-path=a", "a"),
        ("-c work_mem=1MB  -c Search_Path=a -c search_path=b", "b"),
        (r"-csearch_path=\"my\ schema\",b\\c", '"my schema",b\\c'),
    ],
)
def test_the_last_search_path_is_read_as_a_server_reads_it(options: str, expected: str | None) -> None:
    assert search_path(options) == expected
