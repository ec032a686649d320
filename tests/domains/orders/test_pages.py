"""Pages of orders as staff and buyers see them; files, papers and search of what they may see."""

from __future__ import annotations

from hanse.platform.search import SearchQuery
from hanse.testing.installation import Business
from tests.domains.inventory.goods import stocked
from tests.domains.orders.buying import entered, entry, line, partner, place


async def test_staff_take_an_order_through_its_life_on_pages(business: Business) -> None:
    bolt, _ = await stocked(business.owner, "10")
    buyer = await partner(business.owner)
    evil = "<script>alert(1)</script>"
    answer = await entered(
        business.owner, buyer, entry(bolt, "4"), entry(None, "1", name=evil), po_number="PO 1", note=evil
    )
    order = answer.json()
    root = f"/admin/orders/{order['id']}"
    listed = await business.owner.page("/admin/orders")
    assert listed.status_code == 200
    assert order["number"] in listed.text
    seen = await business.owner.page(root)
    assert (seen.status_code, evil in seen.text, "Confirm order" in seen.text) == (200, False, True)
    assert (await business.owner.submit(f"{root}/confirm", {})).status_code == 303
    form = await business.owner.page(f"{root}/ship")
    assert "How much left" in form.text
    first, second = (item["id"] for item in order["lines"])
    refused = await business.owner.submit(f"{root}/ship", {f"line.{first}": "9"})
    assert (refused.status_code, "is possible" in refused.text) == (422, True)
    shipped = await business.owner.submit(f"{root}/ship", {f"line.{first}": "1,5", "tracking_number": "T 1"})
    assert shipped.status_code == 303, shipped.text
    assert "T 1" in (await business.owner.page(root)).text
    held = await business.owner.submit(f"{root}/hold", {"reason": "Credit"})
    assert held.status_code == 303
    assert "Resume order" in (await business.owner.page(root)).text
    await business.owner.submit(f"{root}/resume", {})
    cancelled = await business.owner.submit(f"{root}/cancel", {f"line.{second}": "1", "reason": "Not needed"})
    assert cancelled.status_code == 303, cancelled.text
    edited = await business.owner.submit(f"{root}/edit", {"po_number": "PO 2", "_version": "6"})
    assert edited.status_code in (303, 412)
    written = await business.owner.submit(f"{root}/messages", {"body": "On its way", "is_internal": "on"})
    assert written.status_code == 303
    assert "On its way" in (await business.owner.page(root)).text


async def test_buyers_have_pages_of_their_own_orders_alone(business: Business) -> None:
    mine, other = await partner(business.owner), await partner(business.owner, "Other")
    order, foreign = await place(business, mine, line(None, "1")), await place(business, other, line(None, "1"))
    buyer = await business.join("buyer", mine)
    listed = await buyer.page("/app/orders")
    assert (order.number in listed.text, foreign.number in listed.text) == (True, False)
    root = f"/app/orders/{order.id}"
    seen = await buyer.page(root)
    assert (seen.status_code, "Internal note" in seen.text, "History" in seen.text) == (200, False, False)
    assert (await buyer.page(f"/app/orders/{foreign.id}")).status_code == 404
    assert (await buyer.page(f"/admin/orders/{order.id}")).status_code in (403, 404)
    assert (await buyer.page(f"/orders/{order.id}")).headers["location"] == root
    assert (await buyer.submit(f"{root}/ask-cancellation", {"reason": ""})).status_code == 422
    assert (await buyer.submit(f"{root}/ask-cancellation", {"reason": "Twice"})).status_code == 303
    assert "You asked to cancel" in (await buyer.page(root)).text
    assert "Orders under way" in (await buyer.page("/app")).text
    assert "cancellation to decide" in (await business.owner.page("/admin")).text


async def test_who_runs_the_group_asks_to_cancel_an_order_of_a_subsidiary(business: Business) -> None:
    group = await partner(business.owner, "Group")
    works = await partner(business.owner, "Works", parent_id=str(group))
    order = await place(business, works, line(None, "1"))
    head, buyer = await business.join("company_admin", group), await business.join("buyer", group)
    root = f"/app/orders/{order.id}"
    assert f"{root}/ask-cancellation" in (await head.page(root)).text
    assert (await head.page(f"{root}/ask-cancellation")).status_code == 200
    assert (await head.submit(f"{root}/ask-cancellation", {"reason": "Twice"})).status_code == 303
    assert (await buyer.page(f"{root}/ask-cancellation")).status_code == 404


async def test_files_hold_what_the_list_shows_and_no_formula(business: Business) -> None:
    buyer, other = await partner(business.owner, "=cmd()"), await partner(business.owner, "Other")
    await place(business, buyer, line(None, "2", "1.50"), line(None, "1", key=1), po_number="=1+1")
    await place(business, other, line(None, "1"))
    made = await business.owner.post("/v1/order-exports", {"format": "csv"})
    assert (made.status_code, made.json()["rows"]) == (201, 2)
    text = (await business.owner.get(made.json()["link"])).text
    assert ",=" not in text
    lines = await business.owner.post("/v1/order-exports", {"format": "xlsx", "lines": True, "status": ["placed"]})
    assert lines.json()["rows"] == 3
    person = await business.join("buyer", buyer)
    own = await person.post("/v1/order-exports", {"format": "csv"})
    assert (own.status_code, own.json()["rows"]) == (201, 1)


async def test_an_order_is_found_by_its_numbers_by_those_who_may_see_it(business: Business) -> None:
    mine, other = await partner(business.owner), await partner(business.owner, "Other")
    order = await place(business, mine, line(None, "1"), po_number="QX-4711")
    await business.installation.drain()
    buyer, stranger = await business.join("buyer", mine), await business.join("buyer", other)
    services = business.installation.services
    for reader, expected in ((business.owner, [str(order.id)]), (buyer, [str(order.id)]), (stranger, [])):
        identity = await services.authenticator.by_session(services, reader.session.token, None)
        assert identity is not None
        async with business.open(identity.principal) as ctx:
            found = await ctx.services.search.search(ctx, SearchQuery(text="QX-4711"))
        assert [hit.id for hit in found.items] == expected


async def test_both_sides_get_the_paper_of_an_order(business: Business) -> None:
    mine = await partner(business.owner)
    order = await place(
        business, mine, line(None, "3", "2.00", name="Ünusual nåme"), note="Ring twice", payment_days=14
    )
    assert (await business.owner.post(f"/v1/orders/{order.id}/paper")).status_code == 202
    await business.installation.drain()
    buyer = await business.join("buyer", mine)
    page = await buyer.page(f"/app/orders/{order.id}")
    assert "Order confirmation" in page.text
    papers = (await buyer.get(f"/v1/documents?subject_kind=order&subject_id={order.id}")).json()["items"]
    assert [paper["status"] for paper in papers] == ["ready"]
    stranger = await business.join("buyer", await partner(business.owner, "Stranger"))
    assert (await stranger.get(f"/v1/documents?subject_kind=order&subject_id={order.id}")).json()["items"] == []


async def test_each_side_is_told_what_the_other_did(business: Business) -> None:
    organization = await partner(business.owner, manager_member_id=str(business.owner.member_id))
    buyer = await business.join("buyer", organization)
    assert buyer.member_id is not None
    order = await place(business, organization, line(None, "1"), buyer_member_id=buyer.member_id)
    path = f"/v1/orders/{order.id}"
    await business.owner.post(f"{path}/confirm")
    await business.owner.post(f"{path}/messages", {"body": "{number} is fine", "is_internal": True})
    await business.owner.post(f"{path}/messages", {"body": "Tomorrow"})
    await buyer.post(f"{path}/ask-cancellation", {"reason": "Twice {total}"})
    await buyer.post(f"{path}/messages", {"body": "Please"})
    await business.installation.drain()
    async with business.open() as ctx:
        rows = await ctx.db.all("SELECT member_id, kind FROM notifications")
    told: dict[str, set[str]] = {"owner": set(), "buyer": set()}
    for row in rows:
        told["buyer" if row["member_id"] == buyer.member_id.uuid else "owner"].add(row["kind"])
    assert told == {
        "buyer": {"order.confirmed", "order.message"},
        "owner": {"order.placed", "order.cancellation_requested", "order.message"},
    }
