"""The figures of contracts as people see them: prices pasted, commitments written, decisions made, dates watched."""

from __future__ import annotations

import re

import httpx

from hanse.testing.installation import Business, Person
from tests.domains.contracts.agreements import money, read
from tests.domains.contracts.dealing import deal
from tests.domains.contracts.test_commitments import BOLTS, order

LINES = "SKU;Price\nM6;8,50\nM6;7.90;100;C62\ncategory:bolts;10 %"


async def page(person: Person, path: str) -> str:
    """A page that must open."""
    answer = await person.page(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:500]}"
    return answer.text


async def sent(person: Person, form: str, fields: dict[str, str], path: str = "") -> httpx.Response:
    """A form of a page, posted as the page names its version: to the page, or to `path`."""
    found = re.search(r'name="_version" value="(\d+)"', await page(person, form))
    assert found is not None
    return await person.submit(path or form, {"_version": found[1], **fields})


async def test_prices_are_pasted_raised_and_put_into_force_on_pages(business: Business) -> None:
    agreed = await deal(business)
    contract = await agreed.contract([])
    root = f"/admin/contracts/{contract['id']}"
    assert "Paste prices" in await page(agreed.seller, f"{root}/prices")
    paste = f"{root}/prices/paste?version={contract['working_version_id']}"
    answer = await sent(agreed.seller, f"{root}/prices", {"lines": "SKU;Price\nM6;8,50\nNONE;1\nM8;1,234"}, paste)
    assert answer.status_code == 422
    assert "Line 4: 1,234 can be read in two ways" in answer.text
    answer = await sent(agreed.seller, f"{root}/prices", {"lines": "M6;8.50\nNONE;1"}, paste)
    assert "Line 2: There is no variant NONE" in answer.text
    answer = await sent(agreed.seller, f"{root}/prices", {"lines": LINES}, paste)
    assert answer.status_code == 303, answer.text
    adjust = f"{root}/prices/adjust?version={contract['working_version_id']}"
    assert "Type a percentage" in (await sent(agreed.seller, f"{root}/prices", {"percent": ""}, adjust)).text
    assert (await sent(agreed.seller, f"{root}/prices", {"percent": "-10"}, adjust)).status_code == 303
    text = await page(agreed.seller, f"{root}/prices")
    assert "£7.65" in text
    assert "10 % off" in text
    await agreed.sign(await read(agreed.seller, f"/v1/contracts/{contract['id']}"))
    assert "Put into force" in await page(agreed.seller, f"{root}/prices")
    assert "2 Mar 2026" in await page(agreed.seller, f"{root}/decide/activate")
    answer = await sent(agreed.seller, f"{root}/decide/activate", {})
    assert answer.status_code == 303, answer.text
    assert await agreed.price(by=agreed.buyer) == "7.65"
    seen = await page(agreed.buyer, f"/app/contracts/{contract['id']}/prices")
    assert "£7.65" in seen
    assert "Paste prices" not in seen
    assert (await agreed.buyer.page(f"{root}/prices")).status_code in (403, 404)


async def test_commitments_are_written_and_watched_on_pages(business: Business) -> None:
    agreed = await deal(business)
    contract = await agreed.contract([{"sku": "M6", "price": "8"}])
    root = f"/admin/contracts/{contract['id']}"
    fields = {
        "row.0.name": "Spend a year",
        "row.0.of": "whole",
        "row.0.amount": "5,000.00",
        "row.0.period": "year",
        "row.0.shortfall": "bill",
        "row.0.rate": "50 %",
        "row.0.rebates": "1000; 2 %",
        "row.1.name": "Bolts",
        "row.1.of": "product",
        "row.1.code": "nothing",
        "row.1.amount": "100",
        "row.1.unit": "C62",
        "row.1.period": "quarter",
        "row.1.shortfall": "none",
    }
    answer = await sent(agreed.seller, f"{root}/commitments/edit", fields)
    assert (answer.status_code, "Bolts, product: There is no product nothing" in answer.text) == (422, True)
    answer = await sent(agreed.seller, f"{root}/commitments/edit", {**fields, "row.1.code": "bolt"})
    assert answer.status_code == 303, answer.text
    assert "Spend a year" in await page(agreed.seller, f"{root}/commitments")
    assert "1000.00; 2 %" in await page(agreed.seller, f"{root}/commitments/edit")
    answer = await agreed.act(await agreed.sign(contract), "activate")
    assert answer.status_code == 200, answer.text
    placed = await order(agreed, "50")
    seen = await page(agreed.buyer, f"/app/contracts/{contract['id']}/commitments")
    assert "£400.00 of £5,000.00" in seen
    assert "50 of 100" in seen
    progress = (await agreed.buyer.get(f"/v1/contracts/{contract['id']}/progress")).json()
    period = progress[0]["periods"][0]["id"]
    assert placed.number in await page(agreed.buyer, f"/app/contracts/{contract['id']}/commitments/{period}")


async def test_the_worklist_and_the_calendar_lead_to_decisions(business: Business) -> None:
    agreed = await deal(business)
    contract = await agreed.contract([{"sku": "M6", "price": "8"}], value=money("1000.00", "GBP"))
    terms = {"renewal_mode": "manual", "notice_days": 300, "renewal_months": 12, "uplift_micros": 30_000}
    await agreed.terms(contract["working_version_id"], **terms)
    await agreed.commit(contract["working_version_id"], {**BOLTS, "period": "quarter"})
    found = await read(agreed.seller, f"/v1/contracts/{contract['id']}")
    assert (await agreed.act(await agreed.sign(found), "activate")).status_code == 200
    text = await page(agreed.seller, "/admin/contract-renewals")
    assert "Supply of bolts" in text
    assert "in 64 days" in text
    assert "Ends after 1 March 2027, unless it is renewed" in text
    assert "Supply of bolts" not in await page(agreed.seller, "/admin/contract-renewals?within=30")
    text = await page(agreed.seller, "/admin/contract-calendar")
    assert "March 2026" in text
    assert "Version 1 comes into force" in text
    assert "Last day of Bolts a quarter" in await page(agreed.buyer, "/app/contract-calendar?since=2026-06-01")
    root = f"/admin/contracts/{contract['id']}"
    room = f"/app/contracts/{contract['id']}"
    assert "Give notice" in await page(agreed.buyer, f"{room}/prices")
    assert "Last day" not in await page(agreed.buyer, f"{room}/decide/notice")
    assert (await agreed.buyer.page(f"{room}/decide/terminate")).status_code == 404
    answer = await sent(agreed.seller, f"{root}/decide/renew", {})
    assert answer.status_code == 303, answer.text
    assert "£8.24" in await page(agreed.seller, f"{root}/prices")
    answer = await sent(agreed.seller, f"{root}/decide/terminate", {"reason": ""})
    assert answer.status_code == 422
    answer = await sent(agreed.seller, f"{root}/decide/terminate", {"reason": "Plant closed"})
    assert answer.status_code == 303, answer.text
    assert (await agreed.seller.page(f"{root}/decide/nothing")).status_code == 404
