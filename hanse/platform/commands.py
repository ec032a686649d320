"""`@command` and `@query`: what every operation gets without asking.

A command's name is its permission, audit action, trace span, REST operation id, GraphQL field, CLI verb and agent tool.
The decorator asserts that authorisation ran, opens the span, counts, and writes the audit rows of what the command
recorded.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar, Unpack, cast

from hanse.kit.errors import Conflict
from hanse.platform.authz import PrincipalKind
from hanse.platform.context import Ctx
from hanse.platform.registry import About, Operation, describe
from hanse.platform.telemetry import measured

P = ParamSpec("P")
R = TypeVar("R")
Function = Callable[P, Awaitable[R]]


class AuthorizationSkipped(AssertionError):
    """An operation returned without having asked for any right: a defect, answered with 500 and rolled back."""


def command(name: str, **about: Unpack[About]) -> Callable[[Function[P, R]], Function[P, R]]:
    """Register a write. `access` says who may try: `permission` (default), `self` (own account) or `public`.

    `permission` is the name unless given. A `tenantless` one begins outside of any business, whatever business the
    caller's session is in, and with no right but being that account.
    """
    return _operation("command", name, about)


def query(name: str, **about: Unpack[About]) -> Callable[[Function[P, R]], Function[P, R]]:
    """Register a read. With `sensitive=True` the read itself is audited."""
    return _operation("query", name, about)


def operation_of(function: Any) -> Operation:
    """The registered description of a command or query."""
    return cast(Operation, function.operation)


class BusinessPaused(Conflict):
    code = "business_paused"
    title = "This business is paused: what is there can be read, and nothing new begins until it is resumed"


def _refuse_while_paused(ctx: Ctx, name: str) -> None:
    """People and programs begin nothing new in a business that is not active; jobs have a policy of their own."""
    tenant = ctx.tenant_or_none
    if tenant is None or tenant.status == "active" or ctx.principal.kind is PrincipalKind.SYSTEM:
        return
    if name not in ctx.services.registry.runs_while_paused:
        raise BusinessPaused()


def _operation(kind: str, name: str, about: About) -> Callable[[Function[P, R]], Function[P, R]]:
    def decorate(function: Function[P, R]) -> Function[P, R]:
        operation = describe(function, name, kind, **about)

        @functools.wraps(function)
        async def run(*args: P.args, **kwargs: P.kwargs) -> R:
            ctx = cast(Ctx, args[0])
            outer_notes, outer_checked = ctx.notes, ctx.checked
            ctx.notes, ctx.checked = [], set()
            ctx.depth += 1
            try:
                if kind == "command" and ctx.depth == 1:
                    _refuse_while_paused(ctx, name)
                with measured(name, kind):
                    result = await function(*args, **kwargs)
                if not ctx.checked:
                    raise AuthorizationSkipped(f"{name} returned without authorising")
                if (kind == "command" and not operation.own_trail) or operation.sensitive:
                    await ctx.services.audit.write(ctx, operation, result)
                return result
            finally:
                ctx.depth -= 1
                ctx.notes, ctx.checked = outer_notes, outer_checked | ctx.checked

        # Whoever calls `operation.function` gets the audited, checked form too.
        run.operation = replace(operation, function=run)  # type: ignore[attr-defined]
        return run

    return decorate
