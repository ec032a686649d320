"""The types of the generated Python client: structs for what is returned, typed dicts for what is given.

Schemas are put into the file of the part of the product that uses them first; later parts import from earlier ones.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import Any

from hanse.platform.http.components import PREFIX

Json = dict[str, Any]
LINES = 400  # of one file of types; the next begins a file of its own
OUTPUTS, INPUTS = "models", "inputs"
_FORMATS = {"date-time": "datetime", "date": "date", "time": "time", "uuid": "UUID"}
_PLAIN = {"null": "None", "integer": "int", "number": "float", "boolean": "bool", "string": "str"}
_IMPORTS = {
    "datetime": "from datetime import datetime\n",
    "date": "from datetime import date\n",
    "time": "from datetime import time\n",
    "UUID": "from uuid import UUID\n",
    "Any": "from typing import Any\n",
    "Literal": "from typing import Literal\n",
    "Required": "from typing import Required\n",
    "TypeAlias": "from typing import TypeAlias\n",
    "TypedDict": "from typing import TypedDict\n",
    "Struct": "from msgspec import Struct\n",
    "UNSET": "from msgspec import UNSET\n",
    "UnsetType": "from msgspec import UnsetType\n",
    "Page": "from hanse.client.paging import Page\n",
    "Word": "from hanse.client.words import Word\n",
}


def pascal(name: str) -> str:
    """`tax_id.list` as `TaxIdList`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[._]", name))


class Types:
    """Every type of one document, and the file each stands in."""

    def __init__(self, document: Json) -> None:
        self.schemas: dict[str, Json] = document["components"]["schemas"]
        self._outputs: dict[str, str] = {}  # schema -> part
        self._inputs: dict[str, str] = {}
        self._queries: dict[str, tuple[str, list[Json]]] = {}
        self._enums: dict[str, str] = {}
        self._open: set[str] = set()
        for methods in document["paths"].values():
            for operation in methods.values():
                self._place(operation, operation["tags"][0])

    def query_name(self, operation: Json) -> str:
        """The typed dict of an operation's query parameters."""
        return pascal(operation["operationId"]) + "Query"

    def is_enum(self, name: str) -> bool:
        """Whether a schema is a closed list of words."""
        return "enum" in self.schemas[name]

    def item_of_page(self, name: str) -> Json | None:
        """What a page holds; None when the schema is no page."""
        properties = self.schemas[name].get("properties", {})
        if set(properties) != {"items", "next"}:
            return None
        items: Json = properties["items"]["items"]
        return items

    def files(self) -> dict[str, str]:
        """`models/` and `inputs/`, one file or more for each part of the product."""
        models: dict[str, dict[str, str]] = {}
        for name, part in self._enums.items():
            models.setdefault(part, {})[name] = _enum(name, self.schemas[name])
        for name, part in self._outputs.items():
            models.setdefault(part, {})[name] = self._struct(name)
        inputs: dict[str, dict[str, str]] = {}
        for name, part in self._inputs.items():
            inputs.setdefault(part, {})[name] = self._dict(name, self.schemas[name])
        for name, (part, parameters) in self._queries.items():
            inputs.setdefault(part, {})[name] = self._dict(name, _as_object(parameters))
        words = {OUTPUTS: "What Hanse returns.", INPUTS: "What Hanse takes."}
        files = dict(_folder(OUTPUTS, words[OUTPUTS], models))
        files.update(_folder(INPUTS, words[INPUTS], inputs, {f"{name}Word" for name in self._enums}))
        return files

    # ---- placing -------------------------------------------------------------------------------------------------

    def _place(self, operation: Json, part: str) -> None:
        for status, answer in operation["responses"].items():
            for content in answer.get("content", {}).values():
                if status.startswith("2"):
                    self._reach(content["schema"], part, self._outputs)
        for content in operation.get("requestBody", {}).get("content", {}).values():
            self._reach(content["schema"], part, self._inputs)
        query = [one for one in operation["parameters"] if one["in"] == "query"]
        for parameter in query:
            self._reach(parameter["schema"], part, self._inputs)
        if query:
            self._queries[self.query_name(operation)] = (part, query)

    def _reach(self, schema: Json, part: str, into: dict[str, str]) -> None:
        for name in _references(schema):
            if self.is_enum(name):
                self._enums.setdefault(name, part)
                continue
            item = self.item_of_page(name)
            if item is not None:
                self._reach(item, part, into)
            elif name not in into and name not in self._open:
                self._open.add(name)  # what it is made of comes first, so that no file needs a later one
                self._reach({"properties": self.schemas[name].get("properties", {})}, part, into)
                self._open.discard(name)
                into[name] = part

    # ---- writing -------------------------------------------------------------------------------------------------

    def _struct(self, name: str) -> str:
        schema = self.schemas[name]
        required = set(schema.get("required", ()))
        lines = [f"class {name}(Struct, frozen=True, kw_only=True):", f'    """{_first(schema)}"""', ""]
        for field, inner in schema.get("properties", {}).items():
            kind = annotation(self, inner, "")
            optional = "" if field in required else " | UnsetType = UNSET"
            lines.append(f"    {_checked(field)}: {kind}{optional}")
        return "\n".join(lines) + "\n"

    def _dict(self, name: str, schema: Json) -> str:
        required = set(schema.get("required", ()))
        lines = [f"class {name}(TypedDict, total=False):", f'    """{_first(schema)}"""', ""]
        for field, inner in schema.get("properties", {}).items():
            kind = annotation(self, inner, "", given=True)
            if inner.get("description"):
                lines.append(f"    # {_first(inner)}")
            lines.append(f"    {_checked(field)}: {f'Required[{kind}]' if field in required else kind}")
        return "\n".join(lines) + "\n"


def annotation(types: Types, schema: Json, prefix: str, *, given: bool = False) -> str:
    """A schema as a Python annotation; names of models get `prefix`. What is given may be written more freely."""
    if "$ref" in schema:
        return _named(types, schema["$ref"].removeprefix(PREFIX), prefix, given=given)
    if "anyOf" in schema:
        options = [annotation(types, option, prefix, given=given) for option in schema["anyOf"]]
        return " | ".join(dict.fromkeys(options))
    kind = schema.get("type")
    if "enum" in schema:
        found = f"Literal[{', '.join(repr(word) for word in schema['enum'])}]" if given else "str"
    elif kind == "array":
        own = "builtins.list" if prefix else "list"
        found = f"{own}[{annotation(types, schema.get('items', {}), prefix, given=given)}]"
    elif kind == "object":
        values = schema.get("additionalProperties")
        inner = annotation(types, values, prefix, given=given) if isinstance(values, dict) else "Any"
        found = f"dict[str, {inner}]"
    else:
        base64 = schema.get("contentEncoding") == "base64"
        found = "bytes" if base64 else _FORMATS.get(schema.get("format", ""), _PLAIN.get(str(kind), "Any"))
    return found


def _named(types: Types, name: str, prefix: str, *, given: bool) -> str:
    if types.is_enum(name):
        return f"{prefix}{name}Word" if given else f"{prefix}{name}"
    item = types.item_of_page(name)
    if item is not None:
        return f"Page[{annotation(types, item, prefix)}]"
    return f"{prefix}{name}"


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _references(item)
    elif isinstance(schema, dict):
        for name, value in schema.items():
            if name == "$ref":
                yield value.removeprefix(PREFIX)
            elif name not in ("example", "examples", "default"):
                yield from _references(value)


def _enum(name: str, schema: Json) -> str:
    words = [str(word) for word in schema["enum"]]
    members = "".join(f'    {_checked(re.sub(r"[^a-z0-9]", "_", word.lower())).upper()} = "{word}"\n' for word in words)
    literal = ", ".join(f'"{word}"' for word in words)
    return (
        f'class {name}(Word):\n    """{_first(schema) or f"The words of {name}."}"""\n\n{members}\n\n'
        f"{name}Word: TypeAlias = {name} | Literal[{literal}]\n"
    )


def _as_object(parameters: list[Json]) -> Json:
    return {
        "description": "What is asked for.",
        "properties": {one["name"]: {**one["schema"], "description": one["description"]} for one in parameters},
        "required": [one["name"] for one in parameters if one["required"]],
    }


def _folder(
    folder: str, words: str, parts: dict[str, dict[str, str]], elsewhere: set[str] | None = None
) -> Iterator[tuple[str, str]]:
    """The files of one folder, each short enough, and its `__init__` with every name."""
    homes: dict[str, str] = {}
    chunks: list[tuple[str, dict[str, str]]] = []
    for part, texts in parts.items():
        chunk: dict[str, str] = {}
        count, size = 1, 0
        for name, text in texts.items():
            if chunk and size + text.count("\n") > LINES:
                chunks.append((f"{part}_{count}", chunk))
                chunk, size, count = {}, 0, count + 1
            chunk[name] = text
            size += text.count("\n") + 2
        chunks.append((part if count == 1 else f"{part}_{count}", chunk))
    for module, texts in chunks:
        homes.update(dict.fromkeys(texts, module))
    for module, texts in chunks:
        yield f"{folder}/{module}.py", _module(folder, module, texts, homes, elsewhere or set())
    written = set(re.findall(r"\b\w+\b", " ".join(parts_of(parts))))
    names = sorted({*homes, *(f"{name}Word" for name in homes if f"{name}Word" in written)})
    lines = [f'"""{words} Generated from the OpenAPI document: never edit it."""\n\n']
    for module, texts in chunks:
        own = [name for name in names if name in texts or (name.removesuffix("Word") in texts and name not in homes)]
        lines.append(f"from hanse.client.{folder}.{module} import {', '.join(own)}\n")
    listed = "".join(f'    "{name}",\n' for name in names)
    yield f"{folder}/__init__.py", "".join(lines) + f"\n__all__ = [\n{listed}]\n"


def parts_of(parts: dict[str, dict[str, str]]) -> Iterator[str]:
    """Every text of every part."""
    for texts in parts.values():
        yield from texts.values()


def _module(folder: str, module: str, texts: dict[str, str], homes: dict[str, str], elsewhere: set[str]) -> str:
    body = "\n\n".join(texts.values())
    code = re.sub(r"#.*", "", re.sub(r'""".*?"""', "", body, flags=re.DOTALL))
    words = set(re.findall(r"\b[A-Za-z]+\b", code))
    imports = [line for name, line in _IMPORTS.items() if name in words]
    others = sorted(name for name in words & set(homes) if homes[name] != module)
    imports += [f"from hanse.client.{folder}.{homes[name]} import {name}\n" for name in others]
    imports += [f"from hanse.client.{OUTPUTS} import {name}\n" for name in sorted(words & elsewhere)]
    words_of = "What Hanse returns" if folder == OUTPUTS else "What Hanse takes"
    head = f'"""{words_of}: {module}. Generated from the OpenAPI document: never edit it."""\n\n'
    return head + "from __future__ import annotations\n\n" + "".join(imports) + "\n\n" + body


def _first(schema: Json) -> str:
    text = str(schema.get("description", "")).partition("\n")[0].replace("\\", "\\\\").replace('"', "'").strip()
    return text if len(text) <= 108 else text[:105].rsplit(" ", 1)[0] + " ..."


def _checked(name: str) -> str:
    if keyword.iskeyword(name) or not name.isidentifier():
        return f"{name}_" if name.isidentifier() else f"_{name}"
    return name
