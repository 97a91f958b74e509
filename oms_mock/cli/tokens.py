"""Read the tokens of a deployment from the environment, a file or stdin, never from the command line."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from oms_mock.contract.redaction import redactor
from oms_mock.errors import SetupError
from oms_mock.inputs.auth_token import header_value

FORBIDDEN_VARIABLE = "OMS_FORBIDDEN_TOKEN"

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}", re.ASCII)


def own(variable: str, file: str | None) -> str:
    """Return the token of the deployment. Raises SetupError; its message holds no token."""
    if file is not None:
        return header_value(_read(file), "stdin" if file == "-" else file)
    token = os.environ.get(_variable(variable, "--token-env"))
    if token is None:
        raise SetupError(f"{variable} is not set: export the token of the deployment, or use --token-file")
    return header_value(token, variable)


def forbidden(variable: str | None) -> str | None:
    """Return the token without permissions, from the named variable or else from OMS_FORBIDDEN_TOKEN, if set."""
    if variable is None:
        token = os.environ.get(FORBIDDEN_VARIABLE)
        return header_value(token, FORBIDDEN_VARIABLE) if token else None
    token = os.environ.get(_variable(variable, "--forbidden-token-env"))
    if token is None:
        raise SetupError(f"{variable} is not set: export it, or leave out --forbidden-token-env")
    return header_value(token, variable)


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SetupError(f"cannot read the token from {file}: {reason}: check --token-file") from None


def _variable(name: str, option: str) -> str:
    if not _VARIABLE.fullmatch(name) or redactor().mask(name) != name:
        raise SetupError(f"{option} takes the name of an environment variable, such as OMS_TOKEN: not a token")
    return name
