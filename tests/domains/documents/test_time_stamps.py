"""Time-stamps on seals: given by an authority that is named, and never a reason why a contract is not sealed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from msgspec.structs import replace
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from hanse.domains.documents.commands import sealing
from hanse.testing.installation import Business
from tests.domains.documents.authority import authority, vouched
from tests.domains.documents.test_sealing import check, sealed, verdict

WRONG = {
    "broken": "HTTP 500",
    "nonsense": "no time-stamp",
    "huge": "too_large",
    "refusing": "refused (rejection)",
    "wrong number": "another request",
    "wrong document": "another document",
    "forged": "signature of its time-stamp is wrong",
}


async def test_a_seal_carries_the_time_of_the_authority(business: Business, tmp_path: Path) -> None:
    async with authority(business.installation, tmp_path) as found:
        document, content = await sealed(business)
    assert len(found.server.requests) == 1
    assert (document["stamped_at"], document["stamped_by"]) == ("2026-03-02T09:03:00Z", "Harbour time-stamps")
    assert document["stamp_problem"] == ""
    [signature] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    root = x509.Certificate.load(found.own.root.public_bytes(Encoding.DER))
    trusted = [root, signature.signer_cert]
    status = await async_validate_pdf_signature(
        signature,
        signer_validation_context=ValidationContext(trust_roots=trusted, moment=found.at, allow_fetching=False),
        ts_validation_context=ValidationContext(trust_roots=[root], moment=found.at, allow_fetching=False),
    )
    stamp: Any = status.timestamp_validity
    assert (stamp.intact, stamp.valid, stamp.trusted, stamp.timestamp) == (True, True, True, found.at)
    told = (await check(business, content)).text
    assert ("Unchanged<" in told, "Harbour time-stamps" in told, "Time-stamp" in told) == (True, True, True)
    spoilt = content.replace(b"/Type", b"/Typo", 1)
    assert await verdict(business, spoilt) != "Unchanged"


@pytest.mark.parametrize(("mood", "reason"), WRONG.items(), ids=list(WRONG))
async def test_an_answer_that_does_not_fit_is_not_believed(
    business: Business, tmp_path: Path, mood: str, reason: str
) -> None:
    async with authority(business.installation, tmp_path) as found:
        found.mood = mood
        document, content = await sealed(business)
    assert reason in document["stamp_problem"], document["stamp_problem"]
    assert (document["is_sealed"], document["stamped_at"]) == (True, None)
    assert await verdict(business, content) == "Unchanged"


async def test_whoever_is_dead_slow_or_unknown_stamps_nothing(
    business: Business, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = business.installation

    async def problem() -> str:
        document, content = await sealed(business)
        assert await verdict(business, content) == "Unchanged"
        return str(document["stamp_problem"])

    async with authority(site, tmp_path) as found:
        found.mood = "slow"
        with monkeypatch.context() as hurried:
            hurried.setattr(sealing, "STAMP_SECONDS", 0.3)
            assert "(timeout)" in await problem()
        found.mood = "good"
        now = site.clock.now()
        named, found.own = found.own, vouched(now)
        assert "vouches" in await problem()
        found.own = vouched(now, ExtendedKeyUsageOID.CODE_SIGNING)
        (tmp_path / "authorities.pem").write_bytes(found.own.root.public_bytes(Encoding.PEM))
        assert "not for time-stamps" in await problem()
        settings = site.services.settings
        site.services.settings = replace(settings, timestamp_ca_file="")
        assert "not for time-stamps" in await problem(), "even where any authority is believed"
        found.own = named
        assert await problem() == ""
        site.services.settings = replace(settings, timestamp_ca_file=str(tmp_path / "nothing.pem"))
        assert "timestamp_ca_file cannot be read" in await problem()
        site.services.settings = replace(settings, timestamp_url="http://10.0.0.7/tsa")
        (tmp_path / "authorities.pem").write_bytes(named.root.public_bytes(Encoding.PEM))
        assert "may not be called" in await problem()
        site.services.settings = replace(settings, timestamp_url="http://127.0.0.1:9/tsa")
        assert "No time-stamp" in await problem()
