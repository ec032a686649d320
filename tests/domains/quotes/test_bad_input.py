"""Hostile and careless input: an answer for each line, nothing half done, and no state that can be jumped over."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from hanse.testing.installation import Business
from tests.domains.quotes.deals import LAST_DAY, at, changed, deal, line, lines, made, money, moved, seen

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("wanted", "path", "code"),
    [
        ({"quantity": {"value": "0", "unit": "C62"}}, "quantity", "not_positive"),
        ({"quantity": {"value": "-1", "unit": "C62"}}, "quantity", "not_positive"),
        ({"quantity": {"value": "1", "unit": "MTR"}}, "quantity", "wrong_unit"),
        ({"sku": "NO-SUCH"}, "sku", "unknown_sku"),
        ({"target_price": money("1.00", "JPY")}, "target_price", "currency_mismatch"),
        ({"target_price": money("-1.00")}, "target_price", "negative_price"),
        ({"sku": None}, "sku", "required"),
    ],
)
async def test_a_wrong_line_says_what_is_wrong_and_the_others_are_kept(
    business: Business, wanted: dict[str, Any], path: str, code: str
) -> None:
    trade = await deal(business)
    quote = await trade.quote(lines=[])
    bad = {**line(trade.skus[0]), **wanted}
    body = {"lines": [line(trade.skus[0]), bad, line(trade.skus[1])]}
    answer = await made(trade.buyer, f"/v1/quotes/{quote['id']}/lines", body)
    assert answer["added"] == 2
    assert [(one["path"], one["code"]) for one in answer["problems"]] == [(f"lines.1.{path}", code)]
    whole = await trade.buyer.post(f"/v1/quotes/{quote['id']}/lines", {**body, "all_or_nothing": True})
    assert whole.status_code == 422
    assert len(await lines(trade.buyer, quote)) == 2


async def test_quantities_off_step_name_what_would_be_accepted(business: Business) -> None:
    trade = await deal(business)
    unit = {"unit": "C62", "minimum": {"value": "10", "unit": "C62"}, "step": {"value": "5", "unit": "C62"}}
    path = "/v1/products"
    sold = {"sku": "STEP-1", "is_stocked": False, "units": [{**unit, "is_default": True}]}
    found = await made(business.owner, path, {"name": "In fives", "variants": [sold]})
    await made(business.owner, f"{path}/{found['id']}/activate", {})
    body = {"organization_id": trade.organization, "lines": [line("step-1", "12")]}
    answer = await trade.buyer.post("/v1/quotes", body)
    assert answer.status_code == 422
    assert "the nearest that can is 10" in answer.json()["errors"][0]["message"]
    assert (await trade.buyer.get("/v1/quotes")).json()["items"] == []


@pytest.mark.parametrize("value", ["1e18", "0.00001", "1000000000000000000000", "NaN", "1,5", ""])
async def test_numbers_that_are_none_are_refused(business: Business, value: str) -> None:
    trade = await deal(business)
    body = {"organization_id": trade.organization, "lines": [line(trade.skus[0], value)]}
    assert (await trade.buyer.post("/v1/quotes", body)).status_code == 422


async def test_a_huge_quantity_is_an_error_and_not_an_overflow(business: Business) -> None:
    trade = await deal(business, price="5000.00")
    body = {"organization_id": trade.organization, "lines": [line(trade.skus[0], "900000000000000")]}
    answer = await trade.buyer.post("/v1/quotes", body)
    assert answer.status_code == 422, answer.text


async def test_no_state_can_be_jumped_over(business: Business) -> None:
    trade = await deal(business)
    draft = await trade.quote()
    path = f"/v1/quotes/{draft['id']}"
    body = {"reason": "no"}
    for action in ("review", "offer", "recall"):
        assert (await trade.seller.post(f"{path}/{action}", {})).status_code == 404
    for action, sent in (("counter", {}), ("withdraw", body), ("decline", body), ("order", {})):
        assert (await trade.buyer.post(f"{path}/{action}", sent)).status_code == 409, action
    await moved(trade.buyer, draft, "submit")
    for person, action in ((trade.buyer, "submit"), (trade.seller, "offer"), (trade.buyer, "counter")):
        answer = await person.post(f"{path}/{action}", {})
        assert (answer.status_code, answer.json()["code"]) == (409, "quote_invalid_transition")
    assert (await trade.buyer.post(f"{path}/offer", {})).status_code == 403
    assert (await trade.seller.post(f"{path}/accept", {"version_id": "qvr_x", "hash": "0" * 64})).status_code in (
        403,
        422,
    )
    assert (await trade.buyer.post(f"{path}/cancel", body)).status_code == 409
    answer = await business.owner.post(f"{path}/withdraw", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "quote_invalid_transition")


async def test_a_stale_read_changes_nothing(business: Business) -> None:
    trade = await deal(business)
    draft = await trade.quote()
    first = at(draft)
    assert (await trade.buyer.patch(f"/v1/quotes/{draft['id']}", {"title": "One"}, headers=first)).status_code == 200
    stale = await trade.buyer.patch(f"/v1/quotes/{draft['id']}", {"title": "Two"}, headers=first)
    assert stale.status_code == 412
    missing = await trade.buyer.patch(f"/v1/quotes/{draft['id']}", {"title": "Two"}, unread=True)
    assert missing.status_code == 428
    answer = await trade.buyer.post(f"/v1/quotes/{draft['id']}/submit", {}, headers=first)
    assert answer.status_code == 412
    assert (await seen(trade.buyer, draft))["title"] == "One"


async def test_an_offer_is_whole_before_it_goes_out(business: Business) -> None:
    trade = await deal(business)
    free = {"name": "Something special", "quantity": {"value": "2", "unit": "C62"}}
    quote = await trade.in_review(lines=[line(trade.skus[0]), free])
    answer = await trade.seller.post(f"/v1/quotes/{quote['id']}/offer", {})
    assert (answer.status_code, answer.json()["code"]) == (422, "quote_incomplete")
    assert [error["path"] for error in answer.json()["errors"]] == ["lines.1.unit_price", "valid_until"]
    answer = await trade.seller.patch(
        f"/v1/quotes/{quote['id']}", {"valid_until": "2026-03-01"}, headers=at(await seen(trade.seller, quote))
    )
    assert answer.status_code == 422
    two = (await lines(trade.seller, quote))[1]
    change = {"lines": [{"id": two["id"], "sku": trade.skus[1]}]}
    path = f"/v1/quotes/{quote['id']}/lines"
    answer = await trade.seller.patch(path, change, headers=at(await seen(trade.seller, quote)))
    assert answer.status_code == 200, answer.text
    assert (await lines(trade.seller, quote))[1]["unit_price"] == money("10.00")
    await changed(trade.seller, quote, valid_until=LAST_DAY)
    assert (await moved(trade.seller, quote, "offer"))["status"] == "offered"


async def test_files_are_let_in_by_a_list(business: Business) -> None:
    trade = await deal(business)
    draft = await trade.quote()
    path = f"/v1/quotes/{draft['id']}/attachments"
    for name, content in (("x.svg", SVG), ("page.html", b"<html>"), ("run.exe", b"MZ"), ("fake.pdf", b"<html>")):
        body = {"name": name, "content": base64.b64encode(content).decode()}
        assert (await trade.buyer.post(path, body)).status_code in (415, 422), name
    body = {"name": "../../plan.txt", "content": base64.b64encode(b"as drawn").decode()}
    kept = await made(trade.buyer, path, body)
    assert "/" not in kept["name"]
    assert (await trade.seller.get(path)).status_code == 404
    await moved(trade.buyer, draft, "submit")
    assert [file["name"] for file in (await trade.seller.get(path)).json()["items"]] == [kept["name"]]
    assert (await trade.seller.delete(f"{path}/{kept['id']}")).status_code == 409


async def test_the_credit_limit_and_a_suspended_partner_stop_an_acceptance(business: Business) -> None:
    trade = await deal(business)
    offer = await trade.offered()
    found = (await business.owner.get(f"/v1/organizations/{trade.organization}")).json()
    limit = {"credit_limit": money("199.99")}
    await business.owner.patch(f"/v1/organizations/{trade.organization}", limit, headers=at(found))
    preview = await made(trade.buyer, f"/v1/quotes/{offer['id']}/acceptance", {})
    assert "credit limit" in preview["problems"][0]
    body = {"version_id": preview["version_id"], "hash": preview["hash"], "total": preview["gross"]}
    answer = await trade.buyer.post(f"/v1/quotes/{offer['id']}/accept", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "quote_credit_exceeded")
    found = (await business.owner.get(f"/v1/organizations/{trade.organization}")).json()
    await business.owner.patch(
        f"/v1/organizations/{trade.organization}", {"credit_limit": money("200.00")}, headers=at(found)
    )
    path = f"/v1/organizations/{trade.organization}/suspend"
    await made(business.owner, path, {"reason": "Late payer", "blocks_log_in": False})
    answer = await trade.buyer.post(f"/v1/quotes/{offer['id']}/accept", body)
    assert answer.status_code in (403, 404, 409), answer.text
    assert (await seen(business.owner, offer))["status"] == "offered"
