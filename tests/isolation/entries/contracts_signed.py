"""Right calls of the operations of contracts that are about signatures and papers."""

from __future__ import annotations

import base64
from typing import Any

from tests.isolation.entries.contracts import at, signed_for, version
from tests.isolation.world import Call, Entry, World

PAPER = base64.b64encode(b"%PDF-1.4\ntrailer<<>>\n%%EOF\n").decode()


async def to_sign(world: World) -> Call:
    """A version that was approved and names the owner to sign for the business."""
    found = await signed_for(world)
    path, present = found["path"], found["version"]
    parties: list[dict[str, Any]] = [
        {"side": "seller", "name": world.name("seller"), "signatory_name": "Olive Owner"},
        {"side": "buyer", "name": world.name("buyer"), "signatory_name": world.name("signatory")},
    ]
    answer = await world.owner.put(f"{path}/parties", {"parties": parties}, headers=at(present))
    assert answer.status_code == 200, answer.text
    approved = await world.made(f"{path}/submit", {})
    body = {"content_hash": approved["content_hash"], "name": "Olive Owner"}
    return Call({"version_id": approved["id"]}, body=body)


async def to_import(world: World) -> Call:
    body = {
        "organization_id": await world.organization(is_active=True),
        "title": world.name("old contract"),
        "name": f"{world.word()}.pdf",
        "content": PAPER,
        "signed_on": "2026-02-01",
        "signed_by_seller": world.name("signatory"),
        "signed_by_buyer": world.name("signatory"),
        "starts_on": "2026-04-01",
    }
    return Call(body=body)


ENTRIES = {
    "contract.sign": Entry(to_sign),
    "contract.signatures": Entry(version, changes=False),
    "contract.print": Entry(version),
    "contract.import": Entry(to_import),
}
