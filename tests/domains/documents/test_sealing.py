"""Seals as partners and strangers see them: kept, checked by anybody, and found out when anything was meddled with."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import io
import json
import re
import zlib
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from hanse.domains.documents.adapters.sealer import seal_pdf
from hanse.domains.documents.types import DocumentId
from hanse.platform.confined import ConfinedWorkFailed, ConfinedWorkLate, Confines, run_confined
from hanse.testing.installation import Business
from tests.domains.documents.papers import ask

PASSWORD = "correct horse"


def agreement(**changes: Any) -> dict[str, Any]:
    """A small contract as the template prints it."""
    return {
        "title": "Framework agreement",
        "number": "CTR-1001",
        "parties": [{"label": "Seller", "lines": ["Nordhaven"]}, {"label": "Buyer", "lines": ["Brookfield"]}],
        "clauses": [{"number": str(n), "heading": f"Clause {n}", "body": "It is agreed.\n\nSo be it."} for n in (1, 2)],
        "tables": [{"title": "Prices", "columns": [{"label": "Article"}], "lines": [{"cells": ["Bolt"]}]}],
        "signatures": [{"party": "Seller", "name": "Olive Owner", "evidence": ["Signed in the portal"]}],
        **changes,
    }


async def sealed(business: Business, title: str = "Framework agreement") -> tuple[dict[str, Any], bytes]:
    """A sealed agreement and its bytes."""
    identity: DocumentId = await ask(
        business, template="agreement", data=agreement(), title=title, is_sealed=True, kind="Contract"
    )
    await business.installation.drain()
    found = (await business.owner.get(f"/v1/documents/{identity}")).json()
    assert found["status"] == "ready", found["problem"]
    return found, (await business.owner.get(found["link"])).content


async def check(business: Business, content: bytes) -> httpx.Response:
    """What a stranger is told about a file."""
    stranger, path = business.installation.visitor(), f"/t/{business.tenant.handle}/verify"
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', (await stranger.page(path)).text)
    assert found is not None
    stranger.csrf = found[1]
    return await stranger.submit(path, {}, files={"content": ("paper.pdf", content, "application/pdf")})


async def verdict(business: Business, content: bytes) -> str:
    """The heading of the answer."""
    answer = await check(business, content)
    assert answer.status_code == 200, answer.text
    found = re.search(r"(Unchanged|Changed since it was sealed|Not sealed here)<", answer.text)
    assert found is not None, answer.text
    return found[1]


async def test_a_sealed_paper_is_signed_archival_and_known_to_strangers(business: Business) -> None:
    found, content = await sealed(business)
    assert (found["is_sealed"], found["is_archival"]) == (True, True)
    assert b"pdfaid:part" in content
    [signature] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    own = (await business.owner.get("/v1/signing-certificates")).json()["items"]
    assert [one["fingerprint"] for one in own] == [signature.signer_cert.sha256.hex()]
    assert (own[0]["is_active"], own[0]["seal_count"], own[0]["origin"]) == (True, 1, "made")
    trusted = ValidationContext(trust_roots=[signature.signer_cert], moment=business.installation.clock.now())
    status = await as_reader(signature, trusted)
    assert status.bottom_line
    assert signature.self_reported_timestamp == business.installation.clock.now()
    answer = await check(business, content)
    assert "Unchanged" in answer.text
    assert found["title"] in answer.text
    assert business.tenant.name in answer.text


async def as_reader(signature: Any, context: ValidationContext) -> Any:
    """What any reader of PDF would say; it runs an event loop of its own."""
    return await asyncio.to_thread(validate_pdf_signature, signature, context)


async def test_what_was_meddled_with_is_found_out(business: Business, other_business: Business) -> None:
    _, content = await sealed(business)
    position = content.index(b"stream", 2_000) + 40
    flipped = content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :]
    assert await verdict(business, flipped) == "Changed since it was sealed"
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root["/Appended"] = generic.pdf_string("later")
    writer.update_root()
    longer = io.BytesIO()
    writer.write(longer)
    answer = await check(business, longer.getvalue())
    assert "Something was added" in answer.text
    assert "Framework agreement" not in answer.text, "what the document is, only who holds it learns"
    # Damaged beyond reading, the seal in it still tells whose it was.
    assert await verdict(business, content[: content.rindex(b"startxref")]) == "Changed since it was sealed"
    # Another business's seal, and none at all.
    _, foreign = await sealed(other_business)
    assert await verdict(business, foreign) == "Not sealed here"
    plain = await ask(business)
    await business.installation.drain()
    link = (await business.owner.get(f"/v1/documents/{plain}")).json()["link"]
    assert await verdict(business, (await business.owner.get(link)).content) == "Not sealed here"


async def test_a_genuine_signature_on_something_never_sealed_here_is_not_enough(business: Business) -> None:
    """Whoever got hold of an uploaded key elsewhere signs with it, but what was sealed here is known by its hash."""
    key, container = authority_issued(business)
    await uploaded(business, container)
    _, content = await sealed(business)
    assert await verdict(business, content) == "Unchanged"
    certificate = (await business.owner.get("/v1/signing-certificates")).json()["items"][0]["certificate"]
    pkcs8 = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    plain = await ask(business)
    await business.installation.drain()
    link = (await business.owner.get(f"/v1/documents/{plain}")).json()["link"]
    original = (await business.owner.get(link)).content
    forged = await asyncio.to_thread(seal_pdf, original, certificate, "", pkcs8, business.installation.clock.now())
    answer = await check(business, forged)
    assert "no document sealed here is this file" in answer.text


async def test_bombs_and_nonsense_end_within_the_limits(business: Business) -> None:
    bomb = _bomb()
    assert len(bomb) < 100_000
    assert await verdict(business, bomb) == "Not sealed here"
    answer = await check(business, b"GIF89a")
    assert answer.status_code == 422
    assert "Choose a PDF" in answer.text
    answer = await check(business, b"%PDF-1.7\n" + b"\0" * 20_100_000)
    assert answer.status_code == 413
    with pytest.raises(ConfinedWorkLate, match="too long"):
        await run_confined("tests.domains.documents.papers:dawdle", b"", Confines(seconds=1))
    with pytest.raises(ConfinedWorkFailed, match="ended with"):
        await run_confined("zlib:decompress", _packed())
    with pytest.raises(ConfinedWorkFailed, match="too much"):
        await run_confined("zlib:decompress", zlib.compress(b"\0" * 2_000_000))


def _packed() -> bytes:
    """What unpacks to 1.5 GB; the end of each part may be repeated."""
    packer, chunk = zlib.compressobj(9), b"\0" * 10_000_000
    first = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * 150 + packer.flush()


def _bomb() -> bytes:
    """A PDF of a few kilobytes whose table of objects unpacks to 1.5 GB, packed twice."""
    twice = zlib.compress(_packed(), 9)
    head = b"%PDF-1.5\n%/ByteRange\n"
    body = (
        b"1 0 obj\n<</Type/XRef/Size 9/W[1 4 2]/Root 2 0 R/Filter[/FlateDecode/FlateDecode]/Length "
        + str(len(twice)).encode()
        + b">>\nstream\n"
        + twice
        + b"\nendstream\nendobj\n"
    )
    return head + body + b"startxref\n" + str(len(head)).encode() + b"\n%%EOF\n"


def authority_issued(business: Business, password: str = PASSWORD, **changes: Any) -> tuple[Any, bytes]:
    """A PKCS#12 file as an authority would hand it out."""
    now = business.installation.clock.now()
    key = rsa.generate_private_key(65537, changes.get("bits", 2048))
    whom = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, changes.get("name", "Nordhaven Supply GmbH"))])
    builder = x509.CertificateBuilder().subject_name(whom).issuer_name(whom).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=9))
    certificate = builder.not_valid_after(now + changes.get("left", dt.timedelta(days=30))).sign(key, SHA256())
    return key, pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, None, BestAvailableEncryption(password.encode())
    )


async def uploaded(business: Business, container: bytes, password: str = PASSWORD) -> httpx.Response:
    body = {"content": base64.b64encode(container).decode(), "password": password}
    return await business.owner.post("/v1/signing-certificates/upload", body)


async def test_certificates_are_brought_checked_and_never_shown_with_their_keys(
    business: Business, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _ = await sealed(business)
    key, container = authority_issued(business)
    answer = await uploaded(business, container, "wrong")
    assert answer.status_code == 422
    assert "password" in answer.json()["errors"][0]["message"]
    _, weak = authority_issued(business, bits=1024)
    assert "2048" in (await uploaded(business, weak)).text
    _, over = authority_issued(business, left=dt.timedelta(days=-1))
    assert "not today" in (await uploaded(business, over)).text
    made = await uploaded(business, container)
    assert made.status_code == 201, made.text
    assert (made.json()["name"], made.json()["origin"], made.json()["algorithm"]) == (
        "Nordhaven Supply GmbH",
        "uploaded",
        "RSA 2048",
    )
    assert (await uploaded(business, container)).status_code == 422, "the same one twice"
    listed = (await business.owner.get("/v1/signing-certificates")).json()["items"]
    assert [one["is_active"] for one in listed] == [True, False]
    _, content = await sealed(business)
    assert await verdict(business, content) == "Unchanged"
    secret = format(key.private_numbers().d, "x")[:40]
    async with business.open() as ctx:
        kept = await ctx.db.all("SELECT * FROM signing_certificates")
        trail = await ctx.db.all("SELECT changes FROM audit_entries WHERE action LIKE 'signing_certificate%%'")
    everything = json.dumps([str(kept), str(trail), str(listed), made.text, caplog.text, capsys.readouterr().out])
    assert secret not in everything
    assert PASSWORD not in everything
    assert not any(name in everything for name in ("PRIVATE KEY", "password"))
    assert first["is_sealed"]


async def test_an_uploaded_certificate_that_ended_stops_sealing_and_says_so(business: Business) -> None:
    await sealed(business)
    clock = business.installation.clock
    _, container = authority_issued(business)
    await uploaded(business, container)
    before = clock.now()
    try:
        clock.advance(dt.timedelta(days=31))
        identity = await ask(business, template="agreement", data=agreement(), is_sealed=True)
        await business.installation.drain()
    finally:
        clock.set(before)
    found = (await business.owner.get(f"/v1/documents/{identity}")).json()
    assert (found["status"], found["link"]) == ("failed", None)
    assert "upload a new one" in found["problem"]


async def test_only_administrators_who_just_proved_themselves_change_the_certificate(business: Business) -> None:
    manager = await business.join("manager")
    assert (await manager.get("/v1/signing-certificates")).status_code == 200
    assert (await manager.post("/v1/signing-certificates", {})).status_code == 403
    before = business.installation.clock.now()
    admin = await business.join("admin")
    try:
        business.installation.clock.advance(dt.timedelta(minutes=20))
        answer = await admin.post("/v1/signing-certificates", {})
        assert (answer.status_code, answer.json()["code"]) == (403, "confirm_it_is_you")
    finally:
        business.installation.clock.set(before)
    assert (await admin.post("/v1/signing-certificates", {"name": "Seal of Nordhaven"})).status_code == 201


async def test_a_program_is_told_what_the_page_tells(business: Business, other_business: Business) -> None:
    _, content = await sealed(business)
    stranger, path, handle = business.installation.visitor(), "/v1/document-checks", business.tenant.handle
    file = {"file": ("c.pdf", content, "application/pdf")}
    answer = await stranger.send("POST", path, data={"business": handle}, files=file)
    assert (answer.status_code, answer.json()["verdict"]) == (200, "unchanged"), answer.text
    assert answer.json()["sentence"] in (await check(business, content)).text
    changed = content.replace(b"/Type", b"/Typo", 1)
    for business_handle, given, verdict_ in (
        (handle, changed, "changed"),
        (other_business.tenant.handle, content, "not_ours"),
        (handle, b"%PDF-1.7 not signed", "not_ours"),
    ):
        body = {"business": business_handle, "content": base64.b64encode(given).decode()}
        answer = await other_business.owner.post(path, body)
        assert (answer.status_code, answer.json()["verdict"]) == (200, verdict_), answer.text
    nobody = await stranger.post(path, {"business": "nobody-here", "content": base64.b64encode(content).decode()})
    assert nobody.status_code == 404
    text = await stranger.send("POST", path, data={"business": handle}, files={"file": ("c.txt", b"text")})
    assert (text.status_code, text.json()["errors"][0]["code"]) == (422, "not_pdf")
    large = await stranger.send("POST", path, data={"business": handle}, files={"file": ("c.pdf", bytes(28_000_000))})
    assert large.status_code == 413
