"""What must be true of every decision, whatever the grants, subjects and conditions: searched for, not listed."""

from __future__ import annotations

import operator
from typing import Any
from uuid import UUID

import cel
import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.kit.money import Money
from hanse.platform.authz import (
    Grant,
    Principal,
    Reach,
    Scope,
    Subject,
    allowed_actions,
    allows,
    can_assign,
    check_condition,
    compile_condition,
    may_anywhere,
    scope_for,
    scopes_subset,
)
from tests.platform.authz.world import COLLEAGUE, ME, ORGANIZATIONS, PARENT, member, path_of

# Machines under load are slow; that is no failure of what is tested here.
searched = settings(deadline=None, max_examples=120)
searched_long = settings(deadline=None, max_examples=300)

# ---- grants and subjects ---------------------------------------------------------------------------------------------

PERMISSIONS = ("order.view", "order.cancel", "invoice.view")
PATTERNS = (*PERMISSIONS, "order.*", "invoice.*", "*", "quote.*")
CONDITIONS = (None, None, "subject.rush", "subject.rush && actor.senior", "request.safe", "subject.unknown == 1")

grants = st.builds(
    Grant,
    permission=st.sampled_from(PATTERNS),
    reach=st.sampled_from(Reach),
    organization_id=st.none() | st.sampled_from(ORGANIZATIONS),
    condition=st.sampled_from(CONDITIONS),
)
grant_lists = st.lists(grants, max_size=6).map(tuple)
owners = st.sampled_from([ME, COLLEAGUE, None])
subjects = st.builds(
    lambda at, owner, rush: Subject(
        kind="order", organizations=path_of(at) if at else (), owner_member_id=owner, attributes={"rush": rush}
    ),
    st.none() | st.sampled_from(ORGANIZATIONS),
    owners,
    st.sampled_from([True, False, None]),
)
limits = st.none() | st.frozensets(st.sampled_from(PATTERNS), max_size=3)
principals = st.builds(
    lambda held, limited, senior: member(*held, limited_to=limited, attributes={"senior": senior}),
    grant_lists,
    limits,
    st.booleans(),
)
permissions = st.sampled_from(PERMISSIONS)
REQUEST = {"safe": True}


def is_in_tree(organization: UUID | None, root: UUID | None) -> bool:
    """Walk up the tree itself, not the path a subject carries."""
    while organization is not None:
        if organization == root:
            return True
        organization = PARENT[organization]
    return False


def lies_within(grant: Grant, subject: Subject) -> bool:
    """The meaning of reach, written down a second time from the tree."""
    at = subject.organizations[0] if subject.organizations else None
    home = grant.organization_id
    mine = subject.owner_member_id == ME
    return {
        Reach.TENANT: home is None,
        Reach.BELOW: home is not None and is_in_tree(at, home),
        Reach.ORGANIZATION: home is not None and at == home,
        Reach.OWN: mine and (home is None or at is None or is_in_tree(at, home)),
    }[grant.reach]


def names(pattern: str, permission: str) -> bool:
    return pattern in (permission, "*") or (pattern[-2:] == ".*" and permission.startswith(pattern[:-1]))


@searched
@given(principals, permissions, subjects)
def test_a_decision_is_what_some_grant_names_reaches_and_conditions_permit(
    principal: Principal, permission: str, subject: Subject
) -> None:
    facts = {"subject.rush": subject.attributes["rush"] is True, "request.safe": True, None: True}
    facts["subject.rush && actor.senior"] = facts["subject.rush"] and principal.attributes["senior"]
    limited = principal.limited_to
    expected = (limited is None or any(names(pattern, permission) for pattern in limited)) and any(
        names(one.permission, permission) and lies_within(one, subject) and facts.get(one.condition, False)
        for one in principal.grants
    )
    verdict = allows(principal, permission, subject, REQUEST)
    assert verdict.allowed is expected
    assert (verdict.grant in principal.grants) if expected else bool(verdict.reason)
    assert (permission in allowed_actions(principal, PERMISSIONS, subject, REQUEST)) is expected
    assert may_anywhere(principal, permission) or not expected


@searched
@given(principals, grants, permissions, st.none() | subjects)
def test_adding_a_grant_never_removes_a_right(
    principal: Principal, added: Grant, permission: str, subject: Subject | None
) -> None:
    richer = msgspec.structs.replace(principal, grants=(added, *principal.grants))
    before = allows(principal, permission, subject, REQUEST).allowed
    assert allows(richer, permission, subject, REQUEST).allowed or not before


@searched
@given(principals, st.frozensets(st.sampled_from(PATTERNS)), permissions, st.none() | subjects)
def test_scopes_of_a_key_never_widen(
    principal: Principal, scopes: frozenset[str], permission: str, subject: Subject | None
) -> None:
    free = msgspec.structs.replace(principal, limited_to=None)
    key = msgspec.structs.replace(principal, limited_to=scopes)
    if allows(key, permission, subject, REQUEST).allowed:
        assert allows(free, permission, subject, REQUEST).allowed
        assert any(names(scope, permission) for scope in scopes)
    assert covers(scope_for(free, permission, REQUEST), scope_for(key, permission, REQUEST))


def covers(wide: Scope, narrow: Scope) -> bool:
    return narrow.nothing or narrow == wide


@searched
@given(st.sampled_from(ORGANIZATIONS), owners, permissions, st.sampled_from(PATTERNS))
def test_each_reach_includes_the_one_before_it_at_home(
    home: UUID, owner: UUID | None, permission: str, pattern: str
) -> None:
    subject = Subject(kind="order", organizations=path_of(home), owner_member_id=owner)
    found = [
        allows(member(Grant(permission=pattern, reach=reach, organization_id=at)), permission, subject).allowed
        for reach, at in ((Reach.OWN, home), (Reach.ORGANIZATION, home), (Reach.BELOW, home), (Reach.TENANT, None))
    ]
    assert found == sorted(found)


@searched
@given(grant_lists, permissions, subjects)
def test_a_list_shows_exactly_what_may_be_seen_one_by_one(
    held: tuple[Grant, ...], permission: str, subject: Subject
) -> None:
    plain = tuple(msgspec.structs.replace(one, condition=None) for one in held)
    scope = scope_for(member(*plain), permission)
    at = subject.organizations[0] if subject.organizations else None
    owned = scope.own_member_id is not None and subject.owner_member_id == scope.own_member_id
    shown = (
        scope.everything
        or at in scope.organizations
        or any(is_in_tree(at, tree) for tree in scope.trees)
        or (owned and (not scope.own_trees or at is None or any(is_in_tree(at, tree) for tree in scope.own_trees)))
    )
    assert shown is allows(member(*plain), permission, subject).allowed


@searched
@given(principals, permissions, subjects)
def test_a_list_never_shows_what_may_not_be_seen(principal: Principal, permission: str, subject: Subject) -> None:
    scope = scope_for(principal, permission, REQUEST)
    at = subject.organizations[0] if subject.organizations else None
    if scope.everything or at in scope.organizations or any(is_in_tree(at, tree) for tree in scope.trees):
        assert allows(principal, permission, subject, REQUEST).allowed


@searched_long
@given(principals, grants, st.none() | st.sampled_from(ORGANIZATIONS), permissions, subjects)
def test_what_is_handed_on_is_held(
    granter: Principal, given_grant: Grant, at: UUID | None, permission: str, subject: Subject
) -> None:
    """Whatever the receiver may do through the grant, the granter could do with a thing of their own in the same place.

    Excepted is what the receiver owns below the organization, when the granter's own right ends at the organization.
    """
    path = path_of(at) if at else ()
    if can_assign(granter, [given_grant], path):
        return
    received = msgspec.structs.replace(given_grant, organization_id=at)
    receiver = msgspec.structs.replace(granter, grants=(received,), limited_to=None)
    here = subject.organizations[:1] == path[:1]
    if allows(receiver, permission, subject, REQUEST).allowed and (here or given_grant.reach != Reach.OWN):
        assert allows(granter, permission, subject, REQUEST).allowed


@searched
@given(principals, st.sampled_from(PATTERNS), permissions, subjects)
def test_a_scope_that_may_be_given_adds_no_right(
    principal: Principal, scope: str, permission: str, subject: Subject
) -> None:
    if not scopes_subset(principal, [scope]) and names(scope, permission):
        key = msgspec.structs.replace(principal, limited_to=frozenset({scope}))
        assert may_anywhere(principal, permission)
        allowed = allows(key, permission, subject, REQUEST).allowed
        assert allowed is allows(principal, permission, subject, REQUEST).allowed


# ---- conditions ------------------------------------------------------------------------------------------------------

FACTS: dict[str, Any] = {
    "yes": True,
    "no": False,
    "three": 3,
    "half": 0.5,
    "word": "abc",
    "list": ["abc", "d"],
    "void": None,
}
DECIDABLE = (
    "subject.yes",
    "subject.no",
    "true",
    "subject.three < 4",
    "subject.three != 3",
    "subject.half * 2.0 == 1.0",
    "subject.word == 'abc'",
    "subject.word.contains('z')",
    "subject.word in subject.list",
    "'z' in subject.list",
    "subject.list.exists(x, x == 'd')",
    "subject.list.all(x, x == 'd')",
    "size(subject.list) == 2",
    "has(subject.yes)",
    "has(subject.nope)",
)
UNDECIDABLE = (
    "subject.nope == 1",
    "subject.nope",
    "subject.nope != subject.three",
    "subject.three < subject.word",
    "subject.three == subject.word",
    "subject.void < 3",
    "subject.void != 3",
    "subject.word",
    "subject.three / 0 == 1",
    "subject.list.all(x, x < 3)",
    "subject.list.exists(x, x.nope == 1)",
)


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("!({})".format, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
    )


def expressions(leaves: tuple[str, ...]) -> st.SearchStrategy[str]:
    found = st.recursive(st.sampled_from(leaves), joined, max_leaves=6)
    return found.filter(lambda text: text.count("exists(") + text.count("all(") <= 2)


@searched_long
@given(expressions(DECIDABLE))
def test_where_everything_is_known_the_meaning_is_cels(text: str) -> None:
    assert check_condition(text) == []
    without_null = {name: value for name, value in FACTS.items() if value is not None}
    assert compile_condition(text).holds({}, FACTS, {}) is cel.evaluate(text, {"subject": without_null})


@searched
@given(expressions((*DECIDABLE, *UNDECIDABLE)))
def test_a_condition_never_holds_where_cel_would_refuse(text: str) -> None:
    if check_condition(text) or not compile_condition(text).holds({}, FACTS, {}):
        return
    assert cel.evaluate(text, {"subject": FACTS}) is True


@searched
@given(expressions(tuple(one for one in DECIDABLE if "nope" not in one and "(x," not in one)), st.data())
def test_an_attribute_without_a_value_refuses_wherever_it_stands(text: str, data: st.DataObject) -> None:
    unknown = data.draw(st.sampled_from(["subject.nope == 1", "subject.nope", "subject.void != 3", "!subject.a.b"]))
    shape = data.draw(st.sampled_from(["{0} || {1}", "{1} || {0}", "!({0} && {1})", "{0} ? {0} : {1}", "{1} || !{1}"]))
    whole = shape.format(f"({text})", f"({unknown})")
    assert check_condition(whole) == []
    assert not compile_condition(whole).holds({}, FACTS, {})


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.uuids()
    | st.datetimes(timezones=st.none() | st.timezones())
    | st.timedeltas()
    | st.decimals()
    | st.binary(max_size=3)
    | st.builds(Money, st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from(["GBP", "EUR", "JPY"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "amount"]), inner),
    max_leaves=5,
)
SHAPES = (
    "subject.a < actor.a",
    "!(subject.a > actor.a)",
    "subject.a != actor.a",
    "subject.a + actor.a == subject.a",
    "subject.a - actor.a <= subject.a",
    "subject.a * actor.a >= subject.a",
    "subject.a in actor.a",
    "subject.a.all(x, x == actor.a)",
    "-subject.a == actor.a",
    "subject.a.a[0] == actor.a",
    "size(subject.a) == actor.a",
    "subject.a.startsWith(actor.a)",
    "subject.a.getHours() == actor.a",
    "subject.a % actor.a == 0 || subject.a / actor.a == 1",
    "has(subject.a.b) ? subject.a.b : actor.a",
)


@searched_long
@given(st.sampled_from(SHAPES), anything, anything)
def test_no_value_makes_a_condition_raise(text: str, left: object, right: object) -> None:
    outcome = compile_condition(text).explain({"a": right}, {"a": left}, {})
    assert outcome.holds is (outcome.reason == "")


OPERATORS = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}
amounts = st.builds(Money, st.integers(-5, 5), st.sampled_from(["GBP", "EUR"]))


@searched
@given(amounts, st.lists(amounts, max_size=3), st.sampled_from(sorted(OPERATORS)))
def test_amounts_compare_only_within_a_currency(total: Money, limits_: list[Money], sign: str) -> None:
    condition = compile_condition(f"subject.total {sign} actor.limit")
    for limit in (*limits_, limits_):
        same = [one for one in (limit if isinstance(limit, list) else [limit]) if one.currency == total.currency]
        held = condition.holds({"limit": limit}, {"total": total}, {})
        if len(same) != 1:
            assert not held
        elif not isinstance(limit, list) or len({one.currency for one in limit}) == len(limit):
            assert held is OPERATORS[sign](total.minor, same[0].minor)


WORDS = """
subject actor request . a total all exists has size matches money quantity timestamp duration map in true false null
( ) [ ] , && || ! ? : == != < <= > >= + - * / % 1 0.5 'x' "GBP" '1.00' 'y{3}' x { } = & \\ ' ; 5u
"""
words = st.sampled_from(WORDS.split())


@searched_long
@given(st.lists(words, max_size=30).map(" ".join) | st.lists(words, max_size=12).map("".join) | st.text(max_size=40))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    sentences = check_condition(text)
    assert all(sentence.endswith(".") for sentence in sentences)
    if not sentences:
        compile_condition(text).explain({}, FACTS, {})
