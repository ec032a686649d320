"""Every place where the product asks for a right or a scope, and the switch that takes one such place away.

A door is a call of `ctx.authorize`, `authorize_self`, `scope` or `may` in a domain, together with the permission it
asks for. Taken away, it lets everybody through, and so does the coarse gate before it. What pages ask decides only what
they offer: behind each stands a door of the operation they call.
A door holds when it keeps somebody out or narrows what they see: only a test in which it held can miss it.
Must not be here: tests, or which of them notices.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hanse.kit.errors import HanseError
from hanse.platform.authz import Scope
from hanse.platform.context import Ctx
from hanse.platform.graphql import running
from hanse.platform.http import rest

ROOT = str(Path(__file__).parents[2]) + "/"
KINDS = ("authorize", "authorize_self", "scope", "may")
GATE = "gate"  # with a permission: somebody was turned away there, who would have come to the door behind it
EVERYTHING = Scope(everything=True)


class Doors:
    """Knows which doors were passed and which held since these were emptied, and which one is taken away."""

    def __init__(self) -> None:
        self.passed: set[str] = set()
        self.held: set[str] = set()
        self.gone: str | None = None
        self._permission = ""
        self._doubles = False
        self._originals: dict[str, Any] = {}

    @contextmanager
    def without(self, door: str, *, doubles: bool = False) -> Iterator[None]:
        """Take a door away for a while; with its `doubles`, every other one that asks for the same permission."""
        self.gone, self._permission, self._doubles = door, door.rpartition(" ")[2], doubles
        try:
            yield
        finally:
            self.gone, self._permission, self._doubles = None, "", False

    @contextmanager
    def watched(self) -> Iterator[Doors]:
        """Stand in for the doors of Ctx, and for the gates before them."""
        for kind in KINDS:
            self._originals[kind] = getattr(Ctx, kind)
            setattr(Ctx, kind, self._stand_in(kind, self._originals[kind]))
        gates = [(rest, rest.may_anywhere), (running, running.may_anywhere)]
        anywhere = Ctx.may_anywhere
        for module, gate in gates:
            module.may_anywhere = self._open_gate(gate)
        Ctx.may_anywhere = self._open_gate(anywhere)  # type: ignore[method-assign]
        try:
            yield self
        finally:
            for kind, original in self._originals.items():
                setattr(Ctx, kind, original)
            for module, gate in gates:
                module.may_anywhere = gate
            Ctx.may_anywhere = anywhere  # type: ignore[method-assign]

    def _open_gate(self, gate: Callable[..., bool]) -> Callable[..., bool]:
        def may_anywhere(principal: Any, permission: str) -> bool:
            if permission == self._permission or gate(principal, permission):
                return True
            self.held.add(f"{GATE} {permission}")
            return False

        return may_anywhere

    def _stand_in(self, kind: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def door(ctx: Ctx, permission: str, subject: Any = None) -> Any:
            frame = sys._getframe(1)
            file = frame.f_code.co_filename.removeprefix(ROOT)
            if file.startswith("hanse/domains/"):
                name = f"{file} {frame.f_code.co_name} {kind} {permission}"
                self.passed.add(name)
                if name == self.gone or (self._doubles and permission == self._permission):
                    ctx.checked.add(permission)
                    return _let_through(kind, ctx)
                try:
                    answer = original(ctx, permission, subject) if subject is not None else original(ctx, permission)
                except HanseError:
                    self.held.add(name)
                    raise
                if answer is False or (isinstance(answer, Scope) and not answer.everything):
                    self.held.add(name)
                return answer
            return original(ctx, permission, subject) if subject is not None else original(ctx, permission)

        return door


def _let_through(kind: str, ctx: Ctx) -> Any:
    if kind == "scope":
        return EVERYTHING
    if kind == "authorize_self":
        return ctx.principal.account_id
    return True if kind == "may" else None
