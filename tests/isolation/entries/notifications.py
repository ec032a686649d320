"""Right calls of the operations of notifications that a permission guards."""

from __future__ import annotations

from hanse.domains.notifications.commands.templates import INSERT
from hanse.domains.notifications.types import NotificationTemplateId
from tests.isolation.world import Call, Entry, World

WORDING = {"kind": "stock.low", "subject": "{{ title }}", "body": "{{ body }}"}


async def nothing(world: World) -> Call:
    await template(world)
    return Call()


async def new(world: World) -> Call:
    """No domain declares this kind here, so even the right caller is refused, but only after being let in."""
    return Call(body={**WORDING, "kind": "nothing.known", "locale": "en"})


async def template(world: World) -> Call:
    identity = NotificationTemplateId.new()
    async with world.business.open() as ctx:
        values = {**WORDING, "id": identity, "kind": world.word(), "locale": "en", "by": None, "now": ctx.now}
        await ctx.db.run(INSERT, {**values, "subject": world.name("subject")})
    return Call({"notification_template_id": str(identity)})


async def change(world: World) -> Call:
    found = await template(world)
    return Call(found.ids, body={"subject": world.name("subject"), "body": "{{ body }}"})


async def preview(world: World) -> Call:
    return Call(body=WORDING)


ENTRIES = {
    "notification_template.list": Entry(nothing, changes=False),
    "notification_template.list_kinds": Entry(nothing, changes=False),
    "notification_template.preview": Entry(preview, changes=False),
    "notification_template.create": Entry(new, expects=422),
    "notification_template.get": Entry(template, changes=False),
    "notification_template.update": Entry(change),
    "notification_template.delete": Entry(template),
}
