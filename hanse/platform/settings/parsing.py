"""Owns turning one text (or TOML value) into a setting's type, and the sentence that says why it cannot.

Must not be here: which settings exist, or where values come from.
"""

from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from urllib.parse import SplitResult, urlsplit

from hanse.platform.settings.declared import Spec

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


class Unusable(ValueError):
    """A value does not fit; the message completes the sentence "NAME must be ..."."""


def parse(kind: Any, spec: Spec, raw: Any) -> Any:
    """The value of a setting of type `kind` given as text or as a TOML value.

    Raises: Unusable with what the value must be.
    """
    if kind is bool:
        return _boolean(raw)
    if kind is int or kind is float:
        return _number(kind, spec, raw)
    if get_origin(kind) is Literal:
        return _choice(get_args(kind), raw)
    if get_origin(kind) is tuple:
        return _texts(raw)
    text = _text(raw)
    if kind is Path:
        if not text:
            raise Unusable("the path of a folder")
        return Path(text).expanduser()
    if spec.schemes and text:
        _check_address(spec, text)
    return text


def _boolean(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise Unusable("true or false")


def _number(kind: type[int] | type[float], spec: Spec, raw: Any) -> int | float:
    wanted = "a whole number" if kind is int else "a number"
    if spec.minimum is not None and spec.maximum is not None:
        wanted += f" from {spec.minimum:.12g} to {spec.maximum:.12g}"
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)) or (kind is int and isinstance(raw, float)):
        raise Unusable(wanted)
    try:
        value = kind(raw)
    except (ValueError, OverflowError) as problem:
        raise Unusable(wanted) from problem
    # `not (a <= x)` also refuses NaN, which every comparison calls false.
    if spec.minimum is not None and not spec.minimum <= value:
        raise Unusable(wanted)
    if spec.maximum is not None and not value <= spec.maximum:
        raise Unusable(wanted)
    return value


def _choice(allowed: tuple[Any, ...], raw: Any) -> str:
    if raw in allowed:
        return str(raw)
    raise Unusable(" or ".join([", ".join(allowed[:-1]), allowed[-1]]))


def _texts(raw: Any) -> tuple[str, ...]:
    if isinstance(raw, str):
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    if isinstance(raw, list) and all(isinstance(part, str) for part in raw):
        return tuple(raw)
    raise Unusable("a list of texts, separated by commas")


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise Unusable("a text")
    if "\x00" in raw or "\n" in raw:
        raise Unusable("a text of one line")
    return raw.strip()


def _check_address(spec: Spec, text: str) -> None:
    wanted = "an address that starts with " + " or ".join(f"{scheme}://" for scheme in spec.schemes)
    address = split_address(text)
    if address is None or address.scheme not in spec.schemes:
        raise Unusable(wanted)


def split_address(text: str) -> SplitResult | None:
    """The parts of an address, or None when the text is not one (a bad port counts)."""
    try:
        address = urlsplit(text)
        # Reading the port is what checks it.
        _ = address.port
    except ValueError:
        return None
    return address
