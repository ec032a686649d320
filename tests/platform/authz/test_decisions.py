"""Who may do what to which subject: permissions, reach, scopes of API keys, acting on behalf."""

from __future__ import annotations

import pytest

from hanse.platform.authz import (
    ANONYMOUS,
    OnBehalf,
    Principal,
    PrincipalKind,
    Reach,
    Scope,
    Subject,
    allowed_actions,
    allows,
    may_anywhere,
    scope_for,
)
from tests.platform.authz.world import (
    BUYER,
    COLLEAGUE,
    GROUP,
    ME,
    NORTH,
    NORTH_EAST,
    RIVAL,
    SOUTH,
    grant,
    member,
    order,
)

VIEW = "order.view"


def test_a_grant_allows_its_permission_and_no_other() -> None:
    principal = member(grant(VIEW, Reach.TENANT))
    verdict = allows(principal, VIEW, order(NORTH))
    assert verdict.allowed
    assert verdict.grant is principal.grants[0]
    assert not allows(principal, "order.update", order(NORTH)).allowed
    assert not allows(principal, "order.viewer", order(NORTH)).allowed
    assert not allows(principal, "order", order(NORTH)).allowed


@pytest.mark.parametrize("pattern", ["order.*", "*"])
def test_a_pattern_names_every_permission_below_it(pattern: str) -> None:
    principal = member(grant(pattern, Reach.TENANT))
    assert allows(principal, VIEW, order(NORTH)).allowed
    assert allows(principal, "invoice.view", order(NORTH)).allowed is (pattern == "*")
    assert allows(principal, "orders.view", order(NORTH)).allowed is (pattern == "*")


@pytest.mark.parametrize("pattern", ["order.v*", "*.view", "order*", "ORDER.VIEW", "", "order.", ".*"])
def test_other_patterns_name_nothing(pattern: str) -> None:
    assert not allows(member(grant(pattern, Reach.TENANT)), VIEW, order(NORTH)).allowed


def test_nobody_has_rights_that_are_not_granted() -> None:
    for principal in (ANONYMOUS, member(), Principal(kind=PrincipalKind.SYSTEM, display_name="Hanse")):
        assert not allows(principal, VIEW, order(NORTH)).allowed
        assert not allows(principal, VIEW).allowed
        assert not may_anywhere(principal, VIEW)
        assert scope_for(principal, VIEW).nothing


@pytest.mark.parametrize(
    ("reach", "at", "reached"),
    [
        (Reach.TENANT, None, {GROUP, NORTH, NORTH_EAST, SOUTH, RIVAL}),
        (Reach.BELOW, GROUP, {GROUP, NORTH, NORTH_EAST, SOUTH}),
        (Reach.BELOW, NORTH, {NORTH, NORTH_EAST}),
        (Reach.ORGANIZATION, NORTH, {NORTH}),
        (Reach.OWN, NORTH, set()),
        (Reach.TENANT, NORTH, set()),  # a role in an organization never reaches the tenant
        (Reach.BELOW, None, set()),  # staff have no organization to reach from
        (Reach.ORGANIZATION, None, set()),
    ],
)
def test_reach_over_other_peoples_orders(reach: Reach, at: object, reached: set[object]) -> None:
    principal = member(grant(VIEW, reach, at))  # type: ignore[arg-type]
    found = {place for place in (GROUP, NORTH, NORTH_EAST, SOUTH, RIVAL) if _sees(principal, order(place, COLLEAGUE))}
    assert found == reached


def _sees(principal: Principal, subject: Subject) -> bool:
    return allows(principal, VIEW, subject).allowed


def test_own_reaches_what_the_member_owns() -> None:
    staff = member(grant(VIEW, Reach.OWN))
    assert _sees(staff, order(NORTH, ME))
    assert _sees(staff, order(None, ME))
    assert not _sees(staff, order(NORTH, COLLEAGUE))
    assert not _sees(staff, order(NORTH, None))


def test_own_of_nobody_is_not_the_things_without_an_owner() -> None:
    nobody = member(grant(VIEW, Reach.OWN), member_id=None)
    assert not _sees(nobody, order(NORTH, None))
    assert scope_for(nobody, VIEW).nothing


def test_own_through_an_organization_ends_with_it() -> None:
    at_north = member(grant(VIEW, Reach.OWN, NORTH))
    assert _sees(at_north, order(NORTH, ME))
    assert _sees(at_north, order(NORTH_EAST, ME))
    assert _sees(at_north, order(None, ME))
    assert not _sees(at_north, order(RIVAL, ME))
    assert not _sees(at_north, order(GROUP, ME))
    assert scope_for(at_north, VIEW) == Scope(own_member_id=ME, own_trees=(NORTH,))


def test_a_subject_without_an_organization_is_reached_by_the_tenant_or_its_owner_only() -> None:
    assert not _sees(member(grant(VIEW, Reach.BELOW, GROUP)), order(None, ME))
    assert not _sees(member(grant(VIEW, Reach.ORGANIZATION, GROUP)), order(None, ME))
    assert _sees(member(grant(VIEW, Reach.TENANT)), order(None))


def test_an_action_on_the_whole_tenant_needs_tenant_reach() -> None:
    assert allows(member(grant(VIEW, Reach.TENANT)), VIEW).allowed
    for narrower in (grant(VIEW, Reach.OWN), grant(VIEW, Reach.BELOW, GROUP), grant(VIEW, Reach.TENANT, GROUP)):
        assert not allows(member(narrower), VIEW).allowed


def test_an_api_key_needs_a_scope_as_well_as_a_right() -> None:
    grants = (grant("order.*", Reach.TENANT),)
    key = member(*grants, kind=PrincipalKind.API_KEY, limited_to=frozenset({"order.view", "invoice.*"}))
    assert allows(key, "order.view", order(NORTH)).allowed
    assert not allows(key, "order.update", order(NORTH)).allowed
    assert not allows(key, "invoice.view", order(NORTH)).allowed
    assert scope_for(key, "order.update").nothing
    assert not may_anywhere(key, "order.update")
    assert allowed_actions(key, ("order.update", "order.view", "invoice.view"), order(NORTH)) == ("order.view",)


def test_a_key_without_scopes_may_do_nothing() -> None:
    key = member(grant("*", Reach.TENANT), limited_to=frozenset())
    assert not allows(key, VIEW, order(NORTH)).allowed
    assert scope_for(key, VIEW).nothing


def test_acting_for_a_buyer_makes_own_mean_the_buyers() -> None:
    acting = OnBehalf(member_id=BUYER, organization_id=NORTH, display_name="Bea Buyer")
    manager = member(grant(VIEW, Reach.OWN), on_behalf=acting)
    assert _sees(manager, order(NORTH, BUYER))
    assert not _sees(manager, order(NORTH, ME))
    assert scope_for(manager, VIEW).own_member_id == BUYER


def test_reach_may_be_given_as_its_text() -> None:
    assert allows(member(grant(VIEW, "tenant")), VIEW).allowed  # type: ignore[arg-type]
    assert scope_for(member(grant(VIEW, "tenant")), VIEW).everything  # type: ignore[arg-type]


def test_lists_show_the_union_of_what_the_grants_reach() -> None:
    principal = member(
        grant(VIEW, Reach.BELOW, NORTH),
        grant(VIEW, Reach.ORGANIZATION, NORTH),
        grant("order.*", Reach.ORGANIZATION, SOUTH),
        grant(VIEW, Reach.OWN),
        grant("invoice.view", Reach.TENANT),
    )
    assert scope_for(principal, VIEW) == Scope(organizations=(SOUTH,), trees=(NORTH,), own_member_id=ME)
    assert scope_for(principal, "invoice.view") == Scope(everything=True)
    assert scope_for(member(grant(VIEW, Reach.BELOW)), VIEW).nothing
    assert scope_for(member(grant(VIEW, Reach.TENANT, NORTH)), VIEW).nothing


def test_actions_come_in_the_order_asked() -> None:
    principal = member(grant("order.view", Reach.TENANT), grant("order.cancel", Reach.OWN))
    asked = ("order.cancel", "order.approve", "order.view")
    assert allowed_actions(principal, asked, order(NORTH, ME)) == ("order.cancel", "order.view")
    assert allowed_actions(principal, asked, order(NORTH, COLLEAGUE)) == ("order.view",)


def test_a_refusal_says_why() -> None:
    assert "No role gives order.view" in allows(member(), VIEW, order(NORTH)).reason
    assert "this far" in allows(member(grant(VIEW, Reach.OWN)), VIEW, order(NORTH, COLLEAGUE)).reason
    assert "scope" in allows(member(grant(VIEW, Reach.TENANT), limited_to=frozenset()), VIEW).reason


def test_decisions_do_not_leak_between_principals() -> None:
    """Grants are remembered by identity: thousands of short-lived principals must never meet each other's."""
    for round_ in range(2_000):
        permission = f"order.action{round_ % 7}"
        principal = member(grant(permission, Reach.TENANT))
        assert [one for one in range(7) if allows(principal, f"order.action{one}").allowed] == [round_ % 7]
