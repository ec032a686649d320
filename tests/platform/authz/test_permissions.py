"""Declared permissions, the built-in roles made of them, and the checks of the role editor."""

from __future__ import annotations

from typing import Any

import pytest

from hanse.platform.authz import (
    ORGANIZATION_ROLES,
    TENANT_ROLES,
    Permission,
    Reach,
    allows,
    builtin_grants,
    check_grant,
    check_scope,
)
from tests.platform.authz.world import NORTH, grant, member, order

VIEW = Permission(
    name="order.view",
    label="See orders",
    tenant_roles={"admin": Reach.TENANT, "member": Reach.OWN},
    organization_roles={"company_admin": Reach.BELOW, "buyer": Reach.OWN},
)
CLOSE = Permission(name="organization.close", label="Close", tenant_roles={"owner": Reach.TENANT}, dangerous=True)
KNOWN = (VIEW.name, CLOSE.name)


def test_the_six_roles_of_each_kind() -> None:
    assert list(TENANT_ROLES) == ["owner", "admin", "manager", "approver", "member", "viewer"]
    organization_roles = ["company_admin", "buyer", "approver", "finance", "vendor_manager", "viewer"]
    assert list(ORGANIZATION_ROLES) == organization_roles


def test_the_owner_holds_everything_even_what_is_declared_later() -> None:
    owner = member(*builtin_grants((VIEW,), "tenant", "owner"))
    assert allows(owner, "something.new").allowed
    assert allows(owner, "order.view", order(NORTH)).allowed


def test_roles_hold_what_is_declared_for_them() -> None:
    found = builtin_grants((VIEW, CLOSE), "organization", "company_admin")
    assert [(one.permission, one.reach, one.organization_id, one.role) for one in found] == [
        ("order.view", Reach.BELOW, None, "company_admin")
    ]
    assert [one.reach for one in builtin_grants((VIEW, CLOSE), "tenant", "member")] == [Reach.OWN]
    assert builtin_grants((VIEW, CLOSE), "tenant", "viewer") == ()
    assert builtin_grants((VIEW, CLOSE), "organization", "viewer") == ()


@pytest.mark.parametrize(("kind", "role"), [("tenant", "buyer"), ("organization", "owner"), ("planet", "owner")])
def test_an_unknown_role_is_an_error(kind: Any, role: str) -> None:
    with pytest.raises(ValueError, match="no built-in"):
        builtin_grants((VIEW,), kind, role)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": "orders"}, "noun.verb"),
        ({"name": "Order.view"}, "noun.verb"),
        ({"name": "order.*"}, "noun.verb"),
        ({"name": "order.line.view"}, "noun.verb"),
        ({"name": ""}, "noun.verb"),
        ({"label": " "}, "needs a label"),
        ({"tenant_roles": {"boss": Reach.TENANT}}, "'boss'; there are owner"),
        ({"tenant_roles": {"buyer": Reach.TENANT}}, "'buyer'"),
        ({"tenant_roles": {"admin": Reach.BELOW}}, "reach below; it may be own, tenant"),
        ({"tenant_roles": {"owner": Reach.OWN}}, "limits the owner"),
        ({"organization_roles": {"buyer": Reach.TENANT}}, "reach tenant; it may be own, organization, below"),
        ({"organization_roles": {"owner": Reach.OWN}}, "'owner'"),
    ],
)
def test_a_wrong_declaration_stops_the_import(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError) as caught:
        Permission(**{"name": "order.view", "label": "See orders", **fields})
    assert problem in str(caught.value)


def test_the_role_editor_is_told_what_is_wrong() -> None:
    assert check_grant(grant("order.view", Reach.BELOW, None, "subject.total < 5"), "organization", KNOWN) == []
    assert check_grant(grant("order.*", Reach.OWN), "tenant", KNOWN) == []
    assert check_grant(grant("*", Reach.TENANT), "tenant", KNOWN) == []
    wrong = check_grant(grant("order.veiw", Reach.TENANT, None, "subject.total <"), "organization", KNOWN)
    assert len(wrong) == 3
    assert "There is no permission order.veiw" in wrong[0]
    assert check_grant(grant("order", Reach.OWN), "tenant", KNOWN)
    assert check_grant(grant("ordr.*", Reach.OWN), "tenant", KNOWN)
    assert check_grant(grant("order.view", Reach.BELOW), "tenant", KNOWN)


def test_scopes_of_api_keys_are_checked_for_being_known() -> None:
    assert [scope for scope in ("order.view", "order.*", "*") if check_scope(scope, KNOWN)] == []
    for wrong in ("order", "order.veiw", "ordr.*", "", "* ", "order.view\n"):
        assert check_scope(wrong, KNOWN)
