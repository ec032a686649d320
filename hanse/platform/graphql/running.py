"""Runs operations for resolvers: arguments to typed ids and structs, one operation at a time in one transaction.

Must not be here: HTTP, limits, or any rule of the product.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import GraphQLResolveInfo
from msgspec import inspect as shapes

from hanse.kit.errors import FieldError, Forbidden, HanseError, NotFound, Unauthenticated
from hanse.kit.ids import Id
from hanse.kit.structs import convert
from hanse.platform.authz import may_anywhere
from hanse.platform.commands import operation_of
from hanse.platform.context import Ctx
from hanse.platform.graphql.naming import outward_path
from hanse.platform.registry import Function, Operation

VERSION_ARGUMENT = "expectedVersion"
Resolver = Callable[..., Awaitable[Any]]


@dataclass
class Run:
    """The execution of one document: its transaction, and what was read in it so far.

    One connection serves all fields, so they take turns; a document never uses more than one.
    """

    ctx: Ctx
    name_failure: Callable[[Exception], HanseError]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    linked: dict[tuple[str, Id], Any] = field(default_factory=dict)
    broken: HanseError | None = None

    async def call(self, function: Function, **arguments: Any) -> Any:
        """Run one operation when it is its turn. After a failure of the database or a defect nothing runs any more."""
        async with self.turn:
            return await self._call(function, arguments)

    async def follow(self, function: Function, identity: Id) -> Any:
        """Read what an id names, once per document; None when the reader may not see it, which is no attempt."""
        async with self.turn:
            operation = operation_of(function)
            key = (operation.name, identity)
            if key not in self.linked:
                refused = len(self.ctx.denials)
                try:
                    self.linked[key] = await self._call(function, {operation.ids[0][0]: identity})
                except (NotFound, Forbidden, Unauthenticated):
                    del self.ctx.denials[refused:]
                    self.linked[key] = None
            return self.linked[key]

    async def _call(self, function: Function, arguments: dict[str, Any]) -> Any:
        if self.broken is not None:
            raise self.broken
        try:
            return await function(self.ctx, **arguments)
        except HanseError as error:
            rephrase(error, operation_of(function))
            raise
        except Exception as error:
            self.broken = self.name_failure(error)
            raise self.broken from error


def query_resolver(function: Function) -> Resolver:
    """Resolve a field of Query by running its operation."""
    operation = operation_of(function)

    async def resolve(_: Any, info: GraphQLResolveInfo[Run], **given: Any) -> Any:
        run = info.context
        check_gate(run.ctx, operation)
        return await run.call(function, **arguments_of(operation, given))

    return resolve


def command_resolver(function: Function, demands_version: bool) -> Resolver:
    """Resolve a field of Mutation: run the command against the version the caller read."""
    operation = operation_of(function)

    async def resolve(_: Any, info: GraphQLResolveInfo[Run], **given: Any) -> Any:
        run = info.context
        check_gate(run.ctx, operation)
        version = given.pop(VERSION_ARGUMENT, None)
        arguments = arguments_of(operation, given)
        run.ctx.origin = replace(run.ctx.origin, expected_version=version, demands_version=demands_version)
        run.linked.clear()  # what was read before may have changed
        result = await run.call(function, **arguments)
        return True if result is None else result

    return resolve


def link_resolver(function: Function, attribute: str) -> Resolver:
    """Resolve a way from an id to what it names; each is read once per document, however often it is named."""

    async def resolve(source: Any, info: GraphQLResolveInfo[Run]) -> Any:
        run = info.context
        identity = getattr(source, attribute)
        return await run.follow(function, identity) if isinstance(identity, Id) else None

    return resolve


def check_gate(ctx: Ctx, operation: Operation) -> None:
    """Refuse, before its arguments are looked at, who holds the permission nowhere; the operation decides the rest."""
    if operation.access == "permission" and not may_anywhere(ctx.principal, operation.permission):
        ctx.authorize(operation.permission)


def arguments_of(operation: Operation, given: dict[str, Any]) -> dict[str, Any]:
    """The arguments an operation takes. A malformed id is as absent as any other. Raises NotFound, Invalid."""
    arguments: dict[str, Any] = {}
    for name, kind in operation.ids:
        try:
            arguments[name] = kind.parse(given.pop(name))
        except ValueError:
            raise NotFound() from None
    if operation.input_name is None or operation.input is None:
        return arguments
    value = given if operation.input_name == "query" else given.get("data") or {}
    try:
        arguments[operation.input_name] = convert(value, operation.input)
    except HanseError as error:
        rephrase(error, operation)
        raise
    return arguments


def rephrase(error: HanseError, operation: Operation) -> None:
    """Name the fields of a failure as the caller of GraphQL wrote them."""
    if operation.input is None or not error.fields:
        return
    shape = shapes.type_info(operation.input)
    below = "data." if operation.input_name == "data" else ""
    error.fields = tuple(
        FieldError(f"{below}{outward_path(item.path, shape)}".rstrip("."), item.message, item.code)
        for item in error.fields
    )
