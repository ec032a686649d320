"""Pages of checkout as a browser without scripts uses them."""

from __future__ import annotations

import re
from typing import Any

import pytest_asyncio

from hanse.testing.installation import Business, Person
from tests.domains.checkout.shop import Shop, made, open_shop


@pytest_asyncio.fixture
async def shop(business: Business) -> Shop:
    return await open_shop(business)


async def follow(person: Person, answer: Any) -> str:
    """The page a form post leads to."""
    assert answer.status_code == 303, answer.text[:3000]
    page = await person.page(answer.headers["location"])
    assert page.status_code == 200, page.text[:3000]
    return str(page.text)


async def test_lines_are_pasted_mended_changed_and_ordered(shop: Shop) -> None:
    await shop.article("AB-1234", "2.50")
    await shop.article("AB-1235", "1.00")
    made_cart = await shop.buyer.submit("/app/carts", {"name": "Workshop"})
    cart = made_cart.headers["location"]
    assert "Nothing in this cart" in await follow(shop.buyer, made_cart)
    pasted = await shop.buyer.submit(f"{cart}/paste", {"text": "AB-1234;4\nAB-9;1\nAB-1235;2"})
    assert pasted.status_code == 200
    assert "There is no article AB-9" in pasted.text
    assert "AB-9;1</textarea>" in pasted.text
    page = (await shop.buyer.page(cart)).text
    fields = re.findall(r'name="(quantity\.crl_\w+)" value="([^"]+)"', page)
    assert [value for _, value in fields] == ["4", "2"]
    wrong = await shop.buyer.submit(f"{cart}/lines", {fields[0][0]: "-1", fields[1][0]: "3"})
    assert wrong.status_code == 200
    assert "more than zero" in wrong.text
    page = (await shop.buyer.page(cart)).text
    assert re.findall(r'name="quantity\.crl_\w+" value="([^"]+)"', page) == ["4", "3"]
    checkout = await follow(shop.buyer, await shop.buyer.submit(f"{cart}/check", {}))
    assert "No approval is needed" in checkout
    seen = fields_of(checkout)
    sent = await shop.buyer.submit(f"{cart}/checkout", {**seen, "_action": "order"})
    ordered = await follow(shop.buyer, sent)
    assert "Open order" in ordered
    assert "13.00" in ordered


def fields_of(page: str) -> dict[str, str]:
    """What the checkout form holds."""
    found = dict(re.findall(r'<input[^>]* name="(fingerprint|po_number)" value="([^"]*)"', page))
    for name in ("shipping_address_id", "billing_address_id"):
        chosen = re.search(rf'name="{name}".*?<option value="([^"]+)" selected', page, re.DOTALL)
        found[name] = chosen[1] if chosen else ""
    return {**found, "requested_on": "", "cost_centre_id": "", "note": "", "allows_backorder": "true"}


async def test_changed_details_are_kept_before_anything_is_ordered(shop: Shop) -> None:
    await shop.article("AB-1")
    cart = f"/app/carts/{await shop.cart(('AB-1', '4'))}"
    seen = fields_of((await shop.buyer.page(f"{cart}/checkout")).text)
    kept = await shop.buyer.submit(f"{cart}/checkout", {**seen, "po_number": "4711", "_action": "order"})
    again = await follow(shop.buyer, kept)
    assert 'value="4711"' in again
    await shop.reprice("AB-1", "11.00")
    stale = await shop.buyer.submit(f"{cart}/checkout", {**fields_of(again), "_action": "order"})
    assert stale.status_code == 409
    assert "Not ordered" in stale.text


async def test_a_request_shows_who_decides_and_is_recalled(shop: Shop) -> None:
    head = await shop.colleague("approver")
    await shop.policy(head)
    await shop.article("AB-1")
    request = (await shop.submit(await shop.cart(("AB-1", "4")))).json()
    page = (await shop.buyer.page(f"/app/order-requests/{request['id']}")).text
    assert "Head of purchasing" in page
    assert "Head of purchasing" not in (await shop.buyer.page("/app/order-requests")).text
    back = await follow(shop.buyer, await shop.buyer.submit(f"/app/order-requests/{request['id']}/recall", {}))
    assert "Recalled" in back


async def test_what_is_filled_in_is_kept_as_it_changes_and_the_check_follows(shop: Shop) -> None:
    await shop.article("AB-1")
    cart = f"/app/carts/{await shop.cart(('AB-1', '4'))}"
    seen = fields_of((await shop.buyer.page(f"{cart}/checkout")).text)
    kept = await shop.buyer.submit(f"{cart}/details", {**seen, "po_number": "4711"})
    assert (kept.status_code, kept.headers["hx-trigger"], "<html" in kept.text) == (200, "hanse:kept", False)
    wrong = await shop.buyer.submit(f"{cart}/details", {**seen, "po_number": "4712", "requested_on": "never"})
    assert (wrong.status_code, "hx-trigger" in wrong.headers) == (422, False)
    again = (await shop.buyer.page(f"{cart}/checkout")).text
    assert 'value="4711"' in again
    print_now = re.search(r'name="fingerprint" value="([^"]+)"', kept.text)
    assert print_now
    fields = {**fields_of(again), "fingerprint": print_now[1], "_action": "order"}
    sent = await shop.buyer.submit(f"{cart}/checkout", fields)
    assert sent.headers["location"].startswith("/app/order-requests/")


async def test_a_form_without_cost_centres_orders_at_the_first_press(shop: Shop) -> None:
    await shop.article("AB-1")
    cart = f"/app/carts/{await shop.cart(('AB-1', '4'))}"
    page = (await shop.buyer.page(f"{cart}/checkout")).text
    assert 'name="cost_centre_id"' not in page
    seen = {name: value for name, value in fields_of(page).items() if name != "cost_centre_id"}
    sent = await shop.buyer.submit(f"{cart}/checkout", {**seen, "_action": "order"})
    assert sent.headers["location"].startswith("/app/order-requests/")


async def test_a_cart_that_waits_is_taken_back_and_edited_in_one_step_and_approvers_see_what_they_need(
    shop: Shop,
) -> None:
    head = await shop.colleague("approver")
    await shop.article("AB-1")
    first = await shop.submit(await shop.cart(("AB-1", "2")))
    assert first.json()["status"] == "placed"
    await shop.policy(head)
    await shop.reprice("AB-1", "11.00")
    centre = await shop.centre()
    await shop.budget(centre, "500.00")
    cart = await shop.cart(("AB-1", "4"))
    tag = (await shop.buyer.get(f"/v1/carts/{cart}")).headers["etag"]
    await shop.buyer.patch(f"/v1/carts/{cart}", {"cost_centre_id": centre}, headers={"if-match": tag})
    request = (await shop.submit(cart)).json()
    screen = (await head.page(f"/app/approvals/{request['approval_id']}")).text
    for words in ("Budget and credit", "£44.00".replace("£", "€") + " of €500.00", "Prices since last time", "€10.00"):
        assert words in screen, words
    assert ("Twelve months" in screen, "1 order" in screen, "Your decision" in screen) == (True, True, True)
    own = await shop.buyer.get(f"/v1/approvals/{request['approval_id']}")
    assert own.json()["evidence"] == []
    page = (await shop.buyer.page(f"/app/carts/{cart}")).text
    assert ("This cart waits for approval" in page, 'name="quantity.' in page) == (True, False)
    taken = await shop.buyer.submit(f"/app/order-requests/{request['id']}/recall", {})
    assert taken.headers["location"] == f"/app/carts/{cart}"
    assert 'name="quantity.' in (await shop.buyer.page(f"/app/carts/{cart}")).text
    late = await shop.buyer.submit(f"/app/order-requests/{request['id']}/recall", {})
    assert late.headers["location"] == f"/app/order-requests/{request['id']}"


async def test_quick_order_shows_what_it_understood_and_fills_a_cart(shop: Shop) -> None:
    await shop.article("AB-1234")
    assert (await shop.buyer.page("/app/quick-order")).status_code == 200
    read = await shop.buyer.submit("/app/quick-order", {"text": "AB-1234 4\nAB-1243 1"})
    assert "did you mean AB-1234" in read.text
    kept = re.search(r'name="text" value="([^"]+)"', read.text)
    assert kept
    into = {"text": kept[1], "_action": "add", "cart": "new"}
    assert "Thing AB-1234" in await follow(shop.buyer, await shop.buyer.submit("/app/quick-order", into))


async def test_lists_are_kept_on_pages(shop: Shop) -> None:
    await shop.article("AB-1234")
    new = await shop.buyer.submit("/app/lists", {"name": "Weekly", "is_shared": "true"})
    path = new.headers["location"]
    await follow(shop.buyer, await shop.buyer.submit(f"{path}/add", {"text": "AB-1234 4"}))
    cart = await follow(shop.buyer, await shop.buyer.submit(f"{path}/order", {"cart": "new"}))
    assert "Thing AB-1234" in cart
    assert "Weekly" in (await shop.buyer.page("/app/lists")).text
    gone = await shop.buyer.submit(f"{path}/remove", {"variant": shop.articles["AB-1234"]})
    assert "Nothing on this list" in await follow(shop.buyer, gone)


async def test_the_company_admin_sets_budgets_and_sees_what_is_used(shop: Shop) -> None:
    admin = await shop.colleague("company_admin")
    new = await admin.submit("/app/cost-centres", {"code": "4100", "name": "Workshop"})
    path = new.headers["location"]
    await follow(admin, new)
    budget = {"limit.amount": "100.00", "limit.currency": "EUR", "period": "month", "when_exceeded": "approval"}
    page = await follow(admin, await admin.submit(f"{path}/budgets", budget))
    assert "Budget by month, EUR" in page
    wrong = await admin.submit(f"{path}/budgets", {**budget, "limit.amount": "-1", "period": "year"})
    assert wrong.status_code == 422
    ruled = await admin.submit("/app/cost-centres/rules", {"requires_po_number": "true"})
    assert "Workshop" in await follow(admin, ruled)
    assert "Workshop" in (await shop.buyer.page("/app/cost-centres")).text
    assert (await shop.buyer.submit("/app/cost-centres", {"code": "1", "name": "x"})).status_code == 403


async def test_a_standing_order_is_made_of_a_cart_and_stopped(shop: Shop) -> None:
    await shop.article("AB-1")
    cart = await shop.cart(("AB-1", "4"))
    assert (await shop.buyer.page(f"/app/standing-orders/new?cart={cart}")).status_code == 200
    fields = {
        "name": "Weekly",
        "from_cart_id": cart,
        "timing.every": "week",
        "timing.interval": "2",
        "timing.weekdays": "1",
        "timing.month_day": "",
        "timing.starts_on": "2026-03-02",
        "timing.ends_on": "",
        "details.po_number": "",
        "details.shipping_address_id": "",
    }
    new = await shop.buyer.submit("/app/standing-orders/new", fields)
    page = await follow(shop.buyer, new)
    assert "Every 2 weeks on monday" in page.lower() or "every 2 weeks on monday" in page.lower()
    path = new.headers["location"]
    for verb, word in (("skip", "Skipped"), ("pause", "Resume"), ("resume", "Pause"), ("end", "Ended")):
        assert word in await follow(shop.buyer, await shop.buyer.submit(f"{path}/{verb}", {})), verb
    assert (await shop.buyer.page("/app/standing-orders")).status_code == 200
    bad = await shop.buyer.submit("/app/standing-orders/new", {**fields, "timing.interval": "0"})
    assert bad.status_code == 422


async def test_an_order_is_ordered_again_from_its_page(shop: Shop) -> None:
    await shop.article("AB-1")
    placed = (await shop.submit(await shop.cart(("AB-1", "3")))).json()
    again = await shop.buyer.submit(f"/app/orders/{placed['order_id']}/reorder", {})
    assert "Thing AB-1" in await follow(shop.buyer, again)


async def test_papers_go_with_the_order_and_odd_files_do_not(shop: Shop) -> None:
    await shop.article("AB-1")
    cart = f"/app/carts/{await shop.cart(('AB-1', '3'))}"
    paper = {"file": ("drawing.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "application/pdf")}
    page = await follow(shop.buyer, await shop.buyer.submit(f"{cart}/attachments", {}, files=paper))
    assert "drawing.pdf" in page
    evil = {"file": ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml")}
    again = await follow(shop.buyer, await shop.buyer.submit(f"{cart}/attachments", {}, files=evil))
    assert "drawing.svg" not in again
    sent = await shop.buyer.submit(f"{cart}/checkout", {**fields_of(again), "_action": "order"})
    assert "drawing.pdf" in await follow(shop.buyer, sent)


async def test_home_tells_what_to_go_on_with(shop: Shop) -> None:
    head = await shop.colleague("approver")
    await shop.policy(head, "subject.line_count > 1")
    await shop.article("AB-1")
    await shop.article("AB-2")
    await shop.cart(("AB-1", "1"))
    await shop.submit(await shop.cart(("AB-1", "1"), ("AB-2", "1")))
    home = (await shop.buyer.page("/app")).text
    assert "cart to go on with" in home
    assert "waits for approval" in home


async def test_names_with_markup_stay_text(shop: Shop) -> None:
    await shop.article("AB-1")
    evil = "<script>alert(1)</script>"
    cart = await shop.cart(("AB-1", "3"), name=evil, is_shared=True)
    await made(shop.buyer, "/v1/shopping-lists", {"name": evil, "is_shared": True})
    for path in ("/app/carts", f"/app/carts/{cart}", "/app/lists", f"/app/carts/{cart}/checkout"):
        page = (await shop.buyer.page(path)).text
        assert evil not in page
        assert "&lt;script&gt;" in page
