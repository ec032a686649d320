"""The tree: who sees what through it, and every way to bend it."""

from __future__ import annotations

import asyncio
from typing import Any

from hanse.testing.installation import Business, Person, names
from tests.domains.organizations.places import at, make, make_tree


async def _seen(person: Person) -> list[str]:
    return names((await person.get("/v1/organizations")).json()["items"])


async def _closure(business: Business) -> set[tuple[str, str, int]]:
    async with business.open() as ctx:
        rows = await ctx.db.all(
            "SELECT a.name AS above, d.name AS below, c.depth FROM organization_closure c"
            " JOIN organizations a ON a.id = c.ancestor_id JOIN organizations d ON d.id = c.descendant_id"
        )
    return {(row["above"], row["below"], row["depth"]) for row in rows}


async def _closure_of_parents(business: Business) -> set[tuple[str, str, int]]:
    """The closure as it must be, walked from the parents alone."""
    async with business.open() as ctx:
        rows = await ctx.db.all(
            "WITH RECURSIVE up (below, at, depth) AS (SELECT id, id, 0 FROM organizations UNION ALL"
            " SELECT up.below, o.parent_id, up.depth + 1 FROM up JOIN organizations o ON o.id = up.at"
            " WHERE o.parent_id IS NOT NULL AND up.depth < 50)"
            " SELECT a.name AS above, d.name AS below, depth FROM up"
            " JOIN organizations a ON a.id = up.at JOIN organizations d ON d.id = up.below"
        )
    return {(row["above"], row["below"], row["depth"]) for row in rows}


async def test_rights_flow_down_never_up_or_across(business: Business) -> None:
    tree = await make_tree(business)
    boss = await business.join("company_admin", at(tree["north"]))
    assert await _seen(boss) == ["Harbour", "North"]
    for name, status in (("north", 200), ("harbour", 200), ("group", 404), ("south", 404), ("stranger", 404)):
        assert (await boss.get(f"/v1/organizations/{tree[name]['id']}")).status_code == status, name
    counts = (await boss.get("/v1/organization-counts")).json()
    assert counts["total"] == 2
    for wanted in ("group", "south"):
        for filter_name in ("parent", "below"):
            listed = (await boss.get(f"/v1/organizations?{filter_name}={tree[wanted]['id']}")).json()["items"]
            assert {item["name"] for item in listed} <= {"Harbour", "North"}


async def test_a_partner_learns_nothing_of_what_stands_above(business: Business) -> None:
    tree = await make_tree(business)
    await business.owner.patch(
        f"/v1/organizations/{tree['north']['id']}", {"notes": "secret", "tags": ["risky"], "price_group": "gold"}
    )
    boss = await business.join("company_admin", at(tree["north"]))
    north = (await boss.get(f"/v1/organizations/{tree['north']['id']}")).json()
    assert (north["notes"], north["tags"], north["price_group"], north["health"]) == ("", [], None, None)
    assert (north["parent_id"], north["ancestors"], len(north["path"])) == (None, [], 1)
    harbour = (await boss.get(f"/v1/organizations/{tree['harbour']['id']}")).json()
    assert names(harbour["ancestors"]) == ["North"]
    listed = (await boss.get("/v1/organizations")).text
    for hidden in (tree["group"]["id"], "Group", "risky"):
        assert hidden not in listed
    assert (await boss.get("/v1/organizations?tag=risky")).status_code == 403


async def test_a_buyer_sees_only_the_own_organization(business: Business) -> None:
    tree = await make_tree(business)
    buyer = await business.join("buyer", at(tree["north"]))
    assert await _seen(buyer) == ["North"]
    changed = await buyer.patch(f"/v1/organizations/{tree['north']['id']}", {"website": "https://north.example"})
    assert changed.status_code == 403


async def test_a_company_admin_changes_contact_facts_but_no_terms(business: Business) -> None:
    tree = await make_tree(business)
    boss = await business.join("company_admin", at(tree["north"]))
    path = f"/v1/organizations/{tree['north']['id']}"
    assert (await boss.patch(path, {"website": "https://north.example"})).status_code == 200
    for change in (
        {"credit_limit": {"amount": "1000000.00", "currency": "EUR"}},
        {"price_group": "gold"},
        {"payment_terms": {"days": 90}},
        {"name": "Other"},
        {"number": "1"},
        {"notes": "x"},
        {"tags": ["x"]},
        {"manager_member_id": str(boss.member_id)},
    ):
        assert (await boss.patch(path, change)).status_code == 403, change
    for action in ("activate", "suspend", "reactivate", "close"):
        assert (await boss.post(f"{path}/{action}", {"reason": "x"})).status_code == 403
    assert (await boss.post(f"{path}/move", {"parent_id": None})).status_code == 403
    assert (await boss.post("/v1/organizations", {"name": "Sub", "parent_id": tree["north"]["id"]})).status_code == 403
    allowed = (await boss.get(path)).json()["allowed_actions"]
    assert "organization.update" in allowed
    assert not {"organization.set_terms", "organization.move", "organization.view_internal"} & set(allowed)


async def test_a_move_takes_the_subtree_and_its_rights_along(business: Business) -> None:
    tree = await make_tree(business)
    boss = await business.join("company_admin", at(tree["north"]))
    other = await business.join("company_admin", at(tree["stranger"]))
    harbour = f"/v1/organizations/{tree['harbour']['id']}"
    moved = await business.owner.post(f"{harbour}/move", {"parent_id": tree["stranger"]["id"]})
    assert moved.status_code == 200, moved.text
    assert names(moved.json()["ancestors"]) == ["Stranger"]
    assert (await boss.get(harbour)).status_code == 404
    assert (await other.get(harbour)).status_code == 200
    assert await _closure(business) == await _closure_of_parents(business)


async def test_a_move_within_the_same_group_keeps_the_tree_whole(business: Business) -> None:
    tree = await make_tree(business)
    deep = await make(business.owner, "Deep", parent_id=tree["harbour"]["id"])
    for child, parent in (("harbour", "south"), ("harbour", "group"), ("north", "harbour"), ("group", "stranger")):
        answer = await business.owner.post(
            f"/v1/organizations/{tree[child]['id']}/move", {"parent_id": tree[parent]["id"]}
        )
        assert answer.status_code == 200, answer.text
        assert await _closure(business) == await _closure_of_parents(business), (child, parent)
    top = await business.owner.post(f"/v1/organizations/{tree['harbour']['id']}/move", {"parent_id": None})
    assert top.json()["parent_id"] is None
    assert await _closure(business) == await _closure_of_parents(business)
    assert deep["id"] in (await business.owner.get(f"/v1/organizations?below={tree['harbour']['id']}")).text


async def test_nothing_is_placed_below_itself(business: Business) -> None:
    tree = await make_tree(business)
    for target in ("group", "north", "harbour"):
        refused = await business.owner.post(
            f"/v1/organizations/{tree['group']['id']}/move", {"parent_id": tree[target]["id"]}
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "tree_loop"), target
    assert await _closure(business) == await _closure_of_parents(business)


async def test_foreign_absent_and_malformed_parents_are_alike(business: Business, other_business: Business) -> None:
    own = await make(business.owner, "Own")
    foreign = await make(other_business.owner, "Foreign")
    answers = []
    for parent in (foreign["id"], "org_00000000000000000000000000"):
        created = await business.owner.post("/v1/organizations", {"name": "Child", "parent_id": parent})
        moved = await business.owner.post(f"/v1/organizations/{own['id']}/move", {"parent_id": parent})
        answers.append((created.status_code, created.json()["detail"], moved.status_code, moved.json()["detail"]))
    assert answers[0] == answers[1]
    assert answers[0][0] == answers[0][2] == 422
    theirs = await business.owner.get(f"/v1/organizations/{foreign['id']}")
    absent = await business.owner.get("/v1/organizations/org_00000000000000000000000000")
    assert (theirs.status_code, theirs.content) == (absent.status_code, absent.content)
    assert names((await other_business.owner.get("/v1/organizations")).json()["items"]) == ["Foreign"]


async def test_the_tree_has_twenty_levels_at_most(business: Business) -> None:
    parent: str | None = None
    chain: list[dict[str, Any]] = []
    for level in range(20):
        made = await make(business.owner, f"Level {level}", parent_id=parent)
        chain.append(made)
        parent = made["id"]
    deeper = await business.owner.post("/v1/organizations", {"name": "Level 20", "parent_id": parent})
    assert deeper.json()["code"] == "tree_too_deep"
    pair = await make(business.owner, "Pair")
    await make(business.owner, "Below pair", parent_id=pair["id"])
    refused = await business.owner.post(f"/v1/organizations/{pair['id']}/move", {"parent_id": chain[18]["id"]})
    assert refused.json()["code"] == "tree_too_deep"
    fits = await business.owner.post(f"/v1/organizations/{pair['id']}/move", {"parent_id": chain[17]["id"]})
    assert fits.status_code == 200


async def test_moves_at_the_same_moment_never_make_a_loop(business: Business) -> None:
    tree = await make_tree(business)
    pairs = [("group", "stranger"), ("stranger", "group"), ("north", "south"), ("south", "north"), ("harbour", "group")]

    async def move(child: str, parent: str) -> int:
        answer = await business.owner.post(
            f"/v1/organizations/{tree[child]['id']}/move", {"parent_id": tree[parent]["id"]}
        )
        return answer.status_code

    for _ in range(3):
        outcomes = await asyncio.gather(*(move(*pair) for pair in pairs))
        assert set(outcomes) <= {200, 422, 503}
        assert await _closure(business) == await _closure_of_parents(business)


async def test_creations_during_moves_land_in_the_true_tree(business: Business) -> None:
    tree = await make_tree(business)

    async def create(number: int) -> None:
        await business.owner.post("/v1/organizations", {"name": f"New {number}", "parent_id": tree["harbour"]["id"]})

    async def move(parent: str) -> None:
        await business.owner.post(f"/v1/organizations/{tree['north']['id']}/move", {"parent_id": tree[parent]["id"]})

    await asyncio.gather(
        *(create(n) for n in range(6)), move("stranger"), *(create(n + 6) for n in range(6)), move("south")
    )
    assert await _closure(business) == await _closure_of_parents(business)


async def test_search_follows_a_move(business: Business) -> None:
    tree = await make_tree(business)
    boss = await business.join("company_admin", at(tree["north"]))
    await business.owner.post(f"/v1/organizations/{tree['harbour']['id']}/move", {"parent_id": tree["south"]["id"]})
    assert await _seen(boss) == ["North"]
    found = await boss.get("/palette?q=harbour", headers={"accept": "application/json"})
    assert "Harbour" not in found.text
