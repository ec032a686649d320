"""Uploads and the virus scanner: nobody gets a file before it was called clean, whatever goes wrong on the way."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hanse.platform.cli.doctor.outside import check_outside
from hanse.platform.files import ScannerUnavailable, VirusScanner
from hanse.platform.files.scanner import Verdict
from hanse.testing.installation import Business, Installation
from tests.isolation.entries.organizations import paper
from tests.isolation.world import World
from tests.platform.files.clamd import EICAR, NAME, Clamd, open_clamd


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.fixture
async def clamd(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Clamd]:
    """A scanner on loopback that the installation uses."""
    async with open_clamd() as found:
        point_to(installation, monkeypatch, found.url)
        yield found


def point_to(installation: Installation, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    settings = msgspec.structs.replace(installation.services.settings, virus_scanner_url=url)
    monkeypatch.setattr(installation.services, "settings", settings)


async def uploaded(business: Business, content: bytes, name: str = "sheet.txt") -> str:
    """A document of a product; gives the address of its media."""
    made = await business.owner.post("/v1/products", {"name": "Crane"})
    assert made.status_code == 201, made.text
    path = f"/v1/products/{made.json()['id']}/media"
    body = {"name": name, "content": base64.b64encode(content).decode(), "kind": "document"}
    answer = await business.owner.post(path, body)
    assert answer.status_code == 201, answer.text
    return path


async def fetched(business: Business, path: str) -> tuple[int, str, bytes]:
    """What whoever asks for the link gets: status, code, bytes."""
    link = (await business.owner.get(path)).json()["items"][0]["link"]
    answer = await business.installation.visitor().get(link)
    is_problem = answer.headers["content-type"].startswith("application/problem")
    return answer.status_code, answer.json()["code"] if is_problem else "", answer.content


async def test_an_upload_waits_until_it_is_called_clean(
    installation: Installation, business: Business, clamd: Clamd
) -> None:
    content = b"eleven metres, four tonnes\n" * 9_000
    path = await uploaded(business, content)
    assert (await fetched(business, path))[:2] == (409, "file_being_checked")
    await installation.drain()
    assert clamd.commands == [b"zINSTREAM\0"]
    assert clamd.scanned == [content]
    assert await fetched(business, path) == (200, "", content)


async def test_what_the_scanner_finds_is_given_to_nobody(
    installation: Installation, business: Business, clamd: Clamd
) -> None:
    path = await uploaded(business, EICAR)
    await installation.drain()
    for _ in range(2):
        status, code, content = await fetched(business, path)
        assert (status, code) == (403, "file_not_safe")
        assert EICAR not in content
        assert NAME.encode() in content
    entries = (await business.owner.get("/v1/audit-entries?action=files.scan")).json()["items"]
    assert [entry["subject_label"] for entry in entries] == ["sheet.txt"]
    await installation.drain()
    assert len(clamd.scanned) == 1


@pytest.mark.parametrize("how", ["away", "hangs up", "error", "nonsense", "too long", "clean by half"])
async def test_no_failure_of_the_scanner_makes_a_file_clean(
    installation: Installation, business: Business, clamd: Clamd, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clamd.hangs_up = how == "hangs up"
    clamd.says = {
        "error": b"stream: Can't allocate memory ERROR\0",
        "nonsense": b"OK\0",
        "too long": b"x" * 100_000,
        "clean by half": b"stream: OK",
    }.get(how)
    if how == "away":
        point_to(installation, monkeypatch, "tcp://127.0.0.1:1")
    path = await uploaded(business, b"harmless")
    await installation.drain()
    assert (await fetched(business, path))[:2] == (409, "file_being_checked")
    clamd.hangs_up, clamd.says = False, None
    point_to(installation, monkeypatch, clamd.url)
    installation.clock.advance(timedelta(hours=2))
    await installation.drain()
    assert await fetched(business, path) == (200, "", b"harmless")


async def test_a_file_that_is_too_large_to_be_checked_is_refused(
    installation: Installation, business: Business, clamd: Clamd
) -> None:
    clamd.limit = 10
    path = await uploaded(business, b"more than ten bytes")
    await installation.drain()
    status, code, content = await fetched(business, path)
    assert (status, code) == (403, "file_not_safe")
    assert b"larger than the scanner takes" in content


async def test_a_scanner_that_is_taken_away_sets_nothing_free(
    installation: Installation, business: Business, clamd: Clamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await uploaded(business, b"harmless")
    point_to(installation, monkeypatch, "")
    installation.clock.advance(timedelta(hours=2))
    await installation.drain()
    assert (await fetched(business, path))[:2] == (409, "file_being_checked")


async def test_the_state_is_shown_and_what_hanse_writes_is_not_scanned(
    installation: Installation, business: Business, other_business: Business, clamd: Clamd
) -> None:
    request = await paper(World(installation, business, other_business))
    where = f"/v1/onboarding-applications/{request.ids['application_id']}"

    async def state() -> Any:
        steps = (await business.owner.get(where)).json()["steps"]
        return next(step["files"][0]["scan_state"] for step in steps if step["files"])

    assert await state() == "waiting"
    organization = (await business.owner.get(where)).json()["organization_id"]
    page = (await business.owner.page(f"/admin/organizations/{organization}/onboarding")).text
    assert "Being checked for viruses" in page
    await installation.drain()
    assert await state() == "clean"
    assert len(clamd.scanned) == 1


async def test_a_logo_is_no_way_around(installation: Installation, business: Business, clamd: Clamd) -> None:
    picture = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    headers = {"accept": "text/html", "origin": "http://hanse.test", "x-csrf-token": business.owner.csrf}
    files = {"logo": ("logo.png", picture, "image/png")}
    done = await business.owner.http.post("/admin/settings/branding", files=files, headers=headers)
    assert done.status_code == 303, done.text
    visitor = installation.visitor()
    landing = await visitor.page(f"/t/{business.tenant.handle}")
    found = landing.text.partition(f'"/t/{business.tenant.handle}/logo/')[2].partition('"')[0]
    found = f"/t/{business.tenant.handle}/logo/{found}"
    assert (await visitor.get(found)).status_code == 409
    await installation.drain()
    assert (await visitor.get(found)).status_code == 200


async def test_both_kinds_of_address_and_what_none_is(tmp_path: Path) -> None:
    async with open_clamd(tmp_path / "clamd.ctl") as found:
        scanner = VirusScanner(found.url)
        await scanner.check()
        assert await scanner.scan(pieces(b"a" * 200_000, b"", b"b")) == Verdict(True)
        assert found.scanned == [b"a" * 200_000 + b"b"]
        assert await scanner.scan(pieces(EICAR[:20], EICAR[20:])) == Verdict(False, NAME)
        assert await scanner.scan(pieces()) == Verdict(True)
    with pytest.raises(ScannerUnavailable):
        await scanner.check()
    for wrong in ("tcp://", "unix://", "http://localhost", "clamd"):
        with pytest.raises(ValueError, match="a scanner is at"):
            VirusScanner(wrong)


async def test_the_doctor_asks_the_scanner(installation: Installation, clamd: Clamd) -> None:
    async def said(url: str, env: str = "test") -> str:
        settings = msgspec.structs.replace(installation.services.settings, virus_scanner_url=url, env=env)
        checks = [check async for check in check_outside(settings, installation.clock)]
        return next(check.state for check in checks if check.name == "Virus scanner")

    assert await said(clamd.url) == "pass"
    assert await said("tcp://127.0.0.1:1") == "fail"
    assert (await said(""), await said("", "production")) == ("skip", "warn")
