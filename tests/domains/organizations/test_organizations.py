"""Entering, changing and listing organizations over REST: numbers, facts, versions, filters, pages."""

from __future__ import annotations

from hanse.testing.installation import Business, names


async def test_a_new_organization_gets_a_number_and_starts_as_a_prospect(business: Business) -> None:
    first = (await business.owner.post("/v1/organizations", {"name": "North Supplies"})).json()
    second = (await business.owner.post("/v1/organizations", {"name": "South Supplies"})).json()
    assert (first["status"], first["number"]) == ("prospect", "10001")
    assert second["number"] == "10002"
    found = await business.owner.get(f"/v1/organizations/{first['id']}")
    assert found.status_code == 200
    assert found.json()["name"] == "North Supplies"
