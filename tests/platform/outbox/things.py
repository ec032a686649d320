"""A small domain that emits events, and who hears them."""

from dataclasses import dataclass, field
from typing import Any

from hanse.kit.events import Event
from hanse.kit.ids import Id
from hanse.platform.authz import Subject
from hanse.platform.context import Ctx
from hanse.platform.registry import Domain, Subscription


class ThingId(Id, prefix="thg"):
    pass


class ThingMade(Event, frozen=True, kw_only=True):
    name = "thing.made"
    thing_id: ThingId
    size: int


class ThingCounted(Event, frozen=True, kw_only=True):
    name = "thing.counted"
    number: int


class ThingEchoed(Event, frozen=True, kw_only=True):
    name = "thing.echoed"
    left: int


class ThingUnheard(Event, frozen=True, kw_only=True):
    name = "thing.unheard"


class ThingForgotten(Event, frozen=True, kw_only=True):
    """Declared nowhere."""

    name = "thing.forgotten"


@dataclass
class Heard:
    """What the handlers saw, and what they shall do."""

    calls: list[tuple[str, Any]] = field(default_factory=list)
    rights: dict[str, bool] = field(default_factory=dict)
    contexts: list[Ctx] = field(default_factory=list)
    fail_counting: Exception | None = None


heard = Heard()


async def count(ctx: Ctx, event: ThingMade) -> None:
    if heard.fail_counting is not None:
        raise heard.fail_counting
    heard.calls.append(("count", event))
    heard.contexts.append(ctx)
    heard.rights = {name: ctx.may(name) for name in ("thing.count", "thing.make")}
    ctx.emit(ThingCounted(number=event.size))
    ctx.record("counter", None, label="the counter", after={"number": event.size})


async def note(ctx: Ctx, event: ThingCounted) -> None:
    heard.calls.append(("note", event))


async def echo(ctx: Ctx, event: ThingEchoed) -> None:
    heard.calls.append(("echo", event.left))
    if event.left:
        ctx.emit(ThingEchoed(left=event.left - 1))


async def announce(ctx: Ctx, event: ThingMade) -> None:
    heard.calls.append(("announce", event))
    heard.contexts.append(ctx)
    heard.rights = {name: ctx.may(name) for name in ("thing.announce", "thing.make")}


async def mirror(ctx: Ctx, event: Event) -> None:
    heard.calls.append(("mirror", event.wire_name()))


THINGS = Domain(
    name="things",
    events=(ThingMade, ThingCounted, ThingEchoed, ThingUnheard),
    subscriptions=(
        Subscription(ThingMade, count, mode="in_tx", rights=("thing.count",)),
        Subscription(ThingCounted, note, mode="in_tx"),
        Subscription(ThingEchoed, echo, mode="in_tx"),
        Subscription(ThingMade, announce, rights=("thing.announce",)),
        Subscription(Event, mirror),
    ),
)


def subject(thing_id: ThingId) -> Subject:
    return Subject(kind="thing", id=thing_id)
