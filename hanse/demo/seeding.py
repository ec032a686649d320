"""Seeds the demo world, stage by stage, and tells who can log in to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from hanse.demo import catalogue, contracting, governing, supplying, trading
from hanse.demo.builder import Builder
from hanse.demo.loom import LOOM
from hanse.demo.nordhaven import NORDHAVEN
from hanse.demo.plan import PASSWORD
from hanse.demo.world import World
from hanse.kit.structs import Data
from hanse.platform.context import Ctx
from hanse.platform.services import Services

PLANS = (NORDHAVEN, LOOM)
Progress = Callable[[str], None]


class DemoLogIn(Data, frozen=True, kw_only=True):
    """Somebody a visitor of the demo may be."""

    label: str
    detail: str
    email: str
    password: str
    business: str
    business_name: str


class SeededBusiness(Data, frozen=True, kw_only=True):
    """The main ids of a demo business, for scripts."""

    handle: str
    id: str
    members: dict[str, str] = {}
    organizations: dict[str, str] = {}


class SeedReport(Data, frozen=True, kw_only=True):
    """What was made, and every demo log-in."""

    was_made: bool
    businesses: list[SeededBusiness]
    log_ins: list[DemoLogIn]


def demo_log_ins() -> list[DemoLogIn]:
    """The log-ins the log-in page shows in demo mode."""
    return [
        DemoLogIn(
            label=f"{person.shown}",
            detail=f"{person.title or person.name}, {plan.name}" if person.at is None else person.name,
            email=f"{person.key}@{plan.domain}",
            password=PASSWORD,
            business=plan.handle,
            business_name=plan.name,
        )
        for plan in PLANS
        for person in plan.people
        if person.shown is not None
    ]


@dataclass(frozen=True, slots=True)
class Stage:
    """One transaction's worth of the world. It is there when its first thing is there: nothing can be half there."""

    name: str
    is_there: Callable[[World, Ctx], Awaitable[bool]]
    build: Callable[[World, Ctx], Awaitable[None]]


async def _is_founded(world: World, _: Ctx) -> bool:
    return world.tenant is not None


async def _found(world: World, ctx: Ctx) -> None:
    await Builder(world).build(ctx)


STAGES: Sequence[Stage] = (
    Stage("people and partners", _is_founded, _found),
    Stage("catalogue", catalogue.is_there, catalogue.build),
    Stage("prices and stock", supplying.is_there, supplying.build),
    Stage("approvals and budgets", governing.is_there, governing.build),
    Stage("contracts", contracting.is_there, contracting.build),
    Stage("orders and quotes", trading.is_there, trading.build),
)


async def seed(services: Services, on_progress: Progress = lambda _: None) -> SeedReport:
    """Build what is missing of the demo world; a stage that is there stays as it is."""
    made: list[SeededBusiness] = []
    was_made = False
    for plan in PLANS:
        world = World(services, plan)
        for stage in STAGES:
            async with world.stage() as ctx:
                if not await stage.is_there(world, ctx):
                    on_progress(f"Building {plan.name}: {stage.name}")
                    await stage.build(world, ctx)
                    was_made = True
        made.append(_report(world))
    return SeedReport(was_made=was_made, businesses=made, log_ins=demo_log_ins())


def _report(world: World) -> SeededBusiness:
    assert world.tenant is not None
    return SeededBusiness(
        handle=world.plan.handle,
        id=str(world.tenant.id),
        members={key: str(value) for key, value in world.members.items()},
        organizations={key: str(value) for key, value in world.organizations.items()},
    )
