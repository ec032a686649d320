"""Right calls of the operations of documents."""

from __future__ import annotations

from tests.domains.documents.papers import ask
from tests.isolation.world import Call, Entry, World


async def nothing(world: World) -> Call:
    await document(world)
    return Call()


async def document(world: World) -> Call:
    identity = await ask(world.business, await world.organization(), title=world.name("paper"))
    return Call({"document_id": str(identity)})


ENTRIES = {
    "document.list": Entry(nothing, changes=False),
    "document.get": Entry(document, changes=False),
}
