"""Attacks 12, 13, 35 and 39: keys and roles that would give more than their maker holds, tricked conditions, fields
nobody may set, states nobody may jump to, and moves in the tree that change at once who sees what."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from hanse.app import build_registry
from hanse.domains.access.types import OrganizationId, RoleId
from hanse.kit.money import Money
from hanse.kit.structs import Input
from hanse.platform.authz import Grant, Principal, PrincipalKind, Reach, Subject, allows, check_grant
from hanse.platform.commands import operation_of
from hanse.testing.installation import Business, Installation, Person
from tests.attacks.visits import partner

REGISTRY = build_registry()


async def with_role(business: Business, *grants: dict[str, Any]) -> Person:
    body = {"name": f"Role {len(grants)} {grants[0]['permission']}", "kind": "tenant", "grants": list(grants)}
    made = await business.owner.post("/v1/roles", body)
    assert made.status_code == 201, made.text
    return await business.join(RoleId.parse(made.json()["id"]))


SAYS_WHO = {"me.get"}  # what a program may ask about itself


# ---- API keys (35) -------------------------------------------------------------------------------------------------


async def test_a_key_holds_no_more_than_its_maker(business: Business) -> None:
    maker = await with_role(
        business,
        {"permission": "api_key.create", "reach": "tenant"},
        {"permission": "organization.view", "reach": "tenant"},
    )
    for scope in ("*", "organization.*", "organization.update", "api_key.*", "role.assign", "organization.view.*"):
        answer = await maker.post("/v1/api-keys", {"name": "k", "scopes": [scope]})
        assert answer.status_code in (403, 422), scope
    for scope in ("", "organization", "ORGANIZATION.VIEW", "organization.view ", "organization.view,*", "**", "*.view"):
        answer = await maker.post("/v1/api-keys", {"name": "k", "scopes": [scope]})
        assert answer.status_code in (403, 422), repr(scope)
    assert (await maker.post("/v1/api-keys", {"name": "k", "scopes": ["organization.view"]})).status_code == 201


async def test_a_key_loses_what_its_maker_loses(business: Business) -> None:
    maker = await business.join("admin")
    program = await business.key("organization.view", "organization.create", maker=maker)
    assert (await program.post("/v1/organizations", {"name": "By key"})).status_code == 201
    found = (await business.owner.get(f"/v1/members/{maker.member_id}")).json()
    role = {"role_id": str(await business.role("viewer"))}
    assert (await business.owner.post(f"/v1/members/{maker.member_id}/roles", role)).status_code == 200
    path = f"/v1/members/{maker.member_id}/roles/{found['assignments'][0]['id']}"
    assert (await business.owner.delete(path)).status_code == 200
    assert (await program.post("/v1/organizations", {"name": "By key"})).status_code == 403
    assert (await program.get("/v1/organizations")).status_code == 200
    suspended = await business.owner.post(f"/v1/members/{maker.member_id}/suspend", {"reason": "test"})
    assert suspended.status_code == 200
    assert (await program.get("/v1/organizations")).status_code == 401


async def test_a_key_makes_no_keys_and_is_nobodys_account(business: Business) -> None:
    program = await business.key("*")
    refused = []
    for route in REGISTRY.routes:
        operation = operation_of(route.operation)
        if operation.access == "self" and "{" not in route.path and operation.name not in SAYS_WHO:
            answer = await program.send(route.method, route.path, **({} if route.method == "GET" else {"json": {}}))
            if answer.status_code not in (401, 403, 422):
                refused.append((operation.name, answer.status_code))
    assert refused == []
    assert (await program.post("/v1/api-keys", {"name": "k", "scopes": ["*"]})).status_code == 403
    assert (await program.page("/admin")).status_code in (303, 401)
    assert (await program.get("/v1/organizations")).status_code == 200


async def test_a_key_raises_nobody_above_its_scopes(business: Business) -> None:
    """A key that may invite and give roles gives none that allow more than the key itself may."""
    program = await business.key("member.invite", "role.assign", "role.create", "member.view")
    owner = str(await business.role("owner"))
    invited = await program.post("/v1/invitations", {"email": "new@owner.example", "assignments": [{"role_id": owner}]})
    assert invited.status_code == 403
    person = await business.join("viewer")
    given = await program.post(f"/v1/members/{person.member_id}/roles", {"role_id": owner})
    assert given.status_code == 403
    body = {"name": "Wide", "kind": "tenant", "grants": [{"permission": "tenant.close", "reach": "tenant"}]}
    assert (await program.post("/v1/roles", body)).status_code == 403


# ---- roles and owners ----------------------------------------------------------------------------------------------


async def test_nobody_below_an_owner_touches_one(business: Business) -> None:
    admin = await business.join("admin")
    owner = business.owner
    for method, path, body in (
        ("POST", f"/v1/members/{owner.member_id}/suspend", {"reason": "x"}),
        ("POST", f"/v1/members/{owner.member_id}/remove", {"reason": "x"}),
        ("PATCH", f"/v1/members/{owner.member_id}", {"title": "x"}),
        ("POST", f"/v1/members/{owner.member_id}/act-on-behalf", {"reason": "They asked on the phone"}),
        ("POST", f"/v1/members/{admin.member_id}/roles", {"role_id": str(await business.role("owner"))}),
    ):
        answer = await admin.send(method, path, json=body)
        assert answer.status_code == 403, f"{path}: {answer.status_code}"
    found = (await admin.get(f"/v1/members/{owner.member_id}")).json()["assignments"][0]["id"]
    assert (await admin.delete(f"/v1/members/{owner.member_id}/roles/{found}")).status_code == 403
    assert (await owner.get("/v1/tenant")).status_code == 200


async def test_the_last_owner_stays(business: Business) -> None:
    owner = business.owner
    found = (await owner.get(f"/v1/members/{owner.member_id}")).json()["assignments"][0]["id"]
    assert (await owner.delete(f"/v1/members/{owner.member_id}/roles/{found}")).status_code == 409
    second = await business.join("owner")
    assert (await second.post(f"/v1/members/{owner.member_id}/suspend", {"reason": "x"})).status_code == 200
    mine = (await second.get(f"/v1/members/{second.member_id}")).json()["assignments"][0]["id"]
    assert (await second.delete(f"/v1/members/{second.member_id}/roles/{mine}")).status_code == 409


async def test_a_role_grows_no_further_than_its_editor(business: Business) -> None:
    editor = await with_role(
        business,
        {"permission": "role.update", "reach": "tenant"},
        {"permission": "role.create", "reach": "tenant"},
        {"permission": "role.view", "reach": "tenant"},
        {"permission": "organization.view", "reach": "tenant", "condition": 'subject.status == "active"'},
    )
    for grant in (
        {"permission": "tenant.close", "reach": "tenant"},
        {"permission": "*", "reach": "tenant"},
        {"permission": "organization.*", "reach": "own"},
        {"permission": "organization.view", "reach": "tenant"},  # without the condition it is held under
        {"permission": "organization.view", "reach": "tenant", "condition": "true"},
        {"permission": "organization.view", "reach": "tenant", "condition": 'subject.status != "closed"'},
    ):
        body = {"name": "Grown", "kind": "tenant", "grants": [grant]}
        answer = await editor.post("/v1/roles", body)
        assert answer.status_code in (403, 422), grant
    for role in ("owner", "admin"):
        copied = await editor.post(f"/v1/roles/{await business.role(role)}/copy", {"name": "Copy"})
        assert copied.status_code == 403


async def test_a_company_admin_stays_in_the_company(business: Business) -> None:
    admin, place = await partner(business)
    _, other_place = await partner(business)
    buyer = str(await business.role("buyer", "organization"))
    staff = str(await business.role("viewer"))
    for assignment in (
        {"role_id": staff},
        {"role_id": staff, "organization_id": place},
        {"role_id": buyer},
        {"role_id": buyer, "organization_id": other_place},
    ):
        body = {"email": "somebody@company.example", "assignments": [assignment]}
        answer = await admin.post("/v1/invitations", body)
        assert answer.status_code in (403, 404, 422), assignment
    mixed = [{"role_id": buyer, "organization_id": place}, {"role_id": buyer, "organization_id": other_place}]
    both = await admin.post("/v1/invitations", {"email": "both@company.example", "assignments": mixed})
    assert both.status_code in (403, 404, 422)
    assert (await admin.get(f"/v1/organizations/{other_place}")).status_code == 404
    people = (await admin.get("/v1/members")).json()["items"]
    assert [item["id"] for item in people] == [str(admin.member_id)]


# ---- conditions ----------------------------------------------------------------------------------------------------

LIMIT = Money(100_000, "EUR")
CONDITIONS = (
    "subject.total <= actor.approval_limit",
    "!(subject.total > actor.approval_limit)",
    "subject.total < actor.approval_limit || subject.total == actor.approval_limit",
    "has(subject.total) && subject.total <= actor.approval_limit",
)
TRICKS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "no total": ({}, {"approval_limit": LIMIT}),
    "a total of nothing": ({"total": None}, {"approval_limit": LIMIT}),
    "a total that is text": ({"total": "1"}, {"approval_limit": LIMIT}),
    "a total that is a number": ({"total": 1}, {"approval_limit": LIMIT}),
    "a total that is true": ({"total": True}, {"approval_limit": LIMIT}),
    "a total that is a list": ({"total": []}, {"approval_limit": LIMIT}),
    "another currency": ({"total": Money(1, "USD")}, {"approval_limit": LIMIT}),
    "no limit": ({"total": Money(1, "EUR")}, {}),
    "a limit of nothing": ({"total": Money(1, "EUR")}, {"approval_limit": None}),
    "a limit that is text": ({"total": Money(1, "EUR")}, {"approval_limit": "9999999"}),
    "a limit that is infinite": ({"total": Money(1, "EUR")}, {"approval_limit": float("inf")}),
    "a little too much": ({"total": Money(100_001, "EUR")}, {"approval_limit": LIMIT}),
}


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("trick", TRICKS)
def test_a_condition_that_cannot_be_decided_refuses(condition: str, trick: str) -> None:
    subject, actor = TRICKS[trick]
    grant = Grant(permission="order.approve", reach=Reach.TENANT, condition=condition)
    principal = Principal(kind=PrincipalKind.MEMBER, grants=(grant,), attributes=actor)
    assert not allows(principal, "order.approve", Subject(kind="order", attributes=subject)).allowed


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_same_conditions_let_the_right_one_through(condition: str) -> None:
    grant = Grant(permission="order.approve", reach=Reach.TENANT, condition=condition)
    principal = Principal(kind=PrincipalKind.MEMBER, grants=(grant,), attributes={"approval_limit": LIMIT})
    for minor in (1, 99_999, 100_000):
        subject = Subject(kind="order", attributes={"total": Money(minor, "EUR")})
        assert allows(principal, "order.approve", subject).allowed


@pytest.mark.parametrize(
    "condition",
    [
        '"a".matches("(a+)+$")' + " || true" * 500,
        "actor.kind = 'system'",
        "subject.x; drop table members",
        "(" * 500 + "true" + ")" * 500,
        "[1,2,3].map(x, x)",
        "eval('1')",
        "request",
        "",
        " ",
    ],
)
def test_a_condition_of_another_kind_is_never_stored(condition: str) -> None:
    known = REGISTRY.permissions
    grant = Grant(permission="organization.view", reach=Reach.TENANT, condition=condition)
    assert check_grant(grant, "tenant", known) != []


@pytest.mark.parametrize("path", ["__class__", "__init__.__globals__", "__struct_fields__", "attributes", "a.b.c"])
def test_a_condition_reaches_nothing_but_attributes(path: str) -> None:
    for condition in (f"has(subject.{path})", f"subject.{path} == subject.{path}", f"subject.{path} != 1"):
        grant = Grant(permission="order.view", reach=Reach.TENANT, condition=condition)
        principal = Principal(kind=PrincipalKind.MEMBER, grants=(grant,))
        assert not allows(principal, "order.view", Subject(kind="order", attributes={"b": LIMIT})).allowed


def test_attributes_cannot_pose_as_who_somebody_is() -> None:
    """What a business stores about its people or things never overrules what they are."""
    grant = Grant(permission="order.view", reach=Reach.TENANT, condition='actor.kind == "system"')
    principal = Principal(kind=PrincipalKind.MEMBER, grants=(grant,), attributes={"kind": "system"})
    assert not allows(principal, "order.view", Subject(kind="order")).allowed
    grant = Grant(permission="order.view", reach=Reach.TENANT, condition='subject.kind == "public"')
    principal = Principal(kind=PrincipalKind.MEMBER, grants=(grant,))
    assert not allows(principal, "order.view", Subject(kind="order", attributes={"kind": "public"})).allowed


# ---- fields and states (39) ----------------------------------------------------------------------------------------

NOBODY_SETS = (
    "id",
    "tenant_id",
    "tenant",
    "version",
    "status",
    "created_at",
    "updated_at",
    "account_id",
    "is_owner",
    "is_builtin",
    "member_id",
    "grants_",
    "allowed_actions",
    "secret_hash",
    "password_hash",
    "email_verified_at",
    "access_version",
    "suspended_by",
    "domain_verified_at",
    "__proto__",
)


def test_every_input_refuses_what_it_does_not_name() -> None:
    """Mass assignment ends at the type: checked for every operation there is, and in every nested part."""
    for operation in REGISTRY.operations.values():
        if operation.input is None:
            continue
        assert issubclass(operation.input, Input), operation.name
        assert operation.input.__struct_config__.forbid_unknown_fields, operation.name
        for field in msgspec.structs.fields(operation.input):
            for part in _structs(field.type):
                assert part.__struct_config__.forbid_unknown_fields, f"{operation.name}: {part.__name__}"


def _structs(kind: Any) -> list[type[msgspec.Struct]]:
    found = [kind] if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else []
    for part in getattr(kind, "__args__", ()):
        found += _structs(part)
    return found


async def test_no_hidden_field_is_taken(business: Business) -> None:
    place = (await business.owner.post("/v1/organizations", {"name": "Plain"})).json()
    for path, method, body in (
        ("/v1/organizations", "POST", {"name": "X"}),
        (f"/v1/organizations/{place['id']}", "PATCH", {"website": "https://x.example"}),
        ("/v1/tenant", "PATCH", {"name": "X"}),
        ("/v1/account", "PATCH", {"display_name": "X"}),
        (f"/v1/members/{business.owner.member_id}", "PATCH", {"title": "X"}),
    ):
        for field in NOBODY_SETS:
            answer = await business.owner.send(method, path, json={**body, field: "x"})
            assert answer.status_code == 422, f"{path} took {field}"
    assert (await business.owner.get(f"/v1/organizations/{place['id']}")).json() == place


async def test_no_state_is_jumped_to(business: Business) -> None:
    place = (await business.owner.post("/v1/organizations", {"name": "Prospect"})).json()["id"]
    one = f"/v1/organizations/{place}"
    for action in ("suspend", "reactivate"):
        assert (await business.owner.post(f"{one}/{action}", {"reason": "x"})).status_code == 409, action
    assert (await business.owner.post(f"{one}/close", {"reason": "x"})).status_code == 200
    for action in ("activate", "suspend", "reactivate", "close"):
        assert (await business.owner.post(f"{one}/{action}", {"reason": "x"})).status_code == 409, action
    person = await business.join("viewer")
    member = f"/v1/members/{person.member_id}"
    assert (await business.owner.post(f"{member}/reactivate", {"reason": "x"})).status_code == 409
    assert (await business.owner.post(f"{member}/remove", {"reason": "x"})).status_code == 200
    for action in ("suspend", "reactivate"):
        assert (await business.owner.post(f"{member}/{action}", {"reason": "x"})).status_code == 409, action


async def test_a_stale_write_is_refused_on_every_address_that_knows_versions(business: Business) -> None:
    place = (await business.owner.post("/v1/organizations", {"name": "Versioned"})).json()
    one = f"/v1/organizations/{place['id']}"
    first = await business.owner.patch(one, {"phone": "1"}, headers={"if-match": f'"{place["version"]}"'})
    assert first.status_code == 200
    stale = await business.owner.patch(one, {"phone": "2"}, headers={"if-match": f'"{place["version"]}"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert (await business.owner.get(one)).json()["phone"] == "1"
    ahead = await business.owner.patch(one, {"phone": "3"}, headers={"if-match": '"999"'})
    assert ahead.status_code == 412


# ---- the tree (13) -------------------------------------------------------------------------------------------------


async def test_a_move_in_the_tree_changes_at_once_who_sees_what(business: Business, apart: Installation) -> None:
    """Lists, single reads, counts, search and people; in this process and in another."""
    left, left_place = await partner(business)
    right, right_place = await partner(business)
    child = (
        await business.owner.post("/v1/organizations", {"name": "Wanderer Works", "parent_id": left_place})
    ).json()["id"]

    async def sees(person: Person) -> tuple[bool, ...]:
        listed = [item["id"] for item in (await person.get("/v1/organizations")).json()["items"]]
        single = (await person.get(f"/v1/organizations/{child}")).status_code == 200
        counted = (await person.get("/v1/organization-counts")).json()["total"]
        hits = (await person.get("/palette?q=wanderer")).json()["groups"]
        changes = await person.patch(f"/v1/organizations/{child}", {"phone": "1"})
        elsewhere = Person(apart.app, person.session, person.member_id, person.email)
        other_process = (await elsewhere.get(f"/v1/organizations/{child}")).status_code == 200
        return child in listed, single, counted == 2, bool(hits), changes.status_code == 200, other_process

    assert await sees(left) == (True,) * 6
    assert await sees(right) == (False,) * 6
    moved = await business.owner.post(f"/v1/organizations/{child}/move", {"parent_id": right_place})
    assert moved.status_code == 200, moved.text
    assert await sees(left) == (False,) * 6
    assert await sees(right) == (True,) * 6


async def test_a_partner_learns_nothing_of_what_stands_above(business: Business) -> None:
    """Attack 12: neither a filter, nor a count, nor an order tells where in the group one stands."""
    group = (await business.owner.post("/v1/organizations", {"name": "Secret Group"})).json()["id"]
    person, place = await partner(business)
    await business.owner.post(f"/v1/organizations/{place}/move", {"parent_id": group})
    shown = (await person.get(f"/v1/organizations/{place}")).json()
    assert group not in str(shown)
    assert "Secret Group" not in str(shown)
    for name in ("parent", "below"):
        told = await person.get("/v1/organizations", params={name: group})
        nobody = await person.get("/v1/organizations", params={name: str(OrganizationId.new())})
        assert (told.status_code, told.json().get("items")) == (nobody.status_code, nobody.json().get("items")), name
        counted = await person.get("/v1/organization-counts", params={name: group})
        assert counted.json().get("total", 0) == 0, name
