#!/usr/bin/env bash
# A date can satisfy the format date-time of JSON Schema, and be readable by no date type of Python.
#
# Seen with jsonschema-rs 0.60.3, jsonschema 4.26.0, rfc3339-validator 0.1.4 and marshmallow 4.4.0 on CPython 3.11, Linux.
# RFC 3339 has leap seconds and the year 0000. jsonschema-rs knows both, also which UTC minute a leap second can be in.
# rfc3339-validator, which jsonschema uses for the same format, rejects all of them, so two validators of one schema
# disagree. Code that validates a document with jsonschema-rs and then calls datetime.fromisoformat or marshmallow fails
# after the validation. It should check both, or try to read the date instead.
#
# Expected output (yes: accepted):
#   date                       jsonschema-rs  jsonschema  fromisoformat  marshmallow
#   2016-12-31T23:59:59Z       yes            yes         yes            yes
#   2016-12-31T23:59:60Z       yes            no          no             no
#   2016-12-31T15:59:60-08:00  yes            no          no             no
#   2016-12-31T12:00:60Z       no             no          no             no
#   0000-01-01T00:00:00Z       yes            no          no             no
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jsonschema-rs==0.60.3 jsonschema==4.26.0 rfc3339-validator==0.1.4 marshmallow==4.4.0
"$folder/venv/bin/pip" list --format=freeze | grep -iE "^(jsonschema|jsonschema_rs|jsonschema-rs|rfc3339-validator|marshmallow)=="
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from datetime import datetime

import jsonschema
import jsonschema_rs
import marshmallow

SCHEMA = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string", "format": "date-time"}
DATES = (
    "2016-12-31T23:59:59Z",
    "2016-12-31T23:59:60Z",
    "2016-12-31T15:59:60-08:00",
    "2016-12-31T12:00:60Z",
    "0000-01-01T00:00:00Z",
)


def reads(read, text):
    try:
        read(text)
    except (ValueError, marshmallow.ValidationError):
        return False
    return True


JUDGES = {
    "jsonschema-rs": jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True).is_valid,
    "jsonschema": jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).is_valid,
    "fromisoformat": lambda text: reads(datetime.fromisoformat, text),
    "marshmallow": lambda text: reads(marshmallow.fields.AwareDateTime().deserialize, text),
}
WIDTHS = [max(map(len, DATES)), *map(len, JUDGES)]
rows = [["date", *JUDGES], *([text, *("yes" if judge(text) else "no" for judge in JUDGES.values())] for text in DATES)]
for row in rows:
    print("  ".join(cell.ljust(width) for cell, width in zip(row, WIDTHS)).rstrip())
PYTHON
cat "$folder/seen"
expected=$(sed -n '/^# Expected output/,/^set/p' "$0" | sed -n 's/^#   //p')
diff <(echo "$expected") "$folder/seen"
