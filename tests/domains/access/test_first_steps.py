"""What the first people of a business see: themselves, the built-in roles, and nothing of anybody else."""

from __future__ import annotations

from hanse.testing.installation import Business, Installation, names


async def test_the_owner_sees_the_business_and_its_roles(business: Business) -> None:
    me = (await business.owner.get("/v1/me")).json()
    assert me["tenant"]["handle"] == business.tenant.handle
    roles = (await business.owner.get("/v1/roles")).json()["items"]
    assert {"Owner", "Administrator", "Buyer", "Company administrator"} <= set(names(roles))


async def test_a_new_colleague_has_only_their_role(business: Business) -> None:
    viewer = await business.join("viewer")
    assert (await viewer.get("/v1/members")).status_code == 200
    assert (await viewer.get("/v1/api-keys")).status_code == 403
    assert (await viewer.post("/v1/roles", {"name": "X", "kind": "tenant"})).status_code == 403


async def test_another_business_does_not_exist(business: Business, other_business: Business) -> None:
    theirs = (await other_business.owner.get("/v1/members")).json()["items"][0]["id"]
    foreign = await business.owner.get(f"/v1/members/{theirs}")
    malformed = await business.owner.get("/v1/members/nonsense")
    absent = await business.owner.get("/v1/members/mem_00000000000000000000000000")
    assert foreign.status_code == malformed.status_code == absent.status_code == 404
    assert foreign.content == malformed.content == absent.content


async def test_an_invitation_is_mailed_and_accepted_once(installation: Installation, business: Business) -> None:
    role = await business.role("member")
    body = {"email": "new@partner.example", "display_name": "New Colleague", "assignments": [{"role_id": str(role)}]}
    assert (await business.owner.post("/v1/invitations", body)).status_code == 201
    outcomes = await installation.drain()
    assert "invitation.send" in [name for name, _ in outcomes]
