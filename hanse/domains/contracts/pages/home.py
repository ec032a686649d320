"""What contracts add to the home pages: for staff what is theirs to go on with, for the partner what waits for them."""

from __future__ import annotations

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.parts import DESK, ROOM
from hanse.domains.contracts.types import ContractFilter, ContractStatus
from hanse.platform.context import Ctx
from hanse.platform.web.home import HomePart, Task


async def load_staff(ctx: Ctx) -> HomePart:
    """Contracts whose turn is the seller's, and those that only have to be put into force."""
    counts = await api.count_contracts(ctx, ContractFilter(is_open=True))
    waiting, signed = counts.turns.get("seller", 0), counts.statuses.get(ContractStatus.SIGNED.value, 0)
    tasks = []
    if waiting:
        label = "contract to work on" if waiting == 1 else "contracts to work on"
        tasks.append(Task(label=label, count=waiting, href=f"{DESK}?turn=seller", icon="handshake"))
    if signed:
        label = "signed contract to activate" if signed == 1 else "signed contracts to activate"
        tasks.append(Task(label=label, count=signed, href=f"{DESK}?status=signed", icon="play"))
    return HomePart(tasks=tasks)


async def load_partner(ctx: Ctx) -> HomePart:
    """Contracts to answer, and those to sign."""
    counts = await api.count_contracts(ctx, ContractFilter(is_open=True))
    waiting, agreed = counts.turns.get("buyer", 0), counts.statuses.get(ContractStatus.APPROVED.value, 0)
    tasks = []
    if waiting:
        label = "contract to answer" if waiting == 1 else "contracts to answer"
        tasks.append(Task(label=label, count=waiting, href=f"{ROOM}?turn=buyer", icon="handshake", tone="caution"))
    if agreed:
        label = "contract to be signed" if agreed == 1 else "contracts to be signed"
        tasks.append(Task(label=label, count=agreed, href=f"{ROOM}?status=approved", icon="pencil"))
    return HomePart(tasks=tasks)
