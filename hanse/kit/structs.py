"""Frozen data and its wire form: the two struct bases, and JSON in and out with the kit's own values.

`Data` is what Hanse gives, `Input` what it takes (unknown fields are refused). No value is parsed anywhere else.
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar, cast
from uuid import UUID

import msgspec

from hanse.kit.errors import FieldError, HanseError, Invalid
from hanse.kit.ids import Id, encode_uuid
from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity

T = TypeVar("T")

# What PostgreSQL cannot store: an escaped NUL (unless its backslash is itself escaped) and halves of surrogate pairs.
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything Hanse returns."""


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything Hanse accepts; an unknown field is an error, never ignored."""


WIRE_VALUES = (Money, UnitPrice, Quantity)


def encode_hook(value: Any) -> Any:
    """Turn the kit's own values into JSON-ready ones (msgspec calls it for types it does not know)."""
    if isinstance(value, Id):
        return f"{value.prefix}_{encode_uuid(value.uuid)}"
    if isinstance(value, WIRE_VALUES):
        return value.to_wire()
    raise NotImplementedError(f"{type(value).__name__} has no JSON form")


def decode_hook(kind: type[Any], value: Any) -> Any:
    """Build the kit's own values from JSON (ids as text) or from database rows (ids as UUID)."""
    if isinstance(value, kind):
        return value
    if issubclass(kind, Id):
        if isinstance(value, UUID):
            return kind(value)
        if isinstance(value, str):
            return kind.parse(value)
        raise ValueError(f"expected an id that starts with {kind.prefix}_")
    if issubclass(kind, WIRE_VALUES):
        return kind.from_wire(value)
    raise NotImplementedError(f"{kind.__name__} has no JSON form")


_encoder = msgspec.json.Encoder(enc_hook=encode_hook, decimal_format="string")
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


def to_json(value: Any) -> bytes:
    """Write any Hanse value as JSON."""
    return _encoder.encode(value)


def to_builtins(value: Any) -> Any:
    """Reduce any Hanse value to dicts, lists and scalars (ids and money in their outside form)."""
    return msgspec.to_builtins(value, enc_hook=encode_hook)


def from_json(data: bytes | str, kind: type[T]) -> T:
    """Read JSON into `kind`. Raises Invalid naming the field, and for text that PostgreSQL cannot hold."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if b"\\u0000" in raw and _NUL.search(raw):
        raise _not_text()
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind, dec_hook=decode_hook)
    try:
        return cast(T, decoder.decode(raw))
    except msgspec.ValidationError as error:
        raise invalid_from(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Invalid.field("", "The body is not valid JSON", "malformed_json") from None
    except RecursionError:
        raise Invalid.field("", "The body is nested too deeply", "malformed_json") from None


def convert(value: Any, kind: type[T], *, strict: bool = True) -> T:
    """Build `kind` from builtins; with `strict=False` from text, as in forms and query strings. Raises Invalid."""
    _refuse_what_is_no_text(value)
    try:
        return msgspec.convert(value, kind, strict=strict, dec_hook=decode_hook)
    except msgspec.ValidationError as error:
        raise invalid_from(error) from None


def _refuse_what_is_no_text(value: Any) -> None:
    """Refuse NUL and lone surrogates anywhere in builtins: JSON cannot carry them here, forms and query strings can."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if "\0" in item or (not item.isascii() and _SURROGATE.search(item)):
                raise _not_text()
        elif isinstance(item, dict):
            waiting.extend((*item.keys(), *item.values()))
        elif isinstance(item, (list, tuple)):
            waiting.extend(item)


def _not_text() -> Invalid:
    return Invalid.field("", "Some text contains a character that cannot be stored; remove it", "unstorable_text")


def from_row(row: dict[str, Any], kind: type[T]) -> T:
    """Build `kind` from a database row. A mismatch is our own fault, so it raises msgspec.ValidationError."""
    return msgspec.convert(row, kind, dec_hook=decode_hook)


def invalid_from(error: msgspec.ValidationError) -> Invalid:
    """Turn msgspec's "… - at `$.lines[3].quantity`" into a field error with a readable sentence."""
    text, separator, location = str(error).rpartition(" - at `$")
    if not separator:
        text, location = location, ""
    path = location.rstrip("`").replace("[...]", "").replace("[", ".").replace("]", "").strip(".")
    code = "invalid"
    cause = error.__cause__
    if isinstance(cause, HanseError):
        text, code = cause.message, cause.code
    elif text.startswith("Object contains unknown field"):
        name = text.split("`")[1]
        path, text, code = f"{path}.{name}".lstrip("."), f"There is no field named {name} here", "unknown_field"
    elif text.startswith("Object missing required field"):
        name = text.split("`")[1]
        path, text, code = f"{path}.{name}".lstrip("."), "This field is required", "required"
    return Invalid(f"{path}: {text}" if path else text, fields=(FieldError(path, text, code),))


def schema_hook(kind: type[Any]) -> dict[str, Any]:
    """Describe the kit's own values as JSON Schema (msgspec calls it for types it does not know)."""
    if issubclass(kind, (Id, *WIRE_VALUES)):
        return kind.json_schema()
    raise NotImplementedError(f"{kind.__name__} has no JSON schema")
