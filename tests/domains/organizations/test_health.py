"""The health of partners: nothing is invented, activity counts, the night computes it for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hanse.domains.organizations.types.health import FactorName, Reading
from hanse.testing.installation import Business, Installation
from tests.domains.organizations.places import at, make, make_tree


async def test_without_data_there_is_no_score(business: Business) -> None:
    made = await make(business.owner, "Quiet", is_active=True)
    path = f"/v1/organizations/{made['id']}/health"
    health = (await business.owner.get(path)).json()
    assert (health["score"], health["history"]) == (None, [])
    computed = (await business.owner.post(f"{path}/recompute")).json()
    assert computed["score"] is None
    assert {(factor["score"], factor["weight"]) for factor in computed["factors"]} == {(None, 0)}
    listed = (await business.owner.get("/v1/organizations")).json()["items"]
    assert listed[0]["health"] is None


async def test_what_people_do_counts_and_fades(installation: Installation, business: Business) -> None:
    tree = await make_tree(business)
    boss = await business.join("company_admin", at(tree["north"]))
    north = f"/v1/organizations/{tree['north']['id']}"
    await boss.patch(north, {"website": "https://north.example"})
    fresh = (await business.owner.post(f"{north}/health/recompute")).json()
    factors = {factor["name"]: factor for factor in fresh["factors"]}
    assert factors["recency"]["score"] == 100
    assert factors["payment"]["score"] is None
    assert factors["recency"]["weight"] + factors["frequency"]["weight"] == 100
    south = (await business.owner.post(f"/v1/organizations/{tree['south']['id']}/health/recompute")).json()
    assert south["score"] is None
    installation.clock.advance(timedelta(days=60))
    async with business.open() as ctx:
        await ctx.services.jobs.enqueue(ctx, "organizations.compute_health", {})
    await installation.drain()
    async with business.open() as ctx:
        rows = await ctx.db.all(
            "SELECT score FROM organization_health h JOIN organizations o ON o.id = h.organization_id"
            " WHERE o.name = 'North' ORDER BY day"
        )
    assert len(rows) == 2
    assert rows[1]["score"] < rows[0]["score"]


async def test_later_domains_bring_their_own_factors(
    installation: Installation, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await make(business.owner, "Payer", is_active=True)

    class Payments:
        async def readings(self, ctx: object, organizations: object) -> dict[object, list[Reading]]:
            return {at(made).uuid: [Reading(factor=FactorName.PAYMENT, value=1.0, detail="All on time")]}

    monkeypatch.setitem(installation.services.extras, "organization_health_sources", [Payments()])
    health = (await business.owner.post(f"/v1/organizations/{made['id']}/health/recompute")).json()
    assert health["score"] == 100
    assert next(item["detail"] for item in health["factors"] if item["name"] == "payment") == "All on time"


async def test_health_is_for_staff(business: Business) -> None:
    tree = await make_tree(business)
    boss = await business.join("company_admin", at(tree["north"]))
    assert (await boss.get(f"/v1/organizations/{tree['north']['id']}/health")).status_code == 403
    hidden = await boss.get(f"/v1/organizations/{tree['south']['id']}/health")
    absent = await boss.get("/v1/organizations/org_00000000000000000000000000/health")
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
