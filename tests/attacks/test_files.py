"""Attacks 10 and 37: links of others, hostile uploads, and what a link may cost."""

from __future__ import annotations

import asyncio
import base64
import io
import re
import struct
import zipfile
import zlib
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from structlog.testing import capture_logs

from hanse.platform.crypto import Secret, Vault
from hanse.platform.files import FileLinks, images
from hanse.platform.files.kinds import PNG, StoredFile
from hanse.testing.installation import Business, Installation
from tests.isolation.entries.organizations import give_paper, paper
from tests.isolation.world import World, call


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out.getvalue()


async def put_logo(business: Business, name: str, content: bytes, kind: str = "image/png") -> Any:
    files = {"logo": (name, content, kind)}
    headers = {"accept": "text/html", "origin": "http://hanse.test", "x-csrf-token": business.owner.csrf}
    return await business.owner.http.post("/admin/settings/branding", files=files, headers=headers)


def png_of(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SCRIPT = b"<script>alert(document.domain)</script>"
LOGOS: dict[str, tuple[str, bytes, str]] = {
    "svg": ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml"),
    "svg as png": ("logo.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/png"),
    "html as png": ("logo.png", b"<!doctype html>" + SCRIPT, "image/png"),
    "html behind the signature": ("logo.png", b"\x89PNG\r\n\x1a\n" + SCRIPT, "image/png"),
    "gif": ("logo.gif", b"GIF89a" + b"\0" * 50, "image/gif"),
    "two endings": ("logo.php.png", b"<?php system($_GET['a']);", "image/png"),
    "no ending": ("logo", picture(), "image/png"),
    "a bomb of pixels": ("logo.png", png_of(60_000, 60_000), "image/png"),
    "wide": ("logo.png", png_of(1_000_000, 1), "image/png"),
    "too large": ("logo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 3_000_000, "image/png"),
    "empty": ("logo.png", b"", "image/png"),
    "another type declared": ("logo.png", picture(), "text/html"),
}


@pytest.mark.parametrize("name", LOGOS)
async def test_a_hostile_logo_is_refused(name: str, business: Business) -> None:
    answer = await put_logo(business, *LOGOS[name])
    assert answer.status_code in (303, 413, 422), answer.status_code
    assert (await business.owner.get("/v1/tenant")).json()["logo_key"] is None


async def test_what_hides_in_a_picture_does_not_survive(business: Business) -> None:
    """A polyglot: a true picture with a page behind it, and a comment in its metadata."""
    hidden = picture("JPEG") + SCRIPT
    assert (await put_logo(business, "logo.jpg", hidden, "image/jpeg")).status_code == 303
    visitor = business.installation.visitor()
    landing = await visitor.page(f"/t/{business.tenant.handle}")
    url = re.search(rf"/t/{business.tenant.handle}/logo/[0-9a-f]+", landing.text)
    assert url is not None
    found = await visitor.get(url[0])
    assert (found.status_code, found.headers["content-type"]) == (200, "image/jpeg")
    assert b"<script>alert(document" not in found.content


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.png", "..\\..\\boot.png", "/etc/x.png", "a\0.png", "\u202egnp.exe.png", "<b>.png"]
)
async def test_the_name_of_a_file_is_only_a_name(name: str, business: Business, installation: Installation) -> None:
    before = {path for path in installation.services.settings.data_dir.rglob("*") if path.is_dir()}
    assert (await put_logo(business, name, picture())).status_code in (303, 422)
    after = {path for path in installation.services.settings.data_dir.rglob("*") if path.is_dir()}
    root = installation.services.settings.data_dir / "files"
    assert all(path.is_relative_to(root) or "mailbox" in str(path) for path in after - before)
    key = (await business.owner.get("/v1/tenant")).json()["logo_key"]
    assert key is None or key.startswith(f"{business.tenant.id}/")


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


BOMB = archive({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"\0" * 60_000_000})
ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c SYSTEM "file:///etc/passwd">]><sheet>&b;&c;</sheet>"""
SHEETS: dict[str, tuple[str, bytes]] = {
    "a bomb": ("list.xlsx", BOMB),
    "no workbook": ("list.xlsx", archive({"a": b"b"})),
    "a page": ("list.xlsx", b"<html>" + SCRIPT),
    "entities": (
        "list.xlsx",
        archive({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": ENTITIES, "xl/worksheets/sheet1.xml": ENTITIES}),
    ),
    "a way out": ("list.xlsx", archive({"../../evil": b"x", "xl/workbook.xml": b"<x/>"})),
    "binary as csv": ("list.csv", b"\x00\x01\x02\x03" * 100),
    "a page as csv": ("list.csv", b"<html><body>" + SCRIPT),
    "one endless cell": ("list.csv", b'name\n"' + b"x" * 1_500_000),
}


@pytest.mark.parametrize("name", SHEETS)
async def test_a_hostile_import_is_refused_or_harmless(name: str, business: Business) -> None:
    file_name, content = SHEETS[name]
    body = {"name": file_name, "content": base64.b64encode(content).decode()}
    answer = await asyncio.wait_for(business.owner.post("/v1/organization-imports", body), 20)
    assert answer.status_code in (201, 413, 415, 422), answer.text
    assert "root:" not in answer.text


async def test_an_applicants_document_is_what_it_says(business: Business, other_business: Business) -> None:
    world = World(business.installation, business, other_business)
    request = await give_paper(world)
    path = f"/v1/onboarding-applications/{request.ids['application_id']}/steps/{request.ids['step_id']}/documents"
    for name, content, kind in (
        ("paper.html", SCRIPT, "text/html"),
        ("paper.pdf", SCRIPT, "application/pdf"),
        ("paper.svg", b"<svg onload=alert(1)>", "image/svg+xml"),
        ("paper.docx", BOMB, ""),
        ("paper.exe", b"MZ" + b"\0" * 100, "application/octet-stream"),
    ):
        body = {"name": name, "content": base64.b64encode(content).decode(), "content_type": kind}
        answer = await business.owner.post(path, body)
        assert answer.status_code in (413, 415, 422), f"{name}: {answer.status_code}"


# ---- links ---------------------------------------------------------------------------------------------------------


async def a_link(world: World) -> str:
    request = await paper(world)
    shown = await call(world.owner, "GET", "/v1/onboarding-applications/{application_id}", request)
    return str(next(file["link"] for step in shown.json()["steps"] for file in step["files"]))


async def test_a_link_is_only_good_as_it_was_signed(business: Business, other_business: Business) -> None:
    world = World(business.installation, business, other_business)
    link = await a_link(world)
    visitor = business.installation.visitor()
    assert (await visitor.get(link)).status_code == 200
    token = link.removeprefix("/files/")
    half = len(token) // 2
    changed = [token[:-1], token + "A", token[:half], token[::-1], "A" + token, token.swapcase(), token + "/x", "."]
    changed += [token[:half] + ("A" if token[half] != "A" else "B") + token[half + 1 :]]
    for wrong in changed:
        assert (await visitor.get(f"/files/{wrong}")).status_code in (403, 404, 410, 422), wrong


async def test_a_link_signed_for_one_purpose_or_by_another_installation_opens_nothing(business: Business) -> None:
    services = business.installation.services
    other = FileLinks(Vault([Secret(b"another installation's secret key!")], services.clock))
    stored = StoredFile(
        tenant_id=business.tenant.id,
        key=f"{business.tenant.id}/00/{'0' * 32}",
        purpose="logo",
        name="a.png",
        content_type=PNG,
        size=1,
        sha256="",
        stored_at=services.clock.now(),
    )
    visitor = business.installation.visitor()
    assert (await visitor.get(other.sign(stored))).status_code in (403, 404, 410)
    wrong_purpose = services.crypto.sign("something.else", b"[]", timedelta(minutes=5))
    assert (await visitor.get(f"/files/{wrong_purpose}")).status_code in (403, 404, 410)


async def test_a_link_ends_after_minutes(apart: Installation) -> None:
    business = await apart.found()
    link = await a_link(World(apart, business, await apart.found()))
    apart.clock.advance(timedelta(minutes=6))
    assert (await apart.visitor().get(link)).status_code in (403, 404, 410)


async def test_another_tenants_file_becomes_nobodys_logo(business: Business, other_business: Business) -> None:
    assert (await put_logo(other_business, "logo.png", picture())).status_code == 303
    key = (await other_business.owner.get("/v1/tenant")).json()["logo_key"]
    for wanted in (key, key.replace(str(other_business.tenant.id), str(business.tenant.id)), "../" + key):
        answer = await business.owner.patch("/v1/tenant/branding", {"logo_key": wanted})
        assert answer.status_code == 422, wanted
    assert (await business.owner.get("/v1/tenant")).json()["logo_key"] is None


async def test_a_document_is_sent_so_that_it_cannot_act(business: Business, other_business: Business) -> None:
    link = await a_link(World(business.installation, business, other_business))
    answer = await business.installation.visitor().get(link)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "private" in answer.headers["cache-control"]
    assert answer.headers["content-type"] == "application/pdf"


async def test_a_link_is_no_line_of_the_log(business: Business, other_business: Business) -> None:
    """Whoever reads the log within five minutes must not be able to open what somebody else looks at."""
    link = await a_link(World(business.installation, business, other_business))
    with capture_logs() as lines:
        assert (await business.installation.visitor().get(link)).status_code == 200
    assert link.removeprefix("/files/") not in repr(lines)


async def test_a_small_picture_is_made_once_however_often_it_is_asked_for(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One link of five minutes, asked for a thousand times, must not decode the picture a thousand times."""
    assert (await put_logo(business, "logo.png", picture(size=(700, 700)))).status_code == 303
    services = business.installation.services
    key = (await business.owner.get("/v1/tenant")).json()["logo_key"]
    stored = StoredFile(
        tenant_id=business.tenant.id,
        key=key,
        purpose="logo",
        name="logo.png",
        content_type=PNG,
        size=1,
        sha256="",
        stored_at=services.clock.now(),
    )
    link = FileLinks(services.crypto).sign(stored, width="thumb")
    decoded = 0
    real = Image.open

    def counting(*arguments: Any, **options: Any) -> Any:
        nonlocal decoded
        decoded += 1
        return real(*arguments, **options)

    monkeypatch.setattr(images.Image, "open", counting)
    visitor = business.installation.visitor()
    for _ in range(5):
        answer = await visitor.get(link)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert decoded == 1
