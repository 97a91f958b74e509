#!/usr/bin/env bash
# tox builds a broken wheel once it has built an editable package in the same run.
#
# Seen with tox 4.67.15, virtualenv 21.15.11 and setuptools 84.2.1 on CPython 3.11, Linux.
# A project has one environment with `package = editable` and one with `package = wheel`. Each works alone, and both work
# when the wheel comes first. When the editable one comes first, tox keeps the metadata that it made for it, hands it to
# the build of the wheel, and pip rejects that wheel: "Bad metadata ... (invalid metadata entry 'name')".
# A build environment of its own for wheels (`wheel_build_env = .wheel`) avoids it.
#
# Expected output:
#   wheel: exit 0
#   wheel,editable: exit 0
#   editable,wheel: exit 1, invalid metadata entry 'name'
#   editable,wheel with wheel_build_env: exit 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet tox==4.67.15 virtualenv==21.15.11
mkdir -p "$folder/project/demo"
cd "$folder/project"
touch demo/__init__.py
printf '[build-system]\nrequires = ["setuptools==84.2.1"]\nbuild-backend = "setuptools.build_meta"\n' >pyproject.toml
printf '[metadata]\nname = demo-package\nversion = 1.0\n[options]\npackages = demo\n' >setup.cfg

write_tox_ini() {
    printf '[testenv]\ncommands = python -c "import demo"\n' >tox.ini
    printf '[testenv:editable]\npackage = editable\n[testenv:wheel]\npackage = wheel\n%s\n' "$1" >>tox.ini
}

run() {
    rm -rf .tox build ./*.egg-info
    code=0
    "$folder/venv/bin/tox" -q -e "$1" >output.txt 2>&1 || code=$?
    reason=$(grep -om1 "invalid metadata entry 'name'" output.txt || true)
    echo "$1$2: exit $code${reason:+, $reason}"
}

write_tox_ini ""
{
    run wheel ""
    run wheel,editable ""
    run editable,wheel ""
    write_tox_ini "wheel_build_env = .wheel"
    run editable,wheel " with wheel_build_env"
} >seen.txt
cat seen.txt
diff seen.txt - <<'END'
wheel: exit 0
wheel,editable: exit 0
editable,wheel: exit 1, invalid metadata entry 'name'
editable,wheel with wheel_build_env: exit 0
END
