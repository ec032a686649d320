"""How Hanse's values travel to PostgreSQL and back: ids as uuid, dicts and structs as jsonb, enums as text."""

from __future__ import annotations

import enum
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, Connection
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.types.json import JsonbBinaryDumper, set_json_loads
from psycopg.types.uuid import UUIDBinaryDumper, UUIDDumper

from hanse.kit.ids import Id
from hanse.kit.structs import to_json


class IdDumper(UUIDBinaryDumper):
    """Sends a typed id as a plain uuid."""

    def dump(self, obj: Any) -> bytes:
        return obj.uuid.bytes if isinstance(obj, Id) else UUID(str(obj)).bytes


class IdTextDumper(UUIDDumper):
    """Sends a typed id as a plain uuid where text is wanted, as inside some arrays."""

    def dump(self, obj: Any) -> bytes:
        return str(obj.uuid).encode() if isinstance(obj, Id) else str(obj).encode()


class Json:
    """Marks a parameter that must travel as jsonb although it is a list or a scalar."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class StructDumper(JsonbBinaryDumper):
    """Sends a struct, a dict or a `Json` as jsonb."""

    def dump(self, obj: Any) -> bytes:
        return b"\x01" + to_json(obj.value if isinstance(obj, Json) else obj)


class StrEnumDumper(Dumper):
    """Sends a text enum by its value."""

    format = Format.TEXT

    def dump(self, obj: Any) -> bytes:
        return str(obj.value).encode()


def register_values(connection: AsyncConnection[Any] | Connection[Any]) -> None:
    """Teach one connection the values above."""
    adapters = connection.adapters
    adapters.register_dumper(Id, IdTextDumper)
    adapters.register_dumper(Id, IdDumper)
    adapters.register_dumper(dict, StructDumper)
    adapters.register_dumper(msgspec.Struct, StructDumper)
    adapters.register_dumper(Json, StructDumper)
    adapters.register_dumper(enum.StrEnum, StrEnumDumper)
    set_json_loads(msgspec.json.decode, connection)


__all__ = ["Json", "register_values"]
