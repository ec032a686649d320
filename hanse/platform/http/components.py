"""The schemas of the OpenAPI document: every struct an operation takes or gives, described to its last field.

Must not be here: paths, operations, or words about fields (vocabulary.py).
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args, get_origin

import msgspec
from msgspec import inspect as shapes

from hanse.kit.structs import WIRE_VALUES, Input, schema_hook
from hanse.platform.http.vocabulary import bare, field_words, public_text
from hanse.platform.http.words import WORDS

Json = dict[str, Any]
PREFIX = "#/components/schemas/"
BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
VALUES = {kind.__name__: kind.json_schema()["properties"] for kind in WIRE_VALUES}
_WRAPPED = (shapes.ListType, shapes.VarTupleType, shapes.SetType, shapes.FrozenSetType)


class Components:
    """Named schemas of `kinds` and of everything they are made of."""

    def __init__(self, kinds: Iterable[Any]) -> None:
        asked = list(dict.fromkeys(kinds))
        # All at once: a struct that many others hold is then looked at once.
        self._structs = {struct.cls: struct for shape in shapes.multi_type_info(asked) for struct in structs_of(shape)}
        everything = [*asked, *self._structs]
        found, named = msgspec.json.schema_components(
            everything, schema_hook=schema_hook, ref_template=PREFIX + "{name}"
        )
        self._names = {cls: schema["$ref"].removeprefix(PREFIX) for cls, schema in _refs(everything, found)}
        renamed = {name: schema_name(cls) for cls, name in self._names.items() if get_args(cls)}
        self.schemas: dict[str, Json] = {
            renamed.get(name, name): _tidy(schema, renamed) for name, schema in sorted(named.items())
        }
        for kind in WIRE_VALUES:
            self.schemas[kind.__name__] = {"title": kind.__name__, **_tidy_value(kind.json_schema())}
        self._names = {cls: renamed.get(name, name) for cls, name in self._names.items()}
        self._asked = {kind: _tidy(schema, renamed) for kind, schema in zip(asked, found, strict=False)}
        for cls, struct in self._structs.items():
            _describe(self.schemas[self._names[cls]], struct)

    def of(self, kind: Any) -> Json:
        """The schema of one type that was asked for, usually a reference."""
        found: Json = self._asked[kind]
        return found

    def struct(self, kind: type[Any]) -> Json:
        """The whole schema of one struct."""
        return self.schemas[self._names[kind]]


def schema_name(kind: Any) -> str:
    """The name of a struct outside: `Member`, and `MemberPage` for a page of them."""
    arguments = get_args(kind)
    return "".join(schema_name(argument) for argument in arguments) + str(kind.__name__)


def structs_of(shape: shapes.Type, seen: set[Any] | None = None) -> Iterator[shapes.StructType]:
    """Every struct in a shape, each once."""
    seen = set() if seen is None else seen
    if isinstance(shape, shapes.Metadata):
        yield from structs_of(shape.type, seen)
    elif isinstance(shape, shapes.UnionType):
        for option in shape.types:
            yield from structs_of(option, seen)
    elif isinstance(shape, _WRAPPED):
        yield from structs_of(shape.item_type, seen)
    elif isinstance(shape, shapes.DictType):
        yield from structs_of(shape.value_type, seen)
    elif isinstance(shape, shapes.StructType) and shape.cls not in seen:
        seen.add(shape.cls)
        yield shape
        for field in shape.fields:
            yield from structs_of(field.type, seen)


def is_taken(kind: Any) -> bool:
    """Whether a struct is read from callers."""
    return isinstance(get_origin(kind) or kind, type) and issubclass(get_origin(kind) or kind, Input)


def is_instant(shape: shapes.Type) -> bool:
    """Whether a field holds an instant."""
    return isinstance(bare(shape), shapes.DateTimeType)


def _refs(kinds: list[Any], found: Iterable[Json]) -> Iterator[tuple[Any, Json]]:
    for kind, schema in zip(kinds, found, strict=True):
        if "$ref" in schema:
            yield kind, schema


def _tidy(schema: Any, renamed: Mapping[str, str]) -> Any:
    """References by their outside names, `example` as JSON Schema has it, descriptions without indentation."""
    if isinstance(schema, list):
        return [_tidy(item, renamed) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "properties" in schema:
        for name, properties in VALUES.items():
            if schema["properties"] == properties:
                return {"$ref": PREFIX + name}
    return {key: item for name, value in schema.items() for key, item in _tidy_part(name, value, renamed).items()}


def _tidy_part(name: str, value: Any, renamed: Mapping[str, str]) -> Json:
    """One keyword of a schema, tidied; some become another, or more than one."""
    found: Json = {name: value}
    if name == "$ref":
        target = value.removeprefix(PREFIX)
        found = {name: PREFIX + renamed.get(target, target)}
    elif name == "example":
        found = {"examples": [value]}
    elif name == "description":
        found = {name: public_text(inspect.cleandoc(value))}
    elif name == "pattern":
        found = {name: value.replace(r"\Z", "$")}  # the end of a text, as JSON Schema's own dialect writes it
    elif name == "contentEncoding" and value == "base64":
        found = {name: value, "pattern": BASE64}
    elif name == "properties":
        found = {name: {key: _tidy(inner, renamed) for key, inner in value.items()}}
    elif name in ("enum", "default", "const", "examples", "required"):
        found = {name: list(value) if isinstance(value, tuple) else value}
    elif isinstance(value, (dict, list)):
        found = {name: _tidy(value, renamed)}
    return found


def _tidy_value(schema: Json) -> Json:
    """The schema of one of the kit's own values, its parts described too."""
    kept = {name: value for name, value in schema.items() if name != "example"}
    properties = {
        name: {"description": WORDS.get(name, ""), **inner} for name, inner in schema.get("properties", {}).items()
    }
    return {**kept, "properties": properties, "examples": [schema["example"]]}


def _describe(schema: Json, struct: shapes.StructType) -> None:
    """Words and formats for each field; and for what we give, which fields are always there."""
    taken = is_taken(struct.cls)
    schema.setdefault("title", schema_name(struct.cls))
    if get_args(struct.cls):
        schema["title"] = schema_name(struct.cls)
        schema["description"] = "One page of a list, and the cursor of the next."
    for field in struct.fields:
        inner = schema["properties"][field.encode_name]
        inner["description"] = field_words(field)
        for option in inner.get("anyOf", ()):
            option.pop("description", None)
        if is_instant(field.type):
            _say_instant(inner)
        if not taken:
            inner.pop("default", None)
    if not taken:
        always = [field.encode_name for field in struct.fields if not _may_be_missing(field)]
        schema["required"] = always
        if not always:
            del schema["required"]


def _may_be_missing(field: shapes.Field) -> bool:
    without_default = field.default is msgspec.NODEFAULT and field.default_factory is msgspec.NODEFAULT
    return not field.required and without_default


def _say_instant(schema: Json) -> None:
    for option in (schema, *schema.get("anyOf", ())):
        if option.get("type") == "string":
            option["format"] = "date-time"
