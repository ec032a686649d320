"""Making, changing and using price lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import UNSET

from hanse.domains.pricing.errors import ListInvalidTransition
from hanse.domains.pricing.events import PriceListChanged
from hanse.domains.pricing.queries.lists import load_list, lock_list
from hanse.domains.pricing.types import Layer, PriceListId, PriceListStatus
from hanse.domains.pricing.types.lists import CreatePriceList, ListTarget, ListTargetInput, PriceList, UpdatePriceList
from hanse.kit.currencies import UnknownCurrency, get_currency
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.ids import uuid7
from hanse.kit.text import clean_line, clean_text, normalise
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists

INSERT: Final = """
INSERT INTO price_lists (id, name, name_key, layer, currency, mode, priority, is_tax_inclusive, starts_at, ends_at,
    notes, created_at, updated_at)
VALUES (%(id)s, %(name)s, %(name_key)s, %(layer)s, %(currency)s, %(mode)s, %(priority)s, %(is_tax_inclusive)s,
    %(starts_at)s, %(ends_at)s, %(notes)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, name_key) DO NOTHING
"""
UPDATE: Final = """
UPDATE price_lists SET name = %(name)s, name_key = %(name_key)s, mode = %(mode)s, priority = %(priority)s,
    is_tax_inclusive = %(is_tax_inclusive)s, starts_at = %(starts_at)s, ends_at = %(ends_at)s, notes = %(notes)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
SAME_NAME: Final = "SELECT 1 FROM price_lists WHERE name_key = %(name_key)s AND id <> %(id)s"
SET_STATUS: Final = """
UPDATE price_lists SET status = %(status)s, version = version + 1, updated_at = %(now)s WHERE id = %(id)s
"""
FORGET_TARGETS: Final = "DELETE FROM price_list_targets WHERE price_list_id = %(id)s"
KNOWN_ORGANIZATIONS: Final = "SELECT id FROM organizations WHERE id = ANY(%(ids)s)"
INSERT_TARGETS: Final = """
INSERT INTO price_list_targets (id, price_list_id, organization_id, price_group, channel)
SELECT t.id, %(list)s, t.organization_id, t.price_group, t.channel
FROM unnest(%(ids)s::uuid[], %(organizations)s::uuid[], %(groups)s::text[], %(channels)s::text[])
    AS t (id, organization_id, price_group, channel)
ON CONFLICT DO NOTHING
"""
_FIELDS: Final = {
    Layer.CHANNEL: "channel",
    Layer.GROUP: "price_group",
    Layer.ORGANIZATION: "organization_id",
    Layer.CONTRACT: "organization_id",
}
_WORDS: Final = {
    "channel": "channels",
    "price_group": "price groups",
    "organization_id": "organizations",
    None: "everybody, without targets",
}


@command("price_list.create")
async def create_price_list(ctx: Ctx, data: CreatePriceList) -> PriceList:
    """Make a price list as a draft, which makes no price yet. Raises Invalid, AlreadyExists for its name."""
    ctx.authorize("price_list.create")
    try:
        get_currency(data.currency)
    except UnknownCurrency as error:
        raise Invalid.field("currency", error.message, error.code) from None
    identity = PriceListId.new()
    values = {name: getattr(data, name) for name in data.__struct_fields__}
    if not await ctx.db.run(INSERT, _row(ctx, identity, values)):
        raise _taken(data.name)
    await _aim(ctx, identity, data.layer, data.targets)
    made = await load_list(ctx, identity, "price_list.view")
    ctx.record("price_list", identity, label=made.name, after=_audited(made))
    ctx.emit(PriceListChanged(price_list_id=identity, what="created"), subject=made)
    return made


@command("price_list.update")
async def update_price_list(ctx: Ctx, price_list_id: PriceListId, data: UpdatePriceList) -> PriceList:
    """Change a list; one in use makes other prices from the next request on.

    Raises Invalid, AlreadyExists, PreconditionFailed.
    """
    before = await lock_list(ctx, price_list_id, "price_list.update")
    ctx.check_version(before.version)
    values = {
        name: getattr(before, name) if getattr(data, name) is UNSET else getattr(data, name)
        for name in data.__struct_fields__
    }
    row = _row(ctx, price_list_id, values)
    if await ctx.db.value(SAME_NAME, row):
        raise _taken(values["name"])
    await ctx.db.run(UPDATE, row)
    if data.targets is not UNSET:
        if before.status is PriceListStatus.ACTIVE:
            ctx.authorize("price_list.activate", before)
            _demand_target(before.layer, data.targets)
        await ctx.db.run(FORGET_TARGETS, {"id": price_list_id})
        await _aim(ctx, price_list_id, before.layer, data.targets)
    after = await load_list(ctx, price_list_id, "price_list.view")
    ctx.record("price_list", price_list_id, label=after.name, before=_audited(before), after=_audited(after))
    ctx.emit(PriceListChanged(price_list_id=price_list_id, what="updated"), subject=after)
    return after


@command("price_list.activate")
async def activate_price_list(ctx: Ctx, price_list_id: PriceListId) -> PriceList:
    """Let a list make prices. Raises ListInvalidTransition, Invalid without a target where its layer needs one."""
    before = await lock_list(ctx, price_list_id, "price_list.activate")
    ctx.check_version(before.version)
    if before.status is PriceListStatus.ACTIVE:
        raise ListInvalidTransition("This list is in use already")
    _demand_target(before.layer, before.targets)
    return await _set_status(ctx, before, PriceListStatus.ACTIVE)


@command("price_list.archive", permission="price_list.activate")
async def archive_price_list(ctx: Ctx, price_list_id: PriceListId) -> PriceList:
    """Take a list out of use; its entries stay, and placed orders keep their prices. Raises ListInvalidTransition."""
    before = await lock_list(ctx, price_list_id, "price_list.activate")
    ctx.check_version(before.version)
    if before.status is PriceListStatus.ARCHIVED:
        raise ListInvalidTransition("This list is archived already")
    return await _set_status(ctx, before, PriceListStatus.ARCHIVED)


async def _set_status(ctx: Ctx, before: PriceList, status: PriceListStatus) -> PriceList:
    await ctx.db.run(SET_STATUS, {"id": before.id, "status": status, "now": ctx.now})
    after = await load_list(ctx, before.id, "price_list.view")
    ctx.record("price_list", before.id, label=after.name, before=_audited(before), after=_audited(after))
    ctx.emit(PriceListChanged(price_list_id=before.id, what=status.value), subject=after)
    return after


def _row(ctx: Ctx, identity: PriceListId, values: Mapping[str, Any]) -> dict[str, Any]:
    name = clean_line(values["name"])
    if not name:
        raise Invalid.field("name", "Write a name for the list", "required")
    starts, ends = values["starts_at"], values["ends_at"]
    if starts is not None and ends is not None and ends <= starts:
        raise Invalid.field("ends_at", "The end is after the start; leave it out for a list without end")
    return {
        **values,
        "id": identity,
        "name": name,
        "name_key": normalise(name)[:200],
        "notes": clean_text(values["notes"]),
        "now": ctx.now,
    }


def _demand_target(layer: Layer, targets: Sequence[ListTarget | ListTargetInput]) -> None:
    if layer in _FIELDS and not targets:
        raise Invalid.field("targets", f"A {layer.value} list is for {_WORDS[_FIELDS[layer]]}; name at least one")


async def _aim(ctx: Ctx, identity: PriceListId, layer: Layer, targets: Sequence[ListTargetInput]) -> None:
    """Say for whom a list is. Raises Invalid by target."""
    field = _FIELDS.get(layer)
    names = ("organization_id", "price_group", "channel")
    wrong = [
        FieldError(f"targets.{position}", f"A {layer.value} list is for {_WORDS[field]}", "wrong_target")
        for position, target in enumerate(targets)
        if [name for name in names if getattr(target, name) is not None] != ([field] if field else [])
    ]
    if not wrong and field == "organization_id":
        ids = [target.organization_id.uuid for target in targets if target.organization_id is not None]
        known = set(await ctx.db.values(KNOWN_ORGANIZATIONS, {"ids": ids}))
        wrong = [
            FieldError(f"targets.{position}.organization_id", "There is no such organization", "not_found")
            for position, one in enumerate(ids)
            if one not in known
        ]
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)
    if targets:
        wanted = {
            "list": identity,
            "ids": [uuid7() for _ in targets],
            "organizations": [target.organization_id.uuid if target.organization_id else None for target in targets],
            "groups": [clean_line(target.price_group) if target.price_group else None for target in targets],
            "channels": [target.channel for target in targets],
        }
        await ctx.db.run(INSERT_TARGETS, wanted)


def _taken(name: str) -> AlreadyExists:
    sentence = f"There is a price list named {name} already; choose another name"
    return AlreadyExists(sentence, fields=[FieldError("name", sentence, "already_exists")])


def _audited(item: PriceList) -> dict[str, Any]:
    derived = {"allowed_actions", "version", "updated_at", "entry_count"}
    return {name: getattr(item, name) for name in item.__struct_fields__ if name not in derived}
