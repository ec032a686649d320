"""What contracts add to the home pages: for both sides what waits for them, and for staff what is in force."""

from __future__ import annotations

from typing import Final

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.parts import DESK, ROOM
from hanse.domains.contracts.types import ContractCounts, ContractFilter
from hanse.domains.organizations.types import Side
from hanse.platform.context import Ctx
from hanse.platform.web.home import HomePart, Task
from hanse.platform.web.parts import Stat

SHOWN: Final = 3


async def load_staff(ctx: Ctx) -> HomePart:
    """Contracts that are the seller's to work on, to sign and to put into force, and the value in force."""
    counts = await api.count_contracts(ctx, ContractFilter(is_open=True))
    tasks = [
        *_turn(counts, Side.SELLER, f"{DESK}?turn=seller"),
        *_state(counts, "approved", "to be signed", DESK),
        *_state(counts, "signed", "to be put into force", DESK),
    ]
    stats = [
        Stat(f"Contracts in force, {value.currency}", value, "money", href=f"{DESK}?status=active")
        for value in counts.active_value[:2]
    ]
    return HomePart(tasks=tasks, stats=stats)


async def load_buyer(ctx: Ctx) -> HomePart:
    """Contracts to answer and to sign."""
    counts = await api.count_contracts(ctx, ContractFilter(is_open=True))
    signing = _state(counts, "approved", "to be signed", ROOM)
    count = counts.turns.get(Side.BUYER.value, 0)
    if not count:
        return HomePart(tasks=signing)
    waiting = (await api.list_contracts(ctx, ContractFilter(turn=Side.BUYER, limit=SHOWN))).items
    href = f"{ROOM}/{waiting[0].id}" if count == len(waiting) == 1 else f"{ROOM}?turn=buyer"
    detail = ", ".join(f"{one.number} {one.title}" for one in waiting)
    return HomePart(tasks=[*_turn(counts, Side.BUYER, href, detail), *signing])


def _turn(counts: ContractCounts, side: Side, href: str, detail: str = "") -> list[Task]:
    count = counts.turns.get(side.value, 0)
    label = "contract to answer" if count == 1 else "contracts to answer"
    task = Task(label=label, count=count, href=href, detail=detail, icon="handshake", tone="caution")
    return [task] if count else []


def _state(counts: ContractCounts, status: str, what: str, base: str) -> list[Task]:
    count = counts.statuses.get(status, 0)
    label = f"{'contract' if count == 1 else 'contracts'} {what}"
    return [Task(label=label, count=count, href=f"{base}?status={status}", icon="handshake")] if count else []
