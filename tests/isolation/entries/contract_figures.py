"""Right calls of what contracts promise in figures: prices, commitments, activation, renewals."""

from __future__ import annotations

from typing import Any

from hanse.domains.contracts.types import ContractVersionId
from hanse.domains.contracts.types.commitments import CommitmentPeriodId
from tests.isolation.entries.contracts import contract, draft, nothing, version
from tests.isolation.entries.pricing import entries
from tests.isolation.world import Call, Entry, World

SIGN = "UPDATE contract_versions SET status = 'signed', sent_at = now() WHERE id = %(id)s"
PERIOD = "SELECT id FROM contract_commitment_periods ORDER BY id DESC LIMIT 1"


async def signed(world: World, **facts: Any) -> dict[str, Any]:
    """A contract whose version waits to be put into force."""
    found = await contract(world, **facts)
    await sign(world, found)
    return found


async def sign(world: World, found: dict[str, Any]) -> None:
    async with world.business.open() as ctx:
        await ctx.db.run(SIGN, {"id": ContractVersionId.parse(found["working_version_id"])})


async def active(world: World) -> dict[str, Any]:
    """A contract in force."""
    found = await signed(world)
    return await world.made(f"/v1/contracts/{found['id']}/activate", {})


async def to_activate(world: World) -> Call:
    return Call({"contract_id": (await signed(world))["id"]}, body={})


async def in_force(world: World) -> Call:
    return Call({"contract_id": (await active(world))["id"]}, body={})


async def to_end(world: World) -> Call:
    return Call({"contract_id": (await active(world))["id"]}, body={"reason": world.name("reason")})


async def to_price(world: World) -> Call:
    return Call((await version(world)).ids, body={"entries": await entries(world)})


async def to_raise(world: World) -> Call:
    return Call((await version(world)).ids, body={"uplift_micros": 30_000})


def commitments(world: World) -> dict[str, Any]:
    value = {"amount": "100.00", "currency": world.business.tenant.currency}
    return {"commitments": [{"key": "spend", "name": world.name("commitment"), "value": value}]}


async def to_commit(world: World) -> Call:
    return Call((await version(world)).ids, body=commitments(world))


async def period(world: World) -> Call:
    found = await contract(world)
    path = f"/v1/contract-versions/{found['working_version_id']}/commitments"
    answer = await world.owner.put(path, commitments(world))
    assert answer.status_code == 200, answer.text
    await sign(world, found)
    await world.made(f"/v1/contracts/{found['id']}/activate", {})
    async with world.business.open() as ctx:
        identity = CommitmentPeriodId(await ctx.db.value(PERIOD, {}))
    return Call({"commitment_period_id": str(identity)})


ENTRIES = {
    "contract.prices": Entry(version, changes=False),
    "contract.price_counts": Entry(version, changes=False),
    "contract.price_conflicts": Entry(version, changes=False),
    "contract.save_prices": Entry(to_price),
    "contract.adjust_prices": Entry(to_raise),
    "contract.commitments": Entry(version, changes=False),
    "contract.save_commitments": Entry(to_commit),
    "contract.activate": Entry(to_activate),
    "contract.terminate": Entry(to_end),
    "contract.give_notice": Entry(in_force),
    "contract.renew": Entry(in_force),
    "contract.terms": Entry(draft, changes=False),
    "contract.progress": Entry(draft, changes=False),
    "contract.utilisation": Entry(draft, changes=False),
    "contract.renewal": Entry(draft, changes=False),
    "contract.drawdowns": Entry(period, changes=False),
    "contract.renewals": Entry(nothing, changes=False),
    "contract.renewal_counts": Entry(nothing, changes=False),
    "contract.calendar": Entry(nothing, changes=False),
}
