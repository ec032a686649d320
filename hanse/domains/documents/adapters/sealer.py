"""Seals a PDF as PAdES baseline B-B with pyHanko. Loaded when the first document is sealed (platform/loading.py).

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
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Seal"


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
    own = x509.Certificate.load(_ders(certificate)[0])
    store = SimpleCertificateStore.from_certs(x509.Certificate.load(der) for der in _ders(chain))  # type: ignore[no-untyped-call]
    signer = signers.SimpleSigner(own, keys.PrivateKeyInfo.load(key), store)
    wanted = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    sealing = _DatedSigner(at, wanted, signer=signer, new_field_spec=fields.SigFieldSpec(FIELD))
    sealed: bytes = sealing.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue()
    return sealed


def _ders(text: str) -> list[bytes]:
    if not text:
        return []
    return [der for _, _, der in pem.unarmor(text.encode(), multiple=True)]
