"""Writes the Python client (hanse/client) from the OpenAPI document: types, inputs, and one class for each noun.

`generate(document)` gives file contents by path below hanse/client. What is written by hand there stays: transport,
retries, errors, paging.
"""

from __future__ import annotations

import keyword
from typing import Any

from hanse.platform.http.clienttypes import Types, annotation, pascal
from hanse.platform.http.components import PREFIX

Json = dict[str, Any]
HEAD = '"""{words} Generated from the OpenAPI document: never edit it."""\n\nfrom __future__ import annotations\n\n'
LINES = 280  # of one file's methods before they are formatted, which makes them longer


def generate(document: Json) -> dict[str, str]:
    """Every generated file by its path."""
    types = Types(document)
    files = types.files()
    nouns = _by_noun(document)
    for mode in MODES.values():
        for noun, operations in nouns.items():
            files.update(_noun_files(types, noun, operations, mode))
        files[f"{mode['folder']}/__init__.py"] = f'"""{mode["words"]} Generated from the OpenAPI document."""\n'
        files[f"{mode['folder']}/client.py"] = _client_file(list(nouns), document["info"]["version"], mode)
    return files


MODES: dict[str, dict[str, str]] = {
    "sync": {
        "folder": "sync",
        "words": "Operations that wait for their answer.",
        "client": "Hanse",
        "transport": "Transport",
        "http": "Client",
        "def": "def",
        "await": "",
        "each": "each",
        "iterator": "Iterator",
        "close": "close",
        "enter": "enter",
        "exit": "exit",
    },
    "async": {
        "folder": "asynchronous",
        "words": "Operations that are awaited.",
        "client": "AsyncHanse",
        "transport": "AsyncTransport",
        "http": "AsyncClient",
        "def": "async def",
        "await": "await ",
        "each": "each_async",
        "iterator": "AsyncIterator",
        "close": "aclose",
        "enter": "aenter",
        "exit": "aexit",
    },
}


def method_of(operation_id: str) -> tuple[str, str]:
    """Where an operation is in the client: attribute and method, `organization.tax_ids` as it stands."""
    noun, _, method = operation_id.partition(".")
    method = method.replace(".", "_")
    return noun.replace(".", "_"), f"{method}_" if keyword.iskeyword(method) else method


def _by_noun(document: Json) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            noun, _ = method_of(operation["operationId"])
            found.setdefault(noun, []).append({**operation, "path": path, "method": method.upper()})
    return {noun: sorted(found[noun], key=lambda one: str(one["operationId"])) for noun in sorted(found)}


# ---- one noun ------------------------------------------------------------------------------------------------------


def _noun_files(types: Types, noun: str, operations: list[Json], mode: dict[str, str]) -> dict[str, str]:
    """The class of one noun; what does not fit into one file is inherited from others."""
    chunks: list[list[str]] = [[]]
    for text in (_method(types, operation, mode) for operation in operations):
        if chunks[-1] and sum(part.count("\n") for part in chunks[-1]) + text.count("\n") > LINES:
            chunks.append([])
        chunks[-1].append(text)
    files: dict[str, str] = {}
    parent = ""
    for number, chunk in enumerate(chunks, 1):
        last = number == len(chunks)
        name = noun if last else f"{noun}_{number}"
        files[f"{mode['folder']}/{name}.py"] = _noun_file(name, "".join(chunk), parent, mode)
        parent = f"{mode['folder']}.{name}:{pascal(name)}Operations"
    return files


def _noun_file(noun: str, methods: str, parent: str, mode: dict[str, str]) -> str:
    imports = ["import builtins"] if "builtins." in methods else []
    imports += [f"from collections.abc import {mode['iterator']}"] if f"{mode['iterator']}[" in methods else []
    imports += ["from typing import Unpack"] if "Unpack[" in methods else []
    imports += [f"from hanse.client import {name}" for name in ("inputs", "models") if f"{name}." in methods]
    names = [name for name in ("Page", mode["each"]) if f"{name}[" in methods or f"{name}(" in methods]
    imports += [f"from hanse.client.paging import {name}" for name in names]
    imports += [f"from hanse.client.transport import {name}" for name in ("Call", "address") if f"{name}(" in methods]
    module, _, inherited = parent.partition(":")
    if parent:
        imports.append(f"from hanse.client.{module} import {inherited}")
    head = HEAD.format(words=f"What can be done with `{noun}`.")
    start = f"class {pascal(noun)}Operations{f'({inherited})' if parent else ''}:\n"
    start += f'    """What can be done with `{noun}`."""\n\n'
    if not parent:
        imports.append(f"from hanse.client.transport import {mode['transport']}")
        start += f"    def __init__(self, transport: {mode['transport']}) -> None:\n"
        start += "        self._transport = transport\n\n"
    return head + "\n".join(imports) + "\n\n\n" + start + methods


def _method(types: Types, operation: Json, mode: dict[str, str]) -> str:
    _, name = method_of(operation["operationId"])
    result = _result(types, operation)
    signature = ", ".join(["self", *_ids(operation), *_options(operation), *_given(types, operation)])
    call = _call(operation)
    into = "type(None)" if result == "None" else result
    text = f"    {mode['def']} {name}({signature}) -> {result}:\n"
    text += _docstring(operation)
    text += f"        call = {call}\n"
    text += f"        return {mode['await']}self._transport.send(call, {into})\n\n"
    item = _item(types, operation)
    if item is not None:
        text += _all_of(types, operation, item, mode)
    return text


def _all_of(types: Types, operation: Json, item: str, mode: dict[str, str]) -> str:
    """A second method that goes through all pages."""
    _, name = method_of(operation["operationId"])
    signature = ", ".join(["self", *_ids(operation), *_given(types, operation)])
    call = _call(operation).replace("query=query", 'query={**query, "cursor": cursor}')
    text = f"    def {name}_all({signature}) -> {mode['iterator']}[{item}]:\n"
    text += f'        """Every item of `{name}`, page after page."""\n'
    text += f"        return {mode['each']}(\n"
    text += '            query.get("cursor"),\n'
    text += f"            lambda cursor: self._transport.send({call}, {_result(types, operation)}),\n"
    return text + "        )\n\n"


def _docstring(operation: Json) -> str:
    words = [operation["summary"].rstrip(".") + "."]
    if operation["description"] not in (operation["summary"], words[0]):
        words += [*operation["description"].split("\n\n")]
    if "x-permission" in operation:
        words.append(f"Needs the right `{operation['x-permission']}`.")
    codes = [error["code"] for error in operation["x-errors"]]
    if codes:
        words.append("Refused with: " + ", ".join(f"`{code}`" for code in codes) + ".")
    lines = [line for index, part in enumerate(words) for line in ([""] if index else []) + wrap(part, 108)]
    if len(lines) == 1:
        return f'        """{lines[0]}"""\n'
    body = "\n".join(f"        {line}".rstrip() for line in lines[1:])
    return f'        """{lines[0]}\n{body}\n        """\n'


def wrap(text: str, width: int) -> list[str]:
    """Break a paragraph into lines; a backslash or a quote can never end the docstring it goes into."""
    lines, line = [], ""
    for word in text.replace("\\", "\\\\").replace('"""', "'''").split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def _ids(operation: Json) -> list[str]:
    return [f"{one['name']}: str" for one in operation["parameters"] if one["in"] == "path"]


def _options(operation: Json) -> list[str]:
    options = []
    if _takes(operation, "If-Match"):
        options.append("version: int")
    if _takes(operation, "Idempotency-Key"):
        options.append("idempotency_key: str | None = None")
    return ["*", *options] if options else []


def _given(types: Types, operation: Json) -> list[str]:
    if _query(operation):
        return [f"**query: Unpack[inputs.{types.query_name(operation)}]"]
    if "requestBody" in operation:
        name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].removeprefix(PREFIX)
        return [f"**data: Unpack[inputs.{name}]"]
    return []


def _call(operation: Json) -> str:
    ids = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
    path = f'"{operation["path"]}"'
    if ids:
        path = f"address({path}, {', '.join(f'{name}={name}' for name in ids)})"
    parts = [f'method="{operation["method"]}"', f"path={path}"]
    if _query(operation):
        parts.append("query=query")
    if "requestBody" in operation:
        parts.append("body=data")
    if _takes(operation, "If-Match"):
        parts.append("version=version")
    if _takes(operation, "Idempotency-Key"):
        parts.append("idempotency_key=idempotency_key")
    return f"Call({', '.join(parts)})"


def _takes(operation: Json, header: str) -> bool:
    return any(one["name"] == header for one in operation["parameters"])


def _query(operation: Json) -> list[Json]:
    return [one for one in operation["parameters"] if one["in"] == "query"]


def _schema_of_result(operation: Json) -> Json | None:
    for status, answer in operation["responses"].items():
        if status.startswith("2") and "content" in answer:
            found: Json = answer["content"]["application/json"]["schema"]
            return found
    return None


def _result(types: Types, operation: Json) -> str:
    schema = _schema_of_result(operation)
    return "None" if schema is None else annotation(types, schema, "models.")


def _item(types: Types, operation: Json) -> str | None:
    """What a paged list holds; None for everything else."""
    result = _result(types, operation)
    paged = result.startswith("Page[") and any(one["name"] == "cursor" for one in _query(operation))
    return result.removeprefix("Page[").removesuffix("]") if paged else None


# ---- the client ----------------------------------------------------------------------------------------------------


def _client_file(nouns: list[str], version: str, mode: dict[str, str]) -> str:
    folder = f"hanse.client.{mode['folder']}"
    imports = "".join(f"from {folder}.{noun} import {pascal(noun)}Operations\n" for noun in nouns)
    attributes = "".join(f"        self.{noun} = {pascal(noun)}Operations(transport)\n" for noun in nouns)
    return (
        HEAD.format(words="The client itself.")
        + "from collections.abc import Mapping\nfrom typing import Self\n\nimport httpx\n\n"
        + "from hanse.client.retrying import Retrying\n"
        + imports
        + f"from hanse.client.transport import {mode['transport']}, headers_for\n\n"
        + f'VERSION = "{version}"\n\n\n'
        + CLIENT.format(attributes=attributes, **mode)
    )


CLIENT = '''class {client}:
    """A Hanse installation: one attribute for each kind of thing, one method for each operation.

    `http` replaces the connection (its own base address counts); `headers` go along with every request.
    """

    def __init__(
        self,
        url: str,
        api_key: str | None = None,
        *,
        timeout: float = 30.0,
        retrying: Retrying | None = None,
        headers: Mapping[str, str] | None = None,
        http: httpx.{http} | None = None,
    ) -> None:
        self._http = http or httpx.{http}(base_url=url, timeout=timeout)
        sent = {{**headers_for(api_key, VERSION), **(headers or {{}})}}
        transport = {transport}(self._http, sent, retrying or Retrying())
{attributes}
    {def} {close}(self) -> None:
        """Give up the connections."""
        {await}self._http.{close}()

    {def} __{enter}__(self) -> Self:
        return self

    {def} __{exit}__(self, *_: object) -> None:
        {await}self.{close}()
'''
