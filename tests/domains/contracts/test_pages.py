"""The pages of contracts for staff: what they say, and that their forms do what they promise, without scripts too."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from hanse.domains.access.types import RoleId
from hanse.testing.installation import Business, Person
from tests.domains.contracts.agreements import Agreement, agreement, made, moved, read, worded


async def page(person: Person, path: str) -> str:
    answer = await person.page(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:400]}"
    return answer.text


async def sent(person: Person, path: str, fields: dict[str, Any], status: int = 303) -> Any:
    """Post a form as a browser does, with the version its page names."""
    answer = await person.submit(path, fields)
    assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:1500]}"
    return answer


def version_in(text: str, form: str) -> str:
    """The version that a form of a page sends back."""
    found = re.search(rf'action="{re.escape(form)}".*?name="_version" value="(\d+)"', text, re.DOTALL)
    assert found, f"{form} names no version"
    return found[1]


async def test_a_contract_is_written_from_a_template_in_pages(business: Business) -> None:
    deal = await agreement(business)
    me = deal.seller
    clause_form = {"heading": "Liability", "body": "Limited to {{cap}}.", "is_required": "true"}
    await sent(me, "/admin/clauses/new", clause_form)
    clause = (await read(me, "/v1/library-clauses"))["items"][0]
    form = {"name": "Supply", "notice_days": "30", "renewal_mode": "none", "duration_months": "12"}
    added = await me.submit(
        "/admin/contract-templates/new", {**form, "_action": "add_library", "library": clause["id"]}
    )
    assert (added.status_code, "Limited to {{cap}}." in added.text) == (200, True)
    typed = {
        "clause.0.heading": "Liability",
        "clause.0.body": "Limited to {{cap}}.",
        "clause.0.key": "liability",
        "clause.0.library_clause_id": clause["id"],
        "clause.0.is_required": "true",
    }
    answer = await sent(me, "/admin/contract-templates/new", {**form, **typed, "_action": "save"})
    path = answer.headers["location"]
    version = version_in(await page(me, path), path)
    refused = await sent(me, path, {**form, **typed, "_action": "activate", "_version": version}, 422)
    assert "Its clauses use {{cap}}" in refused.text
    variables = "cap | Largest amount | 10,000 EUR"
    ready = {"_action": "activate", "_version": version, "variables_text": variables}
    await sent(me, path, {**form, **typed, **ready})
    template = path.rpartition("/")[2]
    begun = {"organization_id": deal.organization, "title": "Bolts", "template_id": template, "starts_on": "2026-04-01"}
    root = (await sent(me, "/admin/contracts/new", begun)).headers["location"]
    shown = await page(me, root)
    assert "Say who signs for the partner" in shown
    assert "Limited to 10,000 EUR." in await page(me, f"{root}/text")
    parties = await page(me, f"{root}/parties")
    fields = {"parties.0.side": "seller", "parties.0.name": "Nordhaven", "parties.0.signatory_name": "Head of sales"}
    fields |= {"parties.1.side": "buyer", "parties.1.name": "Harbour", "parties.1.signatory_name": "Head of purchasing"}
    await sent(me, f"{root}/parties", {**fields, "_version": version_in(parties, f"{root}/parties")})
    asked = await page(me, f"{root}/act/submit")
    assert "No policy asks for anybody" in asked
    await sent(me, f"{root}/act/submit", {"_version": version_in(asked, f"{root}/act/submit")})
    assert "Approved; now it is signed" in await page(me, root)


async def test_redlines_are_decided_on_the_page_of_the_text(business: Business) -> None:
    deal = await agreement(business)
    found = await worded(deal)
    root = f"/admin/contracts/{found['contract']['id']}"
    await moved(deal.seller, found, "send")
    body = {"kind": "change", "clause_key": "payment", "body": "Invoices are due within 60 days net."}
    change = await made(deal.buyer, f"/v1/contract-versions/{found['version_id']}/changes", body)
    assert "The partner is reading it" in await page(deal.seller, root)
    await moved(deal.buyer, found, "return")
    shown = await page(deal.seller, f"{root}/text")
    assert "<del>30 </del><ins>60 </ins>" in shown
    path = f"{root}/changes/{change['id']}"
    await sent(deal.seller, path, {"_action": "accept", "_version": version_in(shown, path)})
    assert "within 60 days net" in await page(deal.seller, f"{root}/text")
    assert "<ins>60 </ins>" in await page(deal.seller, f"{root}/compare?left=1.1&right=1")
    assert (await deal.seller.page(f"{root}/compare?left=9&right=1")).status_code in (404, 422)
    assert (await deal.seller.page(f"{root}/compare?left=x")).status_code == 404


async def test_every_page_is_there_for_staff_and_for_nobody_else(business: Business) -> None:
    deal = await agreement(business)
    found = await worded(deal)
    root = f"/admin/contracts/{found['contract']['id']}"
    task = {"title": "Call them", "kind": "milestone", "due_on": "2026-05-01", "side": "seller"}
    await sent(deal.seller, f"{root}/tasks", task)
    await sent(deal.seller, f"{root}/timeline", {"body": "Careful here", "is_internal": "true"})
    clause = found["content"]["clauses"][0]["id"]
    parts = ("", "/terms", "/people", "/parties", "/text", "/text/new", f"/text/{clause}", "/tasks", "/timeline")
    paths = [f"{root}{part}" for part in (*parts, "/compare", "/act/send", "/act/cancel")]
    paths += ["/admin/contracts", "/admin/contracts/new", "/admin/contracts/tasks"]
    paths += ["/admin/contract-templates", "/admin/clauses", "/admin/clauses/new", "/admin/contract-templates/new"]
    for path in paths:
        await page(deal.seller, path)
        assert (await deal.buyer.page(path)).status_code in (403, 404), path
    assert "Careful here" in await page(deal.seller, f"{root}/timeline")
    assert "contract to answer" in await page(deal.seller, "/admin")
    assert (await deal.seller.page("/admin/contracts/export.csv")).text.count("Supply of bolts") == 1
    assert (await deal.seller.page(f"/contracts/{found['contract']['id']}")).headers["location"] == root
    await agreed_words(deal, root)


async def test_who_may_assign_but_sees_nobody_keeps_whoever_is_chosen(business: Business) -> None:
    deal = await agreement(business)
    found = await deal.contract(buyer_member_id=str(deal.buyer.member_id))
    rights = ("contract.view", "contract.view_internal", "contract.assign")
    grants = [{"permission": right, "reach": "tenant"} for right in rights]
    role = await made(business.owner, "/v1/roles", {"name": "Assigns", "kind": "tenant", "grants": grants})
    clerk = await business.join(RoleId.parse(role["id"]))
    root = f"/admin/contracts/{found['id']}/people"
    shown = await page(clerk, root)
    fields = dict(re.findall(r'<select[^>]*name="(\w+)".*?<option value="([^"]+)" selected', shown, re.DOTALL))
    assert fields["owner_member_id"] == str(deal.seller.member_id)
    await sent(clerk, root, {**fields, "priority": "3", "_version": version_in(shown, root)})
    kept = await read(deal.seller, f"/v1/contracts/{found['id']}")
    assert (kept["owner_member_id"], kept["buyer_member_id"], kept["priority"]) == (
        str(deal.seller.member_id),
        str(deal.buyer.member_id),
        3,
    )


async def test_filters_are_kept_under_a_name(business: Business) -> None:
    deal = await agreement(business)
    await worded(deal)
    query = "status=draft&sort=-value"
    shown = await page(deal.seller, f"/admin/contracts?{query}&cursor=")
    link = re.search(r'href="(/admin/views/new[^"]+)"', shown)
    assert link is not None
    asked = await page(deal.seller, unescape(link[1]))
    assert f'value="{query.replace("&", "&amp;")}"' in asked
    kept = {"page": "/admin/contracts", "query": query, "name": "Large drafts"}
    assert (await sent(deal.seller, "/admin/views", kept)).headers["location"] == f"/admin/contracts?{query}"
    again = await page(deal.seller, f"/admin/contracts?{query}")
    assert re.search(r'aria-current="page">Large drafts<', again)
    assert "Large drafts" not in await page(business.owner, "/admin/contracts"), "a view is one's own unless shared"


async def agreed_words(deal: Agreement, root: str) -> None:
    """Terms are saved by whoever read them."""
    shown = await page(deal.seller, f"{root}/terms")
    fields = {"title": "Bolts and nuts", "notice_days": "60", "renewal_mode": "none", "uplift_micros": "0"}
    fields |= {"starts_on": "2026-04-01", "ends_on": "2027-03-31", "value.amount": "5000.00", "value.currency": "EUR"}
    await sent(deal.seller, f"{root}/terms", {**fields, "_version": version_in(shown, f"{root}/terms")})
    assert "5,000.00" in await page(deal.seller, root)
