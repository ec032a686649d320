"""Owns how settings are shown to people: `hanse doctor` and the documentation test.

Must not be here: reading or checking settings.
"""

import re
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec

from hanse.platform.settings.declared import DECLARED, defaults, variable_of
from hanse.platform.settings.loading import Loaded

MASK = "********"
# The password of an address, so that host and database can be shown.
_PASSWORD = re.compile(r"(?<=://)([^:/@\s]*):[^@\s]+@")


class SettingLine(msgspec.Struct, frozen=True, kw_only=True):
    """One setting as people see it; `value` never shows a secret."""

    name: str
    variable: str
    kind: str
    value: str
    default: str
    origin: str
    help: str
    example: str
    secret: bool


def describe(loaded: Loaded | None = None) -> list[SettingLine]:
    """All settings in the order of declaration, with value and origin (defaults when none are given)."""
    initial = defaults()
    values = msgspec.structs.asdict(loaded.settings) if loaded else initial
    origins = loaded.origins if loaded else {}
    return [
        SettingLine(
            name=name,
            variable=variable_of(name),
            kind=_kind(kind),
            value=masked(values[name], secret=spec.secret),
            default=_shown(initial[name]),
            origin=origins.get(name, "default"),
            help=spec.help,
            example=spec.example,
            secret=spec.secret,
        )
        for name, (kind, spec) in DECLARED.items()
    ]


def masked(value: Any, *, secret: bool) -> str:
    """A value as text; a secret is hidden, but an address only loses its password."""
    text = _shown(value)
    if not secret or not text:
        return text
    if "://" in text:
        # Query parameters can carry keys (s3), so a secret address shows none.
        return _PASSWORD.sub(rf"\1:{MASK}@", text).split("?")[0]
    return MASK


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)


def _kind(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " | ".join(get_args(kind))
    if get_origin(kind) is tuple:
        return "list of texts"
    names = {bool: "true or false", int: "whole number", float: "number", str: "text", Path: "folder"}
    return names[kind]
