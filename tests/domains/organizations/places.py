"""Short ways to make organizations for tests of this domain. No assertions about the product."""

from __future__ import annotations

from typing import Any

from hanse.domains.organizations.types import OrganizationId
from hanse.testing.installation import Business, Client


async def make(client: Client, name: str, **facts: Any) -> dict[str, Any]:
    """Enter an organization; the answer as it came."""
    answer = await client.post("/v1/organizations", {"name": name, **facts})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def make_tree(business: Business) -> dict[str, dict[str, Any]]:
    """Group with North and South below it, and Harbour below North; Stranger stands alone."""
    group = await make(business.owner, "Group", is_active=True)
    north = await make(business.owner, "North", parent_id=group["id"], is_active=True)
    south = await make(business.owner, "South", parent_id=group["id"], is_active=True)
    harbour = await make(business.owner, "Harbour", parent_id=north["id"], is_active=True)
    stranger = await make(business.owner, "Stranger", is_active=True)
    return {"group": group, "north": north, "south": south, "harbour": harbour, "stranger": stranger}


def at(organization: dict[str, Any]) -> OrganizationId:
    """The id of an organization as it came."""
    return OrganizationId.parse(organization["id"])
