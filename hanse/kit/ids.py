"""Typed ids: a UUIDv7 inside, `prefix_<26 characters of Crockford base32>` outside.

Each entity declares `class OrganizationId(Id, prefix="org")`; ids of different types never compare equal.
"""

from __future__ import annotations

import os
import re
import time
from typing import Any, ClassVar, Self
from uuid import UUID, SafeUUID

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# Three characters at a time: every answer of the API writes several ids.
_TRIPLES = [first + second + third for first in _ALPHABET for second in _ALPHABET for third in _ALPHABET]
_LOW = (1 << 60) - 1
# Python reads base 32 itself, in letters of its own, and would take more spellings than one.
_CANONICAL = re.compile(f"[0-7][{_ALPHABET}]{{25}}")
_DIGITS = str.maketrans(_ALPHABET, "0123456789abcdefghijklmnopqrstuv")
# UUID's own constructor looks at eight ways to be called first.
_set_number = vars(UUID)["int"].__set__
_set_safety = vars(UUID)["is_safe"].__set__


def uuid7() -> UUID:
    """Make a UUIDv7 (RFC 9562, method 3): 48 bits of Unix milliseconds, 12 of their fraction, 62 random ones.

    Sorts by creation time, so what one transaction writes at once keeps its order.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76
    value |= (nanoseconds << 12) // 1_000_000 << 64
    value |= 0b10 << 62
    value |= int.from_bytes(os.urandom(8), "big") >> 2
    return _uuid_of(value)


def uuid7s(count: int) -> list[UUID]:
    """Make many at once, each after the one before it: the first of this very moment, the others a step later each.

    A step is a fourth of a microsecond, which is less than making one takes: none is of a time to come.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    first = milliseconds << 12 | (nanoseconds << 12) // 1_000_000
    random = os.urandom(8 * count)
    found = []
    for at in range(count):
        stamp = first + at
        value = (stamp >> 12 & (1 << 48) - 1) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62
        found.append(UUID(int=value | int.from_bytes(random[8 * at : 8 * at + 8], "big") >> 2))
    return found


def encode_uuid(value: UUID) -> str:
    """Write 128 bits as 26 lowercase Crockford base32 characters."""
    number = value.int
    high, low, triples = number >> 60, number & _LOW, _TRIPLES
    return (
        f"{triples[high >> 60]}{triples[high >> 45 & 32767]}{triples[high >> 30 & 32767]}{triples[high >> 15 & 32767]}"
        f"{triples[high & 32767]}{triples[low >> 45]}{triples[low >> 30 & 32767]}{triples[low >> 15 & 32767]}"
        f"{triples[low & 32767]}"
    )[1:]


def decode_uuid(text: str) -> UUID:
    """Read what `encode_uuid` wrote. Raises ValueError for anything else, including non-canonical spellings."""
    if _CANONICAL.fullmatch(text) is None:
        raise ValueError("not an id")
    return _uuid_of(int(text.translate(_DIGITS), 32))


def _uuid_of(number: int) -> UUID:
    made = object.__new__(UUID)
    _set_number(made, number)
    _set_safety(made, SafeUUID.unknown)
    return made


class Id:
    """Base of all typed ids. Immutable; hashable; equal only to the same type with the same UUID."""

    __slots__ = ("uuid",)
    prefix: ClassVar[str] = ""
    by_prefix: ClassVar[dict[str, type[Id]]] = {}
    uuid: UUID

    def __init_subclass__(cls, prefix: str, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        known = Id.by_prefix.get(prefix)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"the id prefix {prefix!r} already belongs to {known.__name__}")
        cls.prefix = prefix
        Id.by_prefix[prefix] = cls

    def __init__(self, uuid: UUID) -> None:
        object.__setattr__(self, "uuid", uuid)

    @classmethod
    def new(cls) -> Self:
        """Make a fresh id."""
        return cls(uuid7())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the outside form. Raises ValueError when the prefix or the rest is not exactly right."""
        head, separator, tail = text.rpartition("_")
        if not separator or head != cls.prefix:
            raise ValueError(f"expected an id that starts with {cls.prefix}_")
        return cls(decode_uuid(tail))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("ids are immutable")

    def __str__(self) -> str:
        return f"{self.prefix}_{encode_uuid(self.uuid)}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.uuid == self.uuid

    def __lt__(self, other: Self) -> bool:
        return self.uuid < other.uuid

    def __hash__(self) -> int:
        return hash(self.uuid)

    def __reduce__(self) -> tuple[type[Self], tuple[UUID]]:
        return type(self), (self.uuid,)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Describe the outside form for OpenAPI."""
        return {
            "type": "string",
            "pattern": f"^{cls.prefix}_[0-7][{_ALPHABET}]{{25}}$",
            "example": f"{cls.prefix}_{encode_uuid(UUID('01890a5d-ac96-774b-bcce-b302099a8057'))}",
        }
