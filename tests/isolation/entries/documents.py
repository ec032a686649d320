"""Right calls of the operations of documents."""

from __future__ import annotations

import base64

from tests.domains.documents.papers import ask
from tests.domains.documents.test_sealing import PASSWORD, authority_issued
from tests.isolation.world import Call, Entry, World


async def nothing(world: World) -> Call:
    await document(world)
    return Call()


async def document(world: World) -> Call:
    identity = await ask(world.business, await world.organization(), title=world.name("paper"))
    return Call({"document_id": str(identity)})


async def certificate(world: World) -> Call:
    return Call(body={"name": world.name("seal")})


async def container(world: World) -> Call:
    _, content = authority_issued(world.business, name=world.name("seal"))
    return Call(body={"content": base64.b64encode(content).decode(), "password": PASSWORD})


async def certificates(world: World) -> Call:
    await world.made("/v1/signing-certificates", {"name": world.name("seal")})
    return Call()


ENTRIES = {
    "signing_certificate.list": Entry(certificates, changes=False),
    "signing_certificate.create": Entry(certificate),
    "signing_certificate.upload": Entry(container),
    "document.list": Entry(nothing, changes=False),
    "document.get": Entry(document, changes=False),
}
