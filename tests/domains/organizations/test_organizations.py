"""Entering, changing and listing organizations over REST: numbers, facts, versions, filters, pages."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hanse.platform.search import SearchQuery
from hanse.testing.installation import Business, names
from tests.domains.organizations.places import at, make, make_tree


async def test_a_new_organization_gets_a_number_and_starts_as_a_prospect(business: Business) -> None:
    first = await make(business.owner, "North Supplies")
    second = await make(business.owner, "South Supplies")
    assert (first["status"], first["number"], second["number"]) == ("prospect", "10001", "10002")
    found = await business.owner.get(f"/v1/organizations/{first['id']}")
    assert found.json()["name"] == "North Supplies"
    assert found.headers["etag"] == '"1"'


async def test_numbers_given_by_hand_are_stepped_over(business: Business) -> None:
    await make(business.owner, "By hand", number="10001")
    await make(business.owner, "By hand too", number="10003")
    assert [(await make(business.owner, f"Made {n}"))["number"] for n in range(3)] == ["10002", "10004", "10005"]


async def test_a_number_is_taken_only_once(business: Business, other_business: Business) -> None:
    await make(business.owner, "First", number="K-7")
    again = await business.owner.post("/v1/organizations", {"name": "Second", "number": "K-7"})
    assert again.status_code == 409
    assert again.json()["errors"][0]["path"] == "number"
    assert (await make(other_business.owner, "Elsewhere", number="K-7"))["number"] == "K-7"


async def test_organizations_entered_at_once_get_different_numbers(business: Business) -> None:
    made = await asyncio.gather(*(make(business.owner, f"Parallel {n}") for n in range(12)))
    assert len({item["number"] for item in made}) == 12


async def test_facts_are_changed_and_a_stale_change_is_refused(business: Business) -> None:
    made = await make(business.owner, "Kontor")
    path = f"/v1/organizations/{made['id']}"
    change = {
        "legal_name": "Kontor GmbH",
        "types": ["vendor", "buyer"],
        "payment_terms": {"days": 30, "discount_days": 10, "discount_basis_points": 200},
        "credit_limit": {"amount": "2500.00", "currency": "EUR"},
        "tags": ["Key", "key", "EU"],
        "notes": "Pays late",
    }
    changed = await business.owner.patch(path, change, headers={"if-match": '"1"'})
    assert changed.status_code == 200, changed.text
    body = changed.json()
    assert body["types"] == ["buyer", "vendor"]
    assert body["tags"] == ["Key", "EU"]
    assert body["credit_limit"] == {"amount": "2500.00", "currency": "EUR"}
    assert body["version"] == 2
    stale = await business.owner.patch(path, {"name": "Other"}, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    assert (await business.owner.get(path)).json()["name"] == "Kontor"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "   "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"credit_limit": {"amount": "-1.00", "currency": "EUR"}}, "credit_limit"),
        (
            {"payment_terms": {"days": 10, "discount_days": 20, "discount_basis_points": 1}},
            "payment_terms.discount_days",
        ),
        ({"payment_terms": {"days": 10, "discount_days": 5}}, "payment_terms.discount_days"),
        ({"manager_member_id": "mem_00000000000000000000000000"}, "manager_member_id"),
        ({"status": "active"}, "status"),
        ({"parent_id": None}, "parent_id"),
        ({"version": 9}, "version"),
        ({"custom": {"unknown": 1}}, "custom.unknown"),
    ],
)
async def test_wrong_facts_are_refused_by_field(business: Business, change: dict[str, Any], field: str) -> None:
    made = await make(business.owner, "Kontor")
    refused = await business.owner.patch(f"/v1/organizations/{made['id']}", change)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["path"] == field
    assert (await business.owner.get(f"/v1/organizations/{made['id']}")).json()["version"] == 1


async def test_a_list_is_filtered_sorted_and_paged(business: Business) -> None:
    for name, kind in (("Alpha", "buyer"), ("beta", "vendor"), ("Gamma", "buyer"), ("delta", "carrier")):
        await make(business.owner, name, types=[kind], tags=[kind], is_active=name == "Gamma")
    listed = (await business.owner.get("/v1/organizations")).json()
    assert names(listed["items"]) == ["Alpha", "beta", "delta", "Gamma"]
    buyers = (await business.owner.get("/v1/organizations?type=buyer&sort=-name")).json()
    assert names(buyers["items"]) == ["Gamma", "Alpha"]
    active = (await business.owner.get("/v1/organizations?status=active")).json()
    assert names(active["items"]) == ["Gamma"]
    both = (await business.owner.get("/v1/organizations?tag=vendor&tag=carrier")).json()
    assert names(both["items"]) == ["beta", "delta"]
    found = (await business.owner.get("/v1/organizations?q=ALPH")).json()
    assert names(found["items"]) == ["Alpha"]
    for sort in ("name", "-name", "number", "-number", "updated", "-updated", "created", "-created"):
        whole = names((await business.owner.get(f"/v1/organizations?sort={sort}")).json()["items"])
        paged, cursor = [], ""
        while True:
            page = (await business.owner.get(f"/v1/organizations?sort={sort}&limit=3{cursor}")).json()
            paged += names(page["items"])
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert paged == whole


async def test_counts_agree_with_the_list(business: Business) -> None:
    await make(business.owner, "Alpha", types=["buyer", "vendor"], tags=["eu"])
    await make(business.owner, "Beta", types=["buyer"], is_active=True)
    counts = (await business.owner.get("/v1/organization-counts")).json()
    assert counts == {
        "total": 2,
        "statuses": {"prospect": 1, "active": 1},
        "types": {"buyer": 2, "vendor": 1},
        "tags": {"eu": 1},
    }
    assert (await business.owner.get("/v1/organization-counts?type=vendor")).json()["total"] == 1


async def test_what_is_entered_is_found_by_search(business: Business, other_business: Business) -> None:
    made = await make(business.owner, "Hafenkontor Lübeck", number="HK-77")
    path = f"/v1/organizations/{made['id']}/tax-ids"
    assert (
        await business.owner.post(path, {"country": "US", "kind": "ein", "number": "91-1144442"})
    ).status_code == 201
    for text in ("hafenkontor", "HK-77", "911144442", "lubeck"):
        async with business.open() as ctx:
            found = await ctx.services.search.search(ctx, SearchQuery(text=text))
        assert [hit.id for hit in found.items] == [made["id"]], text
    async with other_business.open() as ctx:
        assert (await ctx.services.search.search(ctx, SearchQuery(text="hafenkontor"))).total == 0


async def test_suspension_stops_trading_and_log_ins_and_is_taken_back(business: Business) -> None:
    tree = await make_tree(business)
    north = tree["north"]
    path = f"/v1/organizations/{north['id']}"
    buyer = await business.join("buyer", at(north))
    assert (await buyer.get(path)).status_code == 200
    assert (await business.owner.get(f"{path}/trading")).status_code == 200
    suspended = await business.owner.post(f"{path}/suspend", {"reason": "Unpaid invoices"})
    assert suspended.json()["status"] == "suspended"
    assert (await business.owner.get(f"{path}/trading")).json()["code"] == "organization_cannot_trade"
    assert (await buyer.get(path)).status_code in (401, 403, 404)
    assert (await business.owner.get(path)).json()["status_reason"] == "Unpaid invoices"
    again = await business.owner.post(f"{path}/suspend", {"reason": "Twice"})
    assert again.json()["code"] == "organization_invalid_transition"
    assert (await business.owner.post(f"{path}/reactivate", {"reason": "Paid"})).json()["status"] == "active"
    assert (await buyer.get(path)).status_code == 200


async def test_a_soft_suspension_leaves_reading(business: Business) -> None:
    north = (await make_tree(business))["north"]
    buyer = await business.join("buyer", at(north))
    path = f"/v1/organizations/{north['id']}"
    await business.owner.post(f"{path}/suspend", {"reason": "Audit", "blocks_log_in": False})
    seen = await buyer.get(path)
    assert (seen.status_code, seen.json()["status"], seen.json()["status_reason"]) == (200, "suspended", None)
    assert (await buyer.get(f"{path}/trading")).status_code == 409


async def test_closing_waits_for_those_below(business: Business) -> None:
    tree = await make_tree(business)
    refused = await business.owner.post(f"/v1/organizations/{tree['north']['id']}/close", {"reason": "Over"})
    assert refused.json()["code"] == "organization_in_use"
    for name in ("harbour", "north"):
        closed = await business.owner.post(f"/v1/organizations/{tree[name]['id']}/close", {"reason": "Over"})
        assert closed.json()["status"] == "closed"
    back = await business.owner.post(f"/v1/organizations/{tree['north']['id']}/reactivate", {"reason": "No"})
    assert back.status_code == 409
