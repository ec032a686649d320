"""What only the seller may know stays with the seller, in everything a buyer can reach."""

from __future__ import annotations

import json
from typing import Any

from hanse.domains.access.types import OrganizationId, RoleId
from hanse.testing.installation import Business, Person
from tests.domains.access.people import role
from tests.domains.quotes.deals import LAST_DAY, Deal, at, changed, deal, lines, made, money, moved, seen

COST, NOTE, LINE_NOTE = "6.543219", "canary-internal-note", "canary-line-note"
SECRETS = (COST, NOTE, LINE_NOTE, 'margin_basis_points":3', '"trace":{')


async def offered_with_secrets(trade: Deal) -> dict[str, Any]:
    """An offer with costs, an internal note and internal remarks on lines."""
    quote = await trade.in_review()
    one = (await lines(trade.seller, quote))[0]
    change = {"id": one["id"], "cost": money(COST), "internal_note": LINE_NOTE}
    path = f"/v1/quotes/{quote['id']}"
    answer = await trade.seller.patch(f"{path}/lines", {"lines": [change]}, headers=at(await seen(trade.seller, quote)))
    assert answer.status_code == 200, answer.text
    await made(trade.seller, f"{path}/notes", {"body": NOTE})
    await changed(trade.seller, quote, valid_until=LAST_DAY)
    return await moved(trade.seller, quote, "offer")


async def reachable(person: Person, quote: dict[str, Any]) -> dict[str, str]:
    """Everything of a quote that somebody can read over REST and in pages, by address."""
    path = f"/v1/quotes/{quote['id']}"
    parts = ("", "/lines", "/versions", "/versions/compare", "/messages", "/notes", "/attachments", "/steps", "/offer")
    rest = [*(f"{path}{part}" for part in parts), "/v1/quotes", "/v1/quote-counts", "/v1/events", "/v1/audit"]
    versions = (await person.get(f"{path}/versions")).json()["items"]
    rest += [f"{path}/versions/{item['id']}" for item in versions]
    rest += ["/v1/documents", "/v1/notifications", f"/v1/search?text={quote['number']}"]
    room = f"/app/quotes/{quote['id']}"
    pages = [f"{room}{part}" for part in ("", "/messages", "/versions", "/versions/compare", "/history", "/notes")]
    pages += [f"{room}/versions/{item['id']}" for item in versions] + ["/app", "/app/quotes", f"{room}/accept"]
    found = {address: (await person.http.get(address)).text for address in rest}
    found |= {address: (await person.page(address)).text for address in pages}
    return found


async def test_costs_margins_and_notes_never_reach_the_buyer(business: Business) -> None:
    trade = await deal(business)
    quote = await offered_with_secrets(trade)
    await business.installation.drain()
    for address, text in (await reachable(trade.buyer, quote)).items():
        for secret in SECRETS:
            assert secret not in text.replace(" ", ""), f"{secret} at {address}"
    assert (await trade.buyer.get(f"/v1/quotes/{quote['id']}/notes")).status_code in (403, 404)
    mine = await lines(trade.seller, quote)
    assert (mine[0]["cost"], mine[0]["internal_note"]) == (money(COST), LINE_NOTE)
    async with business.open() as ctx:
        told = await ctx.db.all("SELECT payload FROM events WHERE name LIKE 'quote.%%'")
        printed = await ctx.db.all("SELECT data FROM documents")
        searched = await ctx.db.all("SELECT * FROM search_documents WHERE kind = 'quote'")
        audited = await ctx.db.all("SELECT * FROM audit_entries WHERE action LIKE 'quote.%%'")
    everything = json.dumps([told, printed, searched, audited], default=str)
    assert all((told, printed, searched, audited))
    for secret in (COST, NOTE, LINE_NOTE):
        assert secret not in everything


async def test_margins_take_their_own_right(business: Business) -> None:
    trade = await deal(business, articles=1)
    quote = await offered_with_secrets(trade)
    colleague = await business.join("member")
    shown = await lines(colleague, quote)
    assert (shown[0]["cost"], shown[0]["internal_note"]) == (None, LINE_NOTE)
    assert (await seen(colleague, quote))["margin"] is None
    assert (await seen(trade.seller, quote))["margin"] is not None
    listed = [(await person.get("/v1/quotes")).json()["items"][0] for person in (trade.seller, colleague)]
    assert [one["margin_basis_points"] is None for one in listed] == [False, True]
    path = f"/v1/quotes/{quote['id']}"
    await moved(trade.buyer, quote, "counter")
    body = {"lines": [{"id": shown[0]["id"], "cost": money("1.00")}]}
    answer = await colleague.patch(f"{path}/lines", body, headers=at(await seen(colleague, quote)))
    assert answer.status_code == 403
    assert COST not in (await colleague.page(f"/admin/quotes/{quote['id']}")).text


async def test_who_may_only_look_submits_nothing(business: Business) -> None:
    trade = await deal(business)
    place = OrganizationId.parse(trade.organization)
    looks = await role(business, "quote.view organization", kind="organization")
    reader = await business.join(RoleId.parse(looks), place)
    quote = await trade.quote()
    mine = await seen(reader, quote)
    assert "quote.submit" not in mine["allowed_actions"]
    assert "quote.submit" in (await seen(trade.buyer, quote))["allowed_actions"]
    answer = await reader.post(f"/v1/quotes/{quote['id']}/submit", headers=at(mine))
    assert (answer.status_code, answer.json()["extra"]) == (403, {"permission": "quote.submit"})
    assert (await seen(reader, quote))["status"] == "draft"


async def test_another_organization_learns_nothing(business: Business) -> None:
    trade = await deal(business)
    quote = await offered_with_secrets(trade)
    place = await made(business.owner, "/v1/organizations", {"name": "Rival", "is_active": True})
    rival = await business.join("buyer", OrganizationId.parse(place["id"]))
    absent = quote["id"][:-3] + "zzz"
    for part in ("", "/lines", "/versions", "/messages", "/attachments", "/steps"):
        answer = await rival.http.get(f"/v1/quotes/{quote['id']}{part}")
        nothing = await rival.http.get(f"/v1/quotes/{absent}{part}")
        assert (answer.status_code, answer.content) == (nothing.status_code, nothing.content) == (404, nothing.content)
    assert (await rival.get("/v1/quotes")).json()["items"] == []
    assert (await rival.get("/v1/quote-counts")).json()["total"] == 0
    foreign = {"organization_id": trade.organization, "lines": []}
    assert (await rival.post("/v1/quotes", foreign)).status_code == 422
    own = await made(rival, "/v1/quotes", {"organization_id": place["id"]})
    parent = (await lines(trade.buyer, quote))[0]["id"]
    wanted = {"name": "Gear", "quantity": {"value": "1", "unit": "C62"}, "alternative_of": parent}
    answer = await made(rival, f"/v1/quotes/{own['id']}/lines", {"lines": [wanted]})
    assert answer["problems"][0]["code"] == "not_found"


async def test_a_move_in_the_tree_changes_at_once_who_finds_a_quote(business: Business) -> None:
    trade = await deal(business)
    quote = await trade.submitted()
    group = await made(business.owner, "/v1/organizations", {"name": "Group", "is_active": True})
    head = await business.join("company_admin", OrganizationId.parse(group["id"]))
    path = f"/v1/organizations/{trade.organization}/move"
    for parent, expected in ((group["id"], True), (None, False)):
        await made(business.owner, path, {"parent_id": parent})
        assert (quote["id"] in (await head.page(f"/palette?q={quote['number']}")).text) is expected
        assert ((await head.get(f"/v1/quotes/{quote['id']}")).status_code == 200) is expected
