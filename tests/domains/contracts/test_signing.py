"""Signing as both sides do it: by their signatories, the very text that was approved, with evidence and a seal."""

from __future__ import annotations

import base64
import io
import re
from datetime import timedelta
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from hanse.domains.contracts.types import ContractVersionId
from hanse.testing.installation import Business
from tests.domains.contracts.agreements import Agreement, agreement, changed, made, moved, read, worded

MEDDLE = """
UPDATE contract_versions SET content = jsonb_set(content, '{payment_terms}', '"at once"') WHERE id = %(id)s
"""
PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def approved(deal: Agreement, **signatories: dict[str, Any]) -> dict[str, Any]:
    """A version that was approved, with the people of the deal as its signatories."""
    text = await worded(deal)
    seller = {"signatory_name": "Key accounts", "signatory_email": deal.seller.email}
    buyer = {"signatory_name": "Purchasing desk", "signatory_email": deal.buyer.email.upper()}
    parties = [
        {"side": "seller", "name": "Nordhaven", **seller, **signatories.get("seller", {})},
        {"side": "buyer", "name": "Harbour Works", **buyer, **signatories.get("buyer", {})},
    ]
    path = f"/v1/contract-versions/{text['version_id']}"
    text = await changed(deal.seller, "put", f"{path}/parties", text, parties=parties)
    version = await moved(deal.seller, text, "submit")
    assert version["status"] == "approved", version
    return {**version, "path": path}


def signature(version: dict[str, Any], name: str) -> dict[str, str]:
    return {"content_hash": version["content_hash"], "name": name}


async def test_both_sides_sign_and_the_agreement_is_sealed(business: Business) -> None:
    deal = await agreement(business)
    version = await approved(deal)
    path = version["path"]
    before = await read(deal.buyer, f"{path}/signatures")
    assert (before["may_sign"], before["is_complete"], before["content_hash"]) == (True, False, version["content_hash"])
    assert "Harbour Works" in before["statement"]
    first = await made(deal.buyer, f"{path}/sign", signature(version, "purchasing  DESK"))
    assert (first["version_status"], first["is_complete"], first["obstacle"]) == ("approved", False, "You have signed")
    again = await deal.buyer.post(f"{path}/sign", signature(version, "Purchasing desk"))
    assert (again.status_code, again.json()["code"]) == (409, "contract_signed_already")
    last = await made(deal.seller, f"{path}/sign", signature(version, "Key accounts"))
    assert (last["version_status"], last["is_complete"]) == ("signed", True)
    own = next(one for one in last["signatories"] if one["side"] == "seller")
    other = next(one for one in last["signatories"] if one["side"] == "buyer")
    assert (own["evidence"]["ip"], own["evidence"]["email"]) == ("192.0.2.10", deal.seller.email)
    assert (own["method"], own["content_hash"]) == ("in_app", version["content_hash"])
    assert (other["signed_name"], other["evidence"]) == ("purchasing DESK", None)
    await business.installation.drain()
    listed = (await deal.buyer.get("/v1/documents", params={"subject_kind": "contract"})).json()["items"]
    assert [(one["kind"], one["status"], one["is_sealed"], one["is_archival"]) for one in listed] == [
        ("Signed contract", "ready", True, True)
    ]
    content = (await deal.buyer.get(listed[0]["link"])).content
    [seal] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    assert seal.signer_cert.subject.native["common_name"] == business.tenant.name
    stranger, page = business.installation.visitor(), f"/t/{business.tenant.handle}/verify"
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', (await stranger.page(page)).text)
    assert found is not None
    stranger.csrf = found[1]
    answer = await stranger.submit(page, {}, files={"content": ("c.pdf", content, "application/pdf")})
    assert "Unchanged<" in answer.text
    steps = (await read(deal.buyer, f"/v1/contracts/{version['contract_id']}/steps"))["items"]
    assert [one["action"] for one in steps][:3] == ["sign", "signature", "signature"]


async def test_only_the_named_sign_and_only_what_they_read(business: Business) -> None:
    deal = await agreement(business)
    version = await approved(deal)
    path = version["path"]
    colleague = await business.join("manager", name="Another manager")
    wrong = await colleague.post(f"{path}/sign", signature(version, "Key accounts"))
    assert (wrong.status_code, wrong.json()["code"]) == (403, "contract_not_signatory")
    assert "Key accounts" in wrong.json()["detail"]
    stale = {**signature(version, "Key accounts"), "content_hash": "0" * 64}
    answer = await deal.seller.post(f"{path}/sign", stale)
    assert (answer.status_code, answer.json()["code"]) == (409, "contract_content_changed")
    other = await deal.seller.post(f"{path}/sign", signature(version, "Somebody Else"))
    assert (other.status_code, other.json()["errors"][0]["path"]) == (422, "name")
    program = await business.key("contract.sign", "contract.view", "contract.view_internal")
    refused = await program.post(f"{path}/sign", signature(version, "Key accounts"))
    assert refused.status_code == 403
    assert "person" in refused.json()["detail"]
    async with business.open() as ctx:  # what nobody can do through Hanse: the stored text is another one
        await ctx.db.run(MEDDLE, {"id": ContractVersionId.parse(version["id"])})
    meddled = await deal.seller.post(f"{path}/sign", signature(version, "Key accounts"))
    assert (meddled.status_code, meddled.json()["code"]) == (409, "contract_content_changed")
    viewer = await business.join("viewer", name="Key accounts")
    assert (await viewer.post(f"{path}/sign", signature(version, "Key accounts"))).status_code == 403
    assert not (await read(viewer, f"{path}/signatures"))["may_sign"]


async def test_a_signature_needs_a_fresh_proof_and_the_present_version(business: Business) -> None:
    deal = await agreement(business)
    version = await approved(deal)
    clock, before = business.installation.clock, business.installation.clock.now()
    try:
        clock.advance(timedelta(minutes=11))
        answer = await deal.seller.post(f"{version['path']}/sign", signature(version, "Key accounts"))
        assert (answer.status_code, answer.json()["code"]) == (403, "confirm_it_is_you")
    finally:
        clock.set(before)
    await made(deal.seller, f"{version['path']}/sign", signature(version, "Key accounts"))
    newer = await made(deal.seller, f"/v1/contracts/{version['contract_id']}/versions", {})
    late = await deal.buyer.post(f"{version['path']}/sign", signature(version, "Purchasing desk"))
    assert (late.status_code, late.json()["code"]) == (409, "contract_invalid_transition")
    early = await deal.seller.post(f"/v1/contract-versions/{newer['id']}/sign", signature(version, "Key accounts"))
    assert early.status_code == 409
    assert "once it is approved" in early.json()["detail"]


async def test_papers_of_drafts_are_the_sellers_until_they_are_agreed(business: Business) -> None:
    deal = await agreement(business)
    text = await worded(deal)
    path = f"/v1/contract-versions/{text['version_id']}"
    answer = await deal.seller.post(f"{path}/papers")
    assert (answer.status_code, answer.json()["is_sealed"]) == (202, False)
    version = await moved(deal.seller, text, "submit")
    assert (await deal.buyer.post(f"{path}/papers")).status_code == 202
    await business.installation.drain()
    listed = (await deal.buyer.get("/v1/documents", params={"subject_kind": "contract"})).json()["items"]
    assert [one["title"].partition(" version ")[2] for one in listed] == ["1 to be signed"]
    everything = (await deal.seller.get("/v1/documents", params={"subject_kind": "contract"})).json()["items"]
    assert [one["is_internal"] for one in everything] == [False, True]
    assert version["status"] == "approved"


def imported(deal: Agreement, **changes: Any) -> dict[str, Any]:
    return {
        "organization_id": deal.organization,
        "title": "Supply since 2024",
        "name": "Vertrag.pdf",
        "content": base64.b64encode(PAPER).decode(),
        "signed_on": "2026-02-20",
        "signed_by_seller": "Head of sales",
        "signed_by_buyer": "Head of purchasing",
        "starts_on": "2026-03-01",
        "ends_on": "2027-02-28",
        "notice_days": 90,
        "renewal_mode": "auto",
        "renewal_months": 12,
        **changes,
    }


async def test_a_contract_signed_elsewhere_is_imported_as_signed(business: Business) -> None:
    deal = await agreement(business)
    found = await made(deal.seller, "/v1/contract-imports", imported(deal))
    assert (found["status"], found["notice_on"]) == ("signed", "2026-11-30")
    version = await read(deal.seller, f"/v1/contract-versions/{found['working_version_id']}")
    assert (version["status"], version["renewal_mode"], len(version["content_hash"])) == ("signed", "auto", 64)
    signed = await read(deal.buyer, f"/v1/contract-versions/{version['id']}/signatures")
    assert [(one["method"], one["signed_name"]) for one in signed["signatories"]] == [
        ("paper", "Head of sales"),
        ("paper", "Head of purchasing"),
    ]
    files = (await read(deal.buyer, f"/v1/contracts/{found['id']}/attachments"))["items"]
    assert (await deal.buyer.get(files[0]["url"])).content == PAPER
    for change, field in (
        ({"name": "x.svg"}, None),
        ({"content": base64.b64encode(b"<html>").decode()}, None),
        ({"signed_on": "2026-12-01"}, "signed_on"),
        ({"ends_on": "2026-02-01", "starts_on": "2026-01-01"}, "ends_on"),
        ({"renewal_months": None}, "renewal_months"),
    ):
        answer = await deal.seller.post("/v1/contract-imports", imported(deal, **change))
        assert answer.status_code in (415, 422), answer.text
        if field:
            assert answer.json()["errors"][0]["path"] == field
    member = await business.join("member")
    assert (await member.post("/v1/contract-imports", imported(deal))).status_code == 403


async def test_a_large_file_comes_as_an_upload(business: Business) -> None:
    """A contract on paper is scanned: it is larger than a body that only carries fields."""
    deal = await agreement(business)
    large = PAPER.replace(b"trailer", b"%" + b"x" * 3_000_000 + b"\ntrailer", 1)
    fields = {name: str(value) for name, value in imported(deal).items() if name not in ("name", "content")}
    fields |= {"value.amount": "120000.00", "value.currency": "EUR"}
    file = {"file": ("Scan.pdf", large, "application/pdf")}
    answer = await deal.seller.send("POST", "/v1/contract-imports", data=fields, files=file)
    assert answer.status_code == 201, answer.text
    assert answer.json()["value"] == {"amount": "120000.00", "currency": "EUR"}
    files = (await read(deal.buyer, f"/v1/contracts/{answer.json()['id']}/attachments"))["items"]
    assert (files[0]["name"], files[0]["size"]) == ("Scan.pdf", len(large))
    both = await deal.seller.send("POST", "/v1/contract-imports", data={**fields, "value": "1"}, files=file)
    assert both.status_code == 422
