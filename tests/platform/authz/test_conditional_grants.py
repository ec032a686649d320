"""Conditions inside decisions: which attributes they see, and what a conditional grant does to lists and navigation."""

from __future__ import annotations

import pytest

from hanse.kit.ids import Id
from hanse.kit.money import Money
from hanse.platform.authz import Reach, Scope, Subject, allowed_actions, allows, may_anywhere, scope_for
from tests.platform.authz.world import COLLEAGUE, GROUP, ME, NORTH, RIVAL, grant, member, order, path_of

APPROVE = "order.approve"
LIMIT = "subject.total <= actor.approval_limit"


class ExampleOrderId(Id, prefix="exampleorder"):
    """An id of a kind only these tests know."""


def test_the_limit_counts_to_the_last_penny() -> None:
    principal = member(grant(APPROVE, Reach.TENANT, None, LIMIT), attributes={"approval_limit": Money(100_000, "GBP")})
    for minor, expected in ((99_999, True), (100_000, True), (100_001, False)):
        assert allows(principal, APPROVE, order(NORTH, total=Money(minor, "GBP"))).allowed is expected
    assert not allows(principal, APPROVE, order(NORTH, total=Money(1, "EUR"))).allowed


def test_a_condition_never_widens_the_reach() -> None:
    principal = member(grant(APPROVE, Reach.BELOW, NORTH, "1 == 1"))
    assert allows(principal, APPROVE, order(NORTH)).allowed
    assert not allows(principal, APPROVE, order(GROUP)).allowed
    assert not allows(principal, APPROVE).allowed


def test_another_grant_may_allow_what_a_condition_refuses() -> None:
    strict = grant(APPROVE, Reach.TENANT, None, "subject.status == 'draft'")
    assert not allows(member(strict), APPROVE, order(NORTH, status="placed")).allowed
    both = member(strict, grant(APPROVE, Reach.ORGANIZATION, NORTH))
    verdict = allows(both, APPROVE, order(NORTH, status="placed"))
    assert verdict.allowed
    assert verdict.grant is both.grants[1]


def test_a_broken_stored_condition_refuses_and_says_so() -> None:
    verdict = allows(member(grant(APPROVE, Reach.TENANT, None, "subject.total <= ")), APPROVE, order(NORTH))
    assert not verdict.allowed
    assert "broken" in verdict.reason
    assert scope_for(member(grant(APPROVE, Reach.TENANT, None, "nonsense(")), APPROVE).nothing


def test_an_empty_condition_is_a_broken_one() -> None:
    assert not allows(member(grant(APPROVE, Reach.TENANT, None, "")), APPROVE, order(NORTH)).allowed


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("subject.kind == 'order'", True),
        ("subject.owner_member_id == actor.member_id", True),
        ("subject.owner_member_id != actor.member_id", False),
        ("subject.organization_id == actor.organization_id", True),
        ("actor.organization_id in subject.organizations", True),
        ("actor.kind == 'member' && !actor.on_behalf", True),
        ("actor.authenticated_strongly", False),
        ("request.channel == 'rest' && request.ip.startsWith('10.')", True),
        ("actor.department == 'purchasing'", True),
    ],
)
def test_what_conditions_know(condition: str, expected: bool) -> None:
    attributes = {"department": "purchasing"}
    principal = member(grant(APPROVE, Reach.TENANT, None, condition), organization_id=NORTH, attributes=attributes)
    request = {"channel": "rest", "ip": "10.1.2.3"}
    assert allows(principal, APPROVE, order(NORTH, ME), request).allowed is expected


def test_attributes_cannot_pose_as_identity() -> None:
    condition = "subject.owner_member_id == actor.member_id"
    principal = member(grant(APPROVE, Reach.TENANT, None, condition), attributes={"member_id": COLLEAGUE})
    assert not allows(principal, APPROVE, order(NORTH, COLLEAGUE)).allowed
    forged = Subject(kind="order", organizations=path_of(RIVAL), attributes={"organization_id": NORTH, "kind": "gift"})
    at_north = member(grant(APPROVE, Reach.TENANT, None, f"subject.organization_id == '{NORTH}'"))
    assert not allows(at_north, APPROVE, forged).allowed


def test_an_id_may_be_pasted_as_people_see_it() -> None:
    identity = ExampleOrderId.new()
    subject = Subject(kind="order", id=identity)
    assert allows(member(grant(APPROVE, Reach.TENANT, None, f'subject.id == "{identity}"')), APPROVE, subject).allowed
    other = ExampleOrderId.new()
    assert not allows(member(grant(APPROVE, Reach.TENANT, None, f'subject.id == "{other}"')), APPROVE, subject).allowed


def test_a_condition_on_the_subject_adds_nothing_to_lists() -> None:
    principal = member(grant(APPROVE, Reach.TENANT, None, "subject.status == 'draft'"), grant(APPROVE, Reach.OWN))
    assert scope_for(principal, APPROVE) == Scope(own_member_id=ME)
    assert may_anywhere(member(principal.grants[0]), APPROVE)


def test_a_condition_on_what_the_subject_lacks_adds_nothing_to_lists() -> None:
    principal = member(grant(APPROVE, Reach.TENANT, None, "!has(subject.locked)"))
    assert allows(principal, APPROVE, order(NORTH)).allowed
    assert not allows(principal, APPROVE, order(NORTH, locked=True)).allowed
    assert scope_for(principal, APPROVE).nothing


def test_a_condition_on_actor_and_request_counts_for_lists_when_it_holds() -> None:
    principal = member(grant(APPROVE, Reach.TENANT, None, "request.channel == 'page'"))
    assert scope_for(principal, APPROVE, {"channel": "page"}) == Scope(everything=True)
    assert scope_for(principal, APPROVE, {"channel": "rest"}).nothing
    assert scope_for(principal, APPROVE).nothing


def test_actions_obey_conditions_for_each_subject() -> None:
    principal = member(
        grant("order.approve", Reach.TENANT, None, LIMIT),
        grant("order.reject", Reach.TENANT, None, LIMIT),
        grant("order.view", Reach.TENANT),
        attributes={"approval_limit": Money(500, "GBP")},
    )
    asked = ("order.approve", "order.reject", "order.view")
    assert allowed_actions(principal, asked, order(NORTH, total=Money(500, "GBP"))) == asked
    assert allowed_actions(principal, asked, order(NORTH, total=Money(501, "GBP"))) == ("order.view",)


def test_a_tenant_action_has_no_subject_attributes() -> None:
    assert not allows(member(grant(APPROVE, Reach.TENANT, None, "subject.total < 5 || 1 == 1")), APPROVE).allowed
    assert allows(member(grant(APPROVE, Reach.TENANT, None, "!has(subject.total)")), APPROVE).allowed
