"""The pages of quotes as people use them: a request pasted and sent, priced and offered, accepted and ordered."""

from __future__ import annotations

import base64
import re

from hanse.testing.installation import Business, Person
from tests.domains.quotes.deals import LAST_DAY, Deal, changed, deal, lines, made, moved, seen


async def page(person: Person, path: str) -> str:
    """A page that must open."""
    answer = await person.page(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:500]}"
    return answer.text


def stamp(text: str) -> str:
    """The version a form of the page names."""
    found = re.search(r'name="_version" value="(\d+)"', text)
    assert found is not None
    return found[1]


async def test_a_buyer_pastes_asks_and_orders_and_staff_price_in_between(business: Business) -> None:
    trade = await deal(business)
    buyer, seller = trade.buyer, trade.seller
    text = await page(buyer, "/app/quotes/new")
    assert "Ask for a quote" in text
    pasted = f"{trade.skus[0]} 10 pcs\n{trade.skus[1]}\t5\nNO-SUCH 3"
    answer = await buyer.submit("/app/quotes/new", {"organization_id": trade.organization, "text": pasted})
    assert answer.status_code == 303, answer.text
    room = answer.headers["location"]
    assert "There is no article NO-SUCH" in await page(buyer, room)
    quote = {"id": room.rpartition("/")[2]}
    answer = await buyer.submit(f"{room}/act/submit", {"comment": "Soon, please"})
    assert answer.status_code == 303, answer.text
    desk = f"/admin/quotes/{quote['id']}"
    assert "Harbour Works" in await page(seller, "/admin/quotes?turn=seller&sort=age")
    assert (await seller.submit(f"{desk}/act/review", {})).status_code == 303
    text = await page(seller, desk)
    one, two = await lines(seller, quote)
    cells = {
        "_version": stamp(text),
        f"unit_price.{one['id']}": "9,50",
        f"discount.{one['id']}": "2.5",
        f"cost.{one['id']}": "6",
        f"unit_price.{two['id']}": "10.00",
        f"internal_note.{two['id']}": "Ask purchasing",
    }
    answer = await seller.submit(f"{desk}/lines", cells)
    assert answer.status_code == 303, answer.text
    assert [item["net_price"]["amount"] for item in await lines(seller, quote)] == ["9.2625", "10.00"]
    wrong = {**cells, "_version": stamp(await page(seller, desk)), f"unit_price.{one['id']}": "cheap"}
    answer = await seller.submit(f"{desk}/lines", wrong)
    assert answer.status_code == 422
    assert 'value="cheap"' in answer.text
    text = await page(seller, f"{desk}/edit")
    fields = {"_version": stamp(text), "valid_until": LAST_DAY, "discount": "", "note": "Glad to", "title": "Bolts"}
    assert (await seller.submit(f"{desk}/edit", fields)).status_code == 303
    assert "Send offer" in await page(seller, f"{desk}/act/offer")
    answer = await seller.submit(f"{desk}/act/offer", {})
    assert answer.status_code == 303, answer.text
    text = await page(buyer, f"{room}/accept")
    found = re.findall(r'name="(version_id|hash|total\.amount|_version)" value="([^"]*)"', text)
    answer = await buyer.submit(f"{room}/accept", {**dict(found), "po_number": "4711", "allow_backorder": "on"})
    assert answer.status_code == 303, answer.text
    assert "Ordered as" in await page(buyer, room)
    assert (await seen(buyer, quote))["status"] == "ordered"


async def _everything(trade: Deal) -> dict[str, str]:
    offer = await trade.in_review()
    await made(trade.seller, f"/v1/quotes/{offer['id']}/notes", {"body": "kept inside"})
    await changed(trade.seller, offer, valid_until=LAST_DAY)
    return await moved(trade.seller, offer, "offer")


async def test_every_part_opens_for_both_sides(business: Business) -> None:
    trade = await deal(business)
    offer = await _everything(trade)
    await made(trade.buyer, f"/v1/quotes/{offer['id']}/messages", {"body": "A <b>question</b>"})
    for person, base in ((trade.seller, "/admin/quotes"), (trade.buyer, "/app/quotes")):
        root = f"{base}/{offer['id']}"
        for path in ("", "/messages", "/versions", "/versions/compare", "/history", "/act/decline"):
            await page(person, f"{root}{path}" if path != "/act/decline" else f"{root}/act/clone")
        assert "&lt;b&gt;question" in await page(person, f"{root}/messages")
        for item in (await person.get(f"/v1/quotes/{offer['id']}/versions")).json()["items"]:
            await page(person, f"{root}/versions/{item['id']}")
        await page(person, f"{root}/lines/{(await lines(person, offer))[0]['id']}")
        await page(person, base)
        await page(person, base.rpartition("/")[0])
        answer = await person.page(f"/quotes/{offer['id']}")
        assert answer.headers["location"] == root
    assert "kept inside" in await page(trade.seller, f"/admin/quotes/{offer['id']}/notes")
    assert (await trade.buyer.page(f"/app/quotes/{offer['id']}/notes")).status_code == 404
    assert (await trade.buyer.page(f"/admin/quotes/{offer['id']}")).status_code in (403, 404)


async def test_a_step_that_is_not_possible_says_why(business: Business) -> None:
    trade = await deal(business)
    sent = await trade.submitted()
    answer = await trade.seller.submit(f"/admin/quotes/{sent['id']}/act/offer", {})
    assert answer.status_code == 409
    assert "to offer it, it must be" in answer.text
    answer = await trade.buyer.submit(f"/app/quotes/{sent['id']}/act/withdraw", {"reason": ""})
    assert answer.status_code == 422


async def test_a_line_gets_offers_an_alternative_and_an_article(business: Business) -> None:
    trade = await deal(business)
    free = {"name": "Something like a bolt", "quantity": {"value": "10", "unit": "C62"}}
    quote = await trade.in_review(lines=[free])
    (one,) = await lines(trade.seller, quote)
    address = f"/admin/quotes/{quote['id']}/lines/{one['id']}"
    fields = {
        "_version": stamp(await page(trade.seller, address)),
        "sku": trade.skus[0],
        "description": "Zinc",
        "lead_time_days": "5",
        "offer_quantity.1": "100",
        "offer_price.1": "8,25",
        "alternative_sku": trade.skus[1],
        "alternative_quantity": "12",
    }
    answer = await trade.seller.submit(address, {**fields, "offer_price.1": ""})
    assert answer.status_code == 422
    assert "needs both a quantity and a price" in answer.text
    answer = await trade.seller.submit(address, fields)
    assert answer.status_code == 303, answer.text
    first, second = await lines(trade.seller, quote)
    assert (first["sku"], first["description"], first["lead_time_days"]) == (trade.skus[0], "Zinc", 5)
    assert first["offers"][0]["total"]["amount"] == "825.00"
    assert (second["sku"], second["alternative_of"], second["quantity"]["value"]) == (trade.skus[1], one["id"], "12")
    assert "Why this list price" in await page(trade.seller, address)
    assert (await trade.buyer.page(address.replace("/admin/", "/app/"))).text.count("Why this list price") == 0


async def test_people_are_told_and_papers_are_made(business: Business) -> None:
    trade = await deal(business)
    offer = await trade.offered()
    file = {"name": "drawing.txt", "content": base64.b64encode(b"as drawn").decode()}
    await made(trade.seller, f"/v1/quotes/{offer['id']}/messages", {"body": "Have a look", "files": [file]})
    (message,) = (await trade.buyer.get(f"/v1/quotes/{offer['id']}/messages")).json()["items"]
    assert (await trade.buyer.http.get(message["attachments"][0]["url"])).content == b"as drawn"
    await business.installation.drain()
    told = [item["kind"] for item in (await trade.buyer.get("/v1/notifications")).json()["items"]]
    assert sorted(told) == ["quote.for_buyer", "quote.message"]
    papers = (await trade.buyer.get(f"/v1/documents?subject_kind=quote&subject_id={offer['id']}")).json()["items"]
    assert [(paper["title"], paper["status"]) for paper in papers] == [
        ("Q-1001 version 2", "ready"),
        ("Q-1001 version 1", "ready"),
    ]
    assert re.search(r'href="/files/[^"]+">PDF<', await page(trade.buyer, f"/app/quotes/{offer['id']}/versions"))
    found = await trade.buyer.page("/palette?q=Q-1001")
    assert offer["id"] in found.text
