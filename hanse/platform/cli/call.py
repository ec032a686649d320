"""Owns `hanse call`: every operation of the registry from the command line, with the rights of one member.

Must not be here: an operation, or how a member's rights are found.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from hanse.kit.structs import from_json, schema_hook
from hanse.platform.cli.composition import composition
from hanse.platform.cli.output import Output, output_option
from hanse.platform.cli.running import acting, origin_of_command, tenant_named, with_services
from hanse.platform.context import open_context
from hanse.platform.http.auth import outside
from hanse.platform.registry import Operation, Registry
from hanse.platform.services import Services


@click.command()
@click.argument("operation", required=False)
@click.argument("ids", nargs=-1)
@click.option("--tenant", help="The business to work in (its handle).")
@click.option("--as", "email", help="Act as this member, with exactly their rights; the operator unless given.")
@click.option("--data", help="Input as JSON; @FILE reads a file, - standard input.")
@click.option("--if-match", "version", type=int, help="Only when the thing still has this version.")
@click.option("--list", "listing", is_flag=True, help="List the operations (those that contain OPERATION).")
@click.option("--explain", is_flag=True, help="Show what OPERATION takes, as JSON Schema.")
@output_option
def call(**options: Any) -> None:
    """Run any operation: the same commands and queries REST and GraphQL offer.

    \b
      hanse call --list organization
      hanse call organization.create --explain
      hanse call organization.list --tenant nordhaven --as owner@nordhaven.example
      hanse call organization.create --tenant nordhaven --as sales@nordhaven.example --data '{"name": "Kiel Yard"}'
      hanse call organization.get org_... --tenant nordhaven --as auditor@nordhaven.example

    IDS are the operation's ids in order. What is done is audited under the member (or the operator) and marked as
    coming from the command line. The answer is always JSON.
    """
    registry = composition().build_registry()
    if options["listing"] or options["operation"] is None:
        _list(registry, options["operation"] or "", options["out"])
        return
    operation = _operation(registry, options["operation"])
    if options["explain"]:
        _explain(operation, options["out"])
        return
    if options["email"] and not options["tenant"]:
        raise click.UsageError("--as needs --tenant: rights are held in a business.")
    arguments = _arguments(operation, options["ids"], options["data"])
    _perform(
        operation=operation,
        arguments=arguments,
        handle=options["tenant"],
        email=options["email"],
        version=options["version"],
        out=options["out"],
    )


@with_services
async def _perform(services: Services, operation: Operation, arguments: dict[str, Any], **how: Any) -> None:
    tenant = await tenant_named(services, how["handle"]) if how["handle"] else None
    async with acting(services, tenant, how["email"]) as actor:
        identity = actor
        if operation.tenantless:
            identity = outside(identity) if how["email"] else msgspec.structs.replace(identity, tenant=None)
        origin = origin_of_command(how["version"])
        async with open_context(services, tenant=identity.tenant, principal=identity.principal, origin=origin) as ctx:
            result = await operation.function(ctx, **arguments)
    Output(json=True).show(result)


def _operation(registry: Registry, name: str) -> Operation:
    found = registry.operations.get(name)
    if found is None:
        noun = name.partition(".")[0]
        near = [known for known in registry.operations if known.startswith(f"{noun}.")]
        hint = f"there are {', '.join(near)}" if near else "`hanse call --list` shows all"
        raise click.UsageError(f"There is no operation {name!r}; {hint}.")
    return found


def _arguments(operation: Operation, ids: tuple[str, ...], data: str | None) -> dict[str, Any]:
    """What the operation is called with. Raises Invalid and usage errors."""
    wanted = [f"{name} ({kind.prefix}_...)" for name, kind in operation.ids]
    if len(ids) != len(wanted):
        raise click.UsageError(f"{operation.name} takes {', '.join(wanted) or 'no ids'}; {len(ids)} given.")
    found: dict[str, Any] = {}
    for (name, kind), text in zip(operation.ids, ids, strict=True):
        try:
            found[name] = kind.parse(text)
        except ValueError as problem:
            raise click.UsageError(f"{name}: {text!r} is not an id such as {kind.prefix}_...") from problem
    if operation.input is None:
        if data is not None:
            raise click.UsageError(f"{operation.name} takes no input.")
        return found
    assert operation.input_name is not None
    found[operation.input_name] = from_json(_read(data), operation.input)
    return found


def _read(data: str | None) -> bytes:
    if data is None:
        return b"{}"
    if data == "-":
        return sys.stdin.buffer.read()
    return Path(data[1:]).read_bytes() if data.startswith("@") else data.encode()


def _list(registry: Registry, part: str, out: Output) -> None:
    found = [operation for name, operation in sorted(registry.operations.items()) if part in name]
    items = [
        {
            "name": operation.name,
            "kind": operation.kind,
            "takes": [name for name, _ in operation.ids] + ([operation.input_name] if operation.input_name else []),
            "summary": operation.summary,
        }
        for operation in found
    ]
    columns = {"name": "Operation", "kind": "Kind", "takes": "Takes", "summary": "What it does"}
    out.table(items, columns, f"No operation contains {part!r}.")


def _explain(operation: Operation, out: Output) -> None:
    schema = msgspec.json.schema(operation.input, schema_hook=schema_hook) if operation.input else None
    value = {
        "name": operation.name,
        "kind": operation.kind,
        "permission": operation.permission if operation.access == "permission" else operation.access,
        "summary": operation.summary,
        "description": operation.description,
        "ids": {name: f"{kind.prefix}_..." for name, kind in operation.ids},
        "input": schema,
    }
    lines = [operation.summary, *(["", operation.description] if operation.description else []), ""]
    lines += [f"{name}: {shape}" for name, shape in value["ids"].items()]  # type: ignore[union-attr]
    lines += ["--data:", json.dumps(schema, indent=2)] if schema else ["It takes no input."]
    out.show(value, *lines)
