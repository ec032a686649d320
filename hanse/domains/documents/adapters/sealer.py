"""Seals a PDF as PAdES baseline B-B with pyHanko, or B-T where an authority gives the time.

Loaded when the first document is sealed (platform/loading.py).

The seal covers the whole file and allows no change after it. Not here: checking seals, which runs confined
(`inspector`), and where keys are kept.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from asn1crypto import keys, pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from hanse.domains.documents.adapters.stamping import STAMP_BYTES, CheckedStamper, Stamp, StampRefused, Wanted

FIELD = "Seal"
_OWN_ROOM = 4_000
"""For a signature and what is signed with it, without certificates."""


class _DatedSigner(signers.PdfSigner):
    """Signs at the instant of the application's clock instead of the machine's."""

    def __init__(self, at: datetime, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._at = at

    def init_signing_session(self, *arguments: Any, **named: Any) -> PdfSigningSession:
        session = super().init_signing_session(*arguments, **named)
        session.system_time = self._at
        return session


def seal_pdf(pdf: bytes, certificate: str, chain: str, key: bytes, at: datetime) -> bytes:
    """The sealed file. `certificate` and `chain` are PEM, `key` is PKCS#8. Blocking: call it in a thread."""
    return _seal(pdf, _signer(certificate, chain, key), at, None)


def seal_with_time(pdf: bytes, pair: tuple[str, str, bytes], at: datetime, wanted: Wanted) -> tuple[bytes, Stamp]:
    """The same with a time-stamp, and what that says. Blocking. Raises StampRefused, and what asking raises."""
    stamper = CheckedStamper(wanted.ask, wanted.authorities)
    try:
        sealed = _seal(pdf, _signer(*pair), at, stamper)
    except SigningError as error:
        raise StampRefused("its answer does not fit into the seal") from error
    assert stamper.stamped_at is not None, "a seal is not finished without it"
    return sealed, Stamp(at=stamper.stamped_at, by=stamper.stamped_by)


def _signer(certificate: str, chain: str, key: bytes) -> signers.SimpleSigner:
    own = x509.Certificate.load(_ders(certificate)[0])
    store = SimpleCertificateStore.from_certs(x509.Certificate.load(der) for der in _ders(chain))  # type: ignore[no-untyped-call]
    return signers.SimpleSigner(own, keys.PrivateKeyInfo.load(key), store)


def _seal(pdf: bytes, signer: signers.SimpleSigner, at: datetime, stamper: CheckedStamper | None) -> bytes:
    wanted = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    field = fields.SigFieldSpec(FIELD)
    sealing = _DatedSigner(at, wanted, signer=signer, timestamper=stamper, new_field_spec=field)
    # With a time-stamp room is reserved, or the authority would be asked once more only to learn how large one is.
    room = None if stamper is None else 2 * (_OWN_ROOM + _size_of(signer) + STAMP_BYTES)
    sealed: bytes = sealing.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=room).getvalue()
    return sealed


def _size_of(signer: signers.SimpleSigner) -> int:
    return sum(len(one.dump()) for one in (signer.signing_cert, *signer.cert_registry))


def _ders(text: str) -> list[bytes]:
    if not text:
        return []
    return [der for _, _, der in pem.unarmor(text.encode(), multiple=True)]
