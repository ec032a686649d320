"""Keys of programs: never more than their maker, from where they are allowed, until they end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from hanse.testing.installation import ORIGIN, Business, Client, Installation
from tests.domains.access.people import details, give, organization, role, second_process


async def make(business: Business, *scopes: str, **more: Any) -> dict[str, Any]:
    """A key of the owner, as the answer that holds its secret."""
    answer = await business.owner.post("/v1/api-keys", {"name": "Scanner", "scopes": list(scopes), **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def program(app: Any, secret: str, address: str = "192.0.2.10") -> Client:
    """A program that uses a key from an address."""
    client = Client(app, {"authorization": f"Bearer {secret}"})
    transport = httpx.ASGITransport(app=app, client=(address, 4711))
    client.http = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"authorization": f"Bearer {secret}"})
    return client


async def test_the_secret_is_shown_once_and_kept_nowhere(business: Business) -> None:
    made = await make(business, "member.view")
    for path in (f"/v1/api-keys/{made['id']}", "/v1/api-keys", "/v1/audit-entries", "/v1/events"):
        assert made["secret"] not in (await business.owner.get(path)).text, path
    async with business.open() as ctx:
        row = await ctx.db.one("SELECT to_jsonb(k)::text AS row FROM api_keys k")
    assert made["secret"] not in row["row"]


async def test_a_key_reaches_its_scopes_alone(business: Business) -> None:
    key = await business.key("member.view")
    assert (await key.get("/v1/members")).status_code == 200
    for path in ("/v1/roles", "/v1/api-keys", "/v1/organizations", "/v1/audit-entries"):
        assert (await key.get(path)).status_code == 403, path


async def test_a_wide_scope_reaches_what_the_maker_holds_now(business: Business) -> None:
    admin = await business.join("admin")
    key = await business.key("member.view", "role.view", maker=admin)
    assert (await key.get("/v1/roles")).status_code == 200
    await give(business.owner, admin, await business.role("viewer"))
    held = (await business.owner.get(f"/v1/members/{admin.member_id}")).json()["assignments"]
    (old,) = [item["id"] for item in held if item["role"] == "Administrator"]
    await business.owner.delete(f"/v1/members/{admin.member_id}/roles/{old}")
    assert (await key.get("/v1/members")).status_code == 200
    assert (await key.get("/v1/roles")).status_code == 403, "what the maker lost, the key lost"


@pytest.mark.parametrize("scopes", [["*"], ["tenant.close"], ["organization.*"]])
async def test_no_key_is_wider_than_its_maker(business: Business, scopes: list[str]) -> None:
    admin = await business.join("admin")
    answer = await admin.post("/v1/api-keys", {"name": "Wide", "scopes": scopes})
    assert details(answer) == (403, "more_than_you_hold")


async def test_a_key_makes_no_key_and_touches_no_session(business: Business) -> None:
    made = await make(business, "*")
    key = program(business.installation.app, made["secret"])
    assert details(await key.post("/v1/api-keys", {"name": "Child", "scopes": ["*"]})) == (403, "key_cannot")
    place = await organization(business)
    buyer = await business.join("buyer", place)
    acting = await key.post(f"/v1/members/{buyer.member_id}/act-on-behalf", {"reason": "to see"})
    assert details(acting) == (403, "key_cannot")
    for method, path in (
        ("POST", f"/v1/session/tenant/ten_{'0' * 26}"),
        ("POST", "/v1/session/organization"),
        ("POST", "/v1/session/stop-acting"),
        ("GET", "/v1/my/tenants"),
        ("GET", "/v1/sessions"),
    ):
        options = {"json": {"organization_id": None}} if path.endswith("organization") else {}
        answer = await key.send(method, path, **options)
        assert answer.status_code == 401, path


async def test_a_key_gives_no_role_beyond_its_scopes(business: Business) -> None:
    made = await make(business, "role.assign", "member.view", "member.invite")
    key = program(business.installation.app, made["secret"])
    friend = await business.join("viewer")
    answer = await give(key, friend, await business.role("admin"))
    assert details(answer) == (403, "more_than_you_hold")
    narrow = await role(business, "member.view tenant")
    assert (await give(key, friend, narrow)).status_code == 200


async def test_pages_take_no_key(business: Business) -> None:
    key = await business.key("*")
    answer = await key.page("/admin/members")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fadmin%2Fmembers")


@pytest.mark.parametrize(
    ("networks", "address", "allowed"),
    [
        (["203.0.113.0/24"], "203.0.113.9", True),
        (["203.0.113.0/24"], "203.0.114.9", False),
        (["203.0.113.7"], "203.0.113.7", True),
        (["203.0.113.7"], "203.0.113.8", False),
        (["203.0.113.0/24"], "::ffff:203.0.113.9", True),
        (["2001:db8::/32"], "2001:db8::1", True),
        (["2001:db8::/32"], "2001:db9::1", False),
        (["10.0.0.0/8", "192.0.2.10"], "192.0.2.10", True),
        ([], "198.51.100.1", True),
    ],
)
async def test_a_key_works_from_its_addresses_alone(
    business: Business, networks: list[str], address: str, allowed: bool
) -> None:
    made = await make(business, "member.view", allowed_networks=networks)
    client = program(business.installation.app, made["secret"], address)
    assert (await client.get("/v1/members")).status_code == (200 if allowed else 401)


async def test_a_forged_forwarding_header_moves_nobody(business: Business) -> None:
    made = await make(business, "member.view", allowed_networks=["203.0.113.7"])
    client = program(business.installation.app, made["secret"])
    for header in ("x-forwarded-for", "x-real-ip", "forwarded"):
        answer = await client.get("/v1/members", headers={header: "203.0.113.7"})
        assert answer.status_code == 401, header


async def test_a_key_ends_when_it_was_to_end(installation: Installation, business: Business) -> None:
    ends = installation.clock.now() + timedelta(minutes=30)
    made = await make(business, "member.view", expires_at=ends.isoformat())
    client = program(installation.app, made["secret"])
    assert (await client.get("/v1/members")).status_code == 200
    installation.clock.advance(timedelta(minutes=30))
    assert (await client.get("/v1/members")).status_code == 401
    assert (await business.owner.get("/v1/api-keys")).json()["items"] == []
    ended = (await business.owner.get("/v1/api-keys?with_ended=true")).json()["items"]
    assert [item["id"] for item in ended] == [made["id"]]


async def test_a_revoked_key_is_refused_at_once_in_every_process(
    installation: Installation, business: Business, tmp_path: Path
) -> None:
    made = await make(business, "member.view")
    async with second_process(installation, tmp_path) as app:
        elsewhere, here = program(app, made["secret"]), program(installation.app, made["secret"])
        assert (await elsewhere.get("/v1/members")).status_code == 200
        revoked = await business.owner.post(f"/v1/api-keys/{made['id']}/revoke")
        assert revoked.json()["revoked_at"] is not None
        assert (await elsewhere.get("/v1/members")).status_code == 401
        assert (await here.get("/v1/members")).status_code == 401
        assert (await business.owner.post(f"/v1/api-keys/{made['id']}/revoke")).status_code == 200, "twice is once"


async def test_a_key_revokes_itself(business: Business) -> None:
    made = await make(business, "api_key.view", "api_key.revoke")
    client = program(business.installation.app, made["secret"])
    assert (await client.post(f"/v1/api-keys/{made['id']}/revoke")).status_code == 200
    assert (await client.get("/v1/api-keys")).status_code == 401


async def test_last_use_is_noted(installation: Installation, business: Business) -> None:
    made = await make(business, "member.view")
    path = f"/v1/api-keys/{made['id']}"
    assert (await business.owner.get(path)).json()["last_used_at"] is None
    client = program(installation.app, made["secret"])
    await client.get("/v1/members")
    first = (await business.owner.get(path)).json()["last_used_at"]
    assert first is not None
    installation.clock.advance(timedelta(minutes=2))
    await client.get("/v1/members")
    assert (await business.owner.get(path)).json()["last_used_at"] > first


@pytest.mark.parametrize("change", ["truncated", "other secret", "other prefix", "upper case", "empty"])
async def test_a_key_that_is_not_exactly_right_is_nobody(business: Business, change: str) -> None:
    secret = (await make(business, "member.view"))["secret"]
    other = (await make(business, "member.view"))["secret"]
    wrong = {
        "truncated": secret[:-1],
        "other secret": secret[: len(secret) // 2] + other[len(other) // 2 :],
        "other prefix": other[: len(other) // 2] + secret[len(secret) // 2 :],
        "upper case": secret.swapcase(),
        "empty": "",
    }[change]
    client = program(business.installation.app, wrong)
    assert (await client.get("/v1/members")).status_code == 401


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"name": "x", "scopes": []}, "scopes"),
        ({"name": " ", "scopes": ["member.view"]}, "name"),
        ({"name": "x", "scopes": ["member.fly"]}, "scopes.0"),
        ({"name": "x", "scopes": ["member.view", "DROP TABLE"]}, "scopes.1"),
        (
            {"name": "x", "scopes": ["member.view"], "allowed_networks": ["203.0.113.0/24", "home"]},
            "allowed_networks.1",
        ),
        ({"name": "x", "scopes": ["member.view"], "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"name": "x", "scopes": ["member.view"], "expires_at": "2099-01-01T00:00:00Z"}, "expires_at"),
        ({"name": "x", "scopes": ["member.view"], "expires_at": "2026-06-01T00:00:00"}, "expires_at"),
        ({"name": "x", "scopes": ["member.view"], "secret": "mine"}, "secret"),
        ({"name": "x", "scopes": ["member.view"], "member_id": "mem_00000000000000000000000000"}, "member_id"),
    ],
)
async def test_wrong_keys_name_their_field(business: Business, body: dict[str, Any], path: str) -> None:
    answer = await business.owner.post("/v1/api-keys", body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["path"] == path


async def test_who_may_make_keys_for_themselves_sees_and_ends_their_own_alone(business: Business) -> None:
    own = await role(business, "api_key.view own", "api_key.create own", "api_key.revoke own", "member.view tenant")
    worker = await business.join("viewer")
    await give(business.owner, worker, own)
    theirs = await make(business, "member.view")
    mine = await worker.post("/v1/api-keys", {"name": "Mine", "scopes": ["member.view"]})
    assert mine.status_code == 201, mine.text
    assert [item["name"] for item in (await worker.get("/v1/api-keys")).json()["items"]] == ["Mine"]
    assert (await worker.post(f"/v1/api-keys/{theirs['id']}/revoke")).status_code == 404
    assert (await worker.post(f"/v1/api-keys/{mine.json()['id']}/revoke")).status_code == 200
