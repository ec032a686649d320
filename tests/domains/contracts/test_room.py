"""The partner's pages: reading, proposing, answering, signing; and bringing in a contract that was signed on paper."""

from __future__ import annotations

import re
from datetime import timedelta

from hanse.domains.access.types import OrganizationId
from hanse.testing.installation import Business
from tests.domains.contracts.agreements import agreement, made, moved, read, worded
from tests.domains.contracts.test_signing import PAPER, approved

EVIL = "<script>alert(1)</script>"


def version_in(text: str) -> str:
    """The version that the first form of a page names."""
    found = re.search(r'name="_version" value="(\d+)"', text)
    assert found is not None
    return found[1]


async def test_a_partner_reads_proposes_and_hands_back(business: Business) -> None:
    deal = await agreement(business)
    text = await worded(deal, (("Subject", f"Bolts for {{{{town}}}}. {EVIL}"), ("Payment", "30 days net.")))
    root = f"/app/contracts/{text['contract']['id']}"
    assert (await deal.buyer.page(root)).status_code == 404, "nothing was sent yet"
    assert "No contracts yet" in (await deal.buyer.page("/app/contracts")).text
    await moved(deal.seller, text, "send", comment="Please look at clause 2")
    assert "Supply of bolts" in (await deal.buyer.page("/app/contracts")).text
    home = (await deal.buyer.page("/app")).text
    assert "1 contract to answer" in home
    assert "Supply of bolts" in home
    page = await deal.buyer.page(root)
    assert (page.status_code, EVIL in page.text) == (200, False)
    assert "Bolts for Hamburg. &lt;script&gt;" in page.text
    assert "Your turn" in page.text
    version = version_in((await deal.buyer.page(f"{root}/clauses/payment")).text)
    wanted = {"heading": "Payment", "body": f"60 days net. {EVIL}", "note": "As last year"}
    sent = await deal.buyer.submit(f"{root}/clauses/payment", {**wanted, "_version": version})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{root}#payment")
    empty = await deal.buyer.submit(f"{root}/clauses/new", {"heading": "Insurance", "_version": version})
    assert empty.status_code == 422
    assert "text" in empty.text
    page = await deal.buyer.page(root)
    assert "<del>30" in page.text
    assert "<ins>60" in page.text
    assert EVIL not in page.text
    talked = await deal.buyer.submit(f"{root}/talk", {"body": "Is this fine?", "clause_key": "payment"})
    assert talked.status_code == 303
    assert "Is this fine?" in (await deal.buyer.page(f"{root}/talk")).text
    asked = await deal.buyer.page(f"{root}/act/return")
    assert "Hand back" in asked.text
    blind = await deal.buyer.submit(f"{root}/act/return", {"comment": "One wish"})
    stale = await deal.buyer.submit(f"{root}/act/return", {"comment": "One wish", "_version": "1"})
    assert (blind.status_code, stale.status_code) == (428, 412)
    done = await deal.buyer.submit(f"{root}/act/return", {"comment": "One wish", "_version": version_in(asked.text)})
    assert (done.status_code, done.headers["location"]) == (303, root)
    assert "with the seller" in (await deal.buyer.page(root)).text
    assert "One wish" in (await deal.buyer.page(f"{root}/history")).text
    late = await deal.buyer.submit(f"{root}/clauses/payment", wanted)
    assert late.status_code == 409
    assert "by you" in (await deal.buyer.page(f"{root}/compare?left=1.1&right=1.2")).text


async def test_a_partner_closes_the_tasks_of_their_side_and_strangers_find_nothing(business: Business) -> None:
    deal = await agreement(business)
    text = await worded(deal)
    await moved(deal.seller, text, "send", comment="Please look")
    root = f"/app/contracts/{text['contract']['id']}"
    noted = {"title": "Send the delivery plan", "due_on": "2026-05-01"}
    assert (await deal.buyer.submit(f"{root}/tasks", noted)).status_code == 303
    tasks = (await deal.buyer.page(f"{root}/tasks")).text
    action = re.search(rf'action="({root}/tasks/[^"]+)".*?name="_version" value="(\d+)"', tasks, re.DOTALL)
    assert action is not None
    closed = await deal.buyer.submit(action[1], {"status": "done", "_version": action[2]})
    assert (closed.status_code, closed.headers["location"]) == (303, f"{root}/tasks")
    assert "Open again: Send the delivery plan" in (await deal.buyer.page(f"{root}/tasks")).text
    south = await made(business.owner, "/v1/organizations", {"name": "South", "is_active": True})
    stranger = await business.join("company_admin", OrganizationId.parse(south["id"]))
    for path in (root, f"{root}/sign", f"{root}/papers", f"{root}/talk", f"{root}/tasks", f"{root}/compare"):
        assert (await stranger.page(path)).status_code == 404


async def test_signing_on_the_page(business: Business) -> None:
    deal = await agreement(business)
    version = await approved(deal)
    root = f"/app/contracts/{version['contract_id']}"
    assert "ready to be signed" in (await deal.buyer.page(root)).text
    assert "contract to be signed" in (await deal.buyer.page("/app")).text
    assert "contract to be signed" in (await deal.seller.page("/admin")).text
    clock, before = business.installation.clock, business.installation.clock.now()
    try:
        clock.advance(timedelta(minutes=11))
        old = await deal.buyer.page(f"{root}/sign")
        assert (old.status_code, old.headers["location"]) == (303, f"/account/confirm?next={root}/sign")
    finally:
        clock.set(before)
    page = await deal.buyer.page(f"{root}/sign")
    assert "I may sign for Harbour Works" in page.text
    fields = {"content_hash": version["content_hash"], "name": "Purchasing desk", "version": version["id"]}
    blind = await deal.buyer.submit(f"{root}/sign", {**fields, "agree": "true"})
    assert blind.status_code == 428
    fields["_version"] = version_in(page.text)
    silent = await deal.buyer.submit(f"{root}/sign", fields)
    assert (silent.status_code, "Tick the box" in silent.text) == (422, True)
    other = await deal.buyer.submit(f"{root}/sign", {**fields, "agree": "true", "content_hash": "0" * 64})
    assert other.status_code == 409
    signed = await deal.buyer.submit(f"{root}/sign", {**fields, "agree": "true"})
    assert (signed.status_code, signed.headers["location"]) == (303, f"{root}/papers")
    desk = root.replace("/app/", "/admin/")
    assert "You cannot sign now" in (await business.owner.page(f"{desk}/sign")).text
    await deal.seller.submit(f"{desk}/sign", {**fields, "name": "Key accounts", "agree": "true"})
    await business.installation.drain()
    papers = await deal.buyer.page(f"{root}/papers")
    assert "PDF/A, sealed" in papers.text
    assert deal.seller.email not in papers.text, "evidence is shown to the own side"
    assert deal.seller.email in (await deal.seller.page(f"{desk}/papers")).text
    assert (await deal.buyer.page(desk)).status_code in (403, 404)


async def test_a_signed_contract_is_brought_in_by_the_form(business: Business) -> None:
    deal = await agreement(business)
    fields = {
        "organization_id": deal.organization,
        "title": "Supply since 2024",
        "signed_on": "2026-02-20",
        "signed_by_seller": "Head of sales",
        "signed_by_buyer": "Head of purchasing",
        "starts_on": "2026-03-01",
        "ends_on": "",
        "renewal_mode": "evergreen",
        "renewal_months": "",
        "value.amount": "120000.00",
        "currency": "EUR",
    }
    assert "Harbour Works" in (await deal.seller.page("/admin/contracts/import")).text
    path = "/admin/contracts/import"
    without = await deal.seller.submit(path, fields)
    assert (without.status_code, "Choose the file" in without.text) == (422, True)
    file = {"content": ("Vertrag.pdf", PAPER, "application/pdf")}
    wrong = await deal.seller.submit(path, fields, files=file)
    assert (wrong.status_code, "how many months" in wrong.text) == (422, True)
    svg = {"content": ("x.svg", b"<svg onload=alert(1)>", "image/svg+xml")}
    assert (await deal.seller.submit(path, {**fields, "renewal_months": "12"}, files=svg)).status_code == 415
    done = await deal.seller.submit(path, {**fields, "renewal_months": "12"}, files=file)
    assert done.status_code == 303, done.text
    found = await read(deal.buyer, f"/v1/contracts/{done.headers['location'].rpartition('/')[2]}")
    assert (found["status"], found["value"]["amount"]) == ("signed", "120000.00")
    papers = await deal.buyer.page(f"/app/contracts/{found['id']}/papers")
    assert "signed on paper" in papers.text
