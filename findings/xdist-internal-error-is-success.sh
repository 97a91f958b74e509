#!/usr/bin/env bash
# With pytest-xdist, an internal error on a worker can end with exit code 0, as if all tests had passed.
#
# Seen with pytest 9.2.0 and pytest-xdist 3.8.0 on Python 3.11, Linux.
# A hook wrapper of a plugin raises an exception while it adds something to the report of a failed test. Without workers
# pytest ends with INTERNALERROR and exit code 3. So it does with workers if the scheduler still has tests for the broken
# worker. If it has none, as in short runs or near the end of a long one, it prints INTERNALERROR too, but the failed test
# is in no count, and the exit code is 0: CI takes the run for a success.
#
# Expected output:
#   no workers: exit code 3, 1 passed
#   3 workers: exit code 0, 2 passed
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv .venv
.venv/bin/pip install -q pytest==9.2.0 pytest-xdist==3.8.0
.venv/bin/python --version
mkdir tests
cat >tests/conftest.py <<'END'
import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        raise RuntimeError("the plugin cannot add to the report")
    return report
END
cat >tests/test_three.py <<'END'
def test_first():
    pass


def test_second():
    assert False


def test_third():
    pass
END
run() {
    local code=0
    PYTEST_ADDOPTS='' .venv/bin/python -m pytest -q -p no:cacheprovider -n "$1" tests >output.txt 2>&1 || code=$?
    grep -q INTERNALERROR output.txt
    echo "$2: exit code $code, $(tail -n 1 output.txt | sed 's/ in .*//')"
}
{
    run 0 "no workers"
    run 3 "3 workers"
} >seen.txt
cat seen.txt
diff seen.txt - <<'END'
no workers: exit code 3, 1 passed
3 workers: exit code 0, 2 passed
END
