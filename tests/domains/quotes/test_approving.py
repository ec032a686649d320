"""Offers that need internal approval: who agrees, what the buyer sees meanwhile, and what goes out."""

from __future__ import annotations

from typing import Any

from hanse.testing.installation import Business, Person
from tests.domains.approvals.desk import one_of, policy
from tests.domains.quotes.deals import LAST_DAY, Deal, accepting, changed, deal, lines, moved, repriced, seen, versions


async def large(business: Business) -> tuple[Deal, dict[str, Any], Person, Person]:
    """A deal of 100,000 that a manager and then finance have to approve, ready to be offered."""
    trade = await deal(business, price="5000.00")
    boss = await business.join("approver", name="Sales manager")
    finance = await business.join("approver", name="Finance lead")
    await policy(business, one_of(boss), one_of(finance), condition="subject.total > 5000000")
    found = await trade.in_review()
    found = await changed(trade.seller, found, valid_until=LAST_DAY)
    return trade, found, boss, finance


async def decide(person: Person, quote: dict[str, Any], verb: str = "approve") -> None:
    answer = await person.post(f"/v1/approvals/{quote['approval_id']}/{verb}", {"comment": "As agreed"})
    assert answer.status_code == 200, answer.text


async def test_a_large_offer_waits_for_both_and_goes_out_as_it_was_approved(business: Business) -> None:
    trade, quote, boss, finance = await large(business)
    preview = (await trade.seller.get(f"/v1/quotes/{quote['id']}/offer")).json()
    assert (preview["needs_approval"], preview["problems"]) == (True, [])
    assert any("Sales manager" in sentence for sentence in preview["sentences"])
    asked = [one["name"] for level in preview["levels"] for group in level["groups"] for one in group["approvers"]]
    assert (asked, len(preview["policies"])) == (["Sales manager", "Finance lead"], 1)
    desk = (await trade.seller.page(f"/admin/quotes/{quote['id']}")).text
    for words in ("Needs internal approval before it goes out", "Because of Policy", "Sales manager", "Finance lead"):
        assert words in desk, words
    asked = await moved(trade.seller, quote, "offer", comment="Glad to")
    assert asked["status"] == "internal_approval"
    hidden = await seen(trade.buyer, quote)
    assert (hidden["status"], hidden["turn"], hidden["approval_id"]) == ("in_review", "seller", None)
    assert [item["kind"] for item in await versions(trade.buyer, quote)] == ["request"]
    answer = await trade.seller.patch(f"/v1/quotes/{quote['id']}", {"terms": "Other"}, headers={"if-match": '"99"'})
    assert answer.status_code in (409, 412)
    await decide(boss, asked)
    assert (await seen(trade.seller, quote))["status"] == "internal_approval"
    await decide(finance, asked)
    assert (await seen(trade.buyer, quote))["status"] == "offered"
    steps = (await trade.buyer.get(f"/v1/quotes/{quote['id']}/steps")).json()["items"]
    told = (steps[0]["action"], steps[0]["author_name"], steps[0]["comment"])
    assert told == ("offer", "Sales clerk", "Glad to")
    assert "Manager" not in str(steps)
    assert "Manager" not in (await trade.buyer.page(f"/app/quotes/{quote['id']}/history")).text
    offer = (await versions(trade.buyer, quote))[0]
    assert (offer["number"], offer["net"]["amount"]) == (2, "100000.00")
    assert (await accepting(trade.buyer, quote)).status_code == 200


async def test_one_missing_cost_leaves_the_margin_of_the_others_and_says_what_is_missing(business: Business) -> None:
    trade, quote, boss, _ = await large(business)
    first, second = await lines(trade.seller, quote)
    change = {"lines": [{"id": first["id"], "cost": {"amount": "4000.00", "currency": "EUR"}}]}
    tag = {"if-match": f'"{(await seen(trade.seller, quote))["version"]}"'}
    assert (await trade.seller.patch(f"/v1/quotes/{quote['id']}/lines", change, headers=tag)).status_code == 200
    desk = (await trade.seller.page(f"/admin/quotes/{quote['id']}")).text
    assert ("One line has no cost" in desk, "20.0" in desk, "of the lines with a cost" in desk) == (True, True, True)
    asked = await moved(trade.seller, quote, "offer")
    frozen = (await trade.seller.page(f"/admin/quotes/{quote['id']}")).text
    assert "1 line, left out of the margin" in frozen
    screen = (await boss.page(f"/admin/approvals/{asked['approval_id']}")).text
    for words in ("20.0 %, 1 line without a cost left out", "Lines without a cost", second["name"], "list "):
        assert words in screen, words
    assert "margin" not in (await trade.buyer.page(f"/app/quotes/{quote['id']}")).text.lower().replace("margin-", "")


async def test_a_rejected_offer_comes_back_and_is_never_shown(business: Business) -> None:
    trade, quote, boss, _ = await large(business)
    asked = await moved(trade.seller, quote, "offer")
    secret = (await versions(trade.seller, quote))[0]
    await decide(boss, asked, "reject")
    found = await seen(trade.seller, quote)
    assert (found["status"], found["may_edit"]) == ("in_review", True)
    assert (await trade.buyer.get(f"/v1/quotes/{quote['id']}/versions/{secret['id']}")).status_code == 404
    steps = (await trade.buyer.get(f"/v1/quotes/{quote['id']}/steps")).json()["items"]
    assert {step["action"] for step in steps} == {"create", "submit", "review"}
    await repriced(trade.seller, quote, unit_price={"amount": "2000.00", "currency": "EUR"})
    assert (await moved(trade.seller, quote, "offer"))["status"] == "offered"


async def test_an_offer_can_be_taken_back_before_it_is_approved(business: Business) -> None:
    trade, quote, boss, _ = await large(business)
    asked = await moved(trade.seller, quote, "offer")
    assert (await moved(trade.seller, quote, "recall"))["status"] == "in_review"
    answer = await boss.post(f"/v1/approvals/{asked['approval_id']}/approve", {})
    assert answer.status_code == 409
    await moved(trade.seller, quote, "offer")
    withdrawn = await moved(trade.buyer, quote, "withdraw", reason="We found another")
    assert withdrawn["status"] == "withdrawn"
    assert [line["unit_price"]["amount"] for line in await lines(trade.buyer, quote)] == ["5000.00", "5000.00"]


async def test_splitting_a_quote_evades_nothing(business: Business) -> None:
    trade, quote, _, _ = await large(business)
    await repriced(trade.seller, quote, unit_price={"amount": "2000.00", "currency": "EUR"})
    assert (await moved(trade.seller, quote, "offer"))["status"] == "offered"
    second = await trade.in_review()
    await repriced(trade.seller, second, unit_price={"amount": "2000.00", "currency": "EUR"})
    await changed(trade.seller, second, valid_until=LAST_DAY)
    assert (await moved(trade.seller, second, "offer"))["status"] == "internal_approval"
