"""How names of operations, structs and values are written in GraphQL. Nothing here knows what they mean."""

from __future__ import annotations

import re
from typing import Any, get_args

from msgspec import inspect as shapes

from hanse.platform.http.vocabulary import bare

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INPUT = "Input"
_RESERVED = frozenset({"true", "false", "null"})


def camel(name: str) -> str:
    """`organization.tax_ids` and `display_name` as `organizationTaxIds` and `displayName`."""
    head, *tail = re.split(r"[._]", name)
    return head + "".join(part[:1].upper() + part[1:] for part in tail)


def pascal(name: str) -> str:
    """`created_at` as `CreatedAt`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[._]", name))


def output_name(kind: type[Any]) -> str:
    """The type that is returned: `Member`, `MemberPage`; one named for input that is returned too ends in Output."""
    arguments = get_args(kind)
    if arguments:
        return "".join(output_name(argument) for argument in arguments) + kind.__name__
    name = kind.__name__
    return name.removesuffix(_INPUT) + "Output" if name.endswith(_INPUT) else name


def input_name(kind: type[Any]) -> str:
    """The type that is taken: always ends in Input."""
    return kind.__name__ if kind.__name__.endswith(_INPUT) else kind.__name__ + _INPUT


def value_name(value: str) -> str:
    """A word of an enumeration as it stands on the wire; `-name` (descending) is `name_desc`.

    Raises ValueError when it cannot be a GraphQL name.
    """
    name = f"{value[1:]}_desc" if value.startswith("-") else value
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise ValueError(f"{value!r} cannot be the name of a value in GraphQL")
    return name


def outward_path(path: str, kind: shapes.Type | None) -> str:
    """The path of a field error in `kind` (`payment_terms.days`) as the caller wrote it (`paymentTerms.days`).

    Keys of free objects, such as custom fields, stay as they are.
    """
    parts: list[str] = []
    for part in path.split("."):
        here = None if kind is None else bare(kind)
        kind = None
        if isinstance(here, shapes.StructType):
            kind = next((field.type for field in here.fields if field.encode_name == part), None)
            parts.append(camel(part))
        else:
            if isinstance(here, (shapes.ListType, shapes.VarTupleType, shapes.SetType)) and part.isdigit():
                kind = here.item_type
            parts.append(part)
    return ".".join(parts)
