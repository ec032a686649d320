"""Looks at the signatures in a PDF that a stranger sent. Runs confined: nothing here is imported by a web process.

Tells for each signature who made it, whether it fits the bytes it covers, and whether those are the whole file. Not
here: whose certificates are known.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from hanse.kit.structs import to_json

SIGNATURES: Final = 20
_CONTENTS: Final = re.compile(rb"/Contents\s*<([0-9A-Fa-f\s]{200,200000})>")


def inspect_pdf(content: bytes) -> bytes:
    """JSON: `{"signatures": [{"fingerprint", "is_intact", "is_whole"}]}`, at most twenty."""
    try:
        reader = PdfFileReader(io.BytesIO(content))
        found = [_look(one) for one in reader.embedded_signatures[:SIGNATURES]]
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a file that was meddled with breaks its reader in any way
        found = []
    # What no reader finds may still lie in the file: a seal whose file was damaged beyond reading is known by this.
    seen = {one["fingerprint"] for one in found}
    found += [
        {"fingerprint": mark, "is_intact": False, "is_whole": False} for mark in _loose(content) if mark not in seen
    ]
    return to_json({"signatures": found})


def _look(signature: Any) -> dict[str, Any]:
    """One signature. Whether its certificate is trusted is no question here: the caller knows its own by print."""
    certificate = signature.signer_cert
    context = ValidationContext(trust_roots=[certificate], allow_fetching=False, revocation_mode="soft-fail")
    status = validate_pdf_signature(signature, signer_validation_context=context, skip_diff=True)
    return {
        "fingerprint": certificate.sha256.hex(),
        "is_intact": bool(status.intact and status.valid),
        "is_whole": status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
    }


def _loose(content: bytes) -> Iterator[str]:
    """The prints of certificates in signatures that lie anywhere in the bytes."""
    for number, found in enumerate(_CONTENTS.finditer(content)):
        if number >= SIGNATURES:
            return
        try:
            signed = cms.ContentInfo.load(bytes.fromhex(found[1].decode()))["content"]
            for one in list(signed["certificates"])[:SIGNATURES]:
                if isinstance(one.chosen, x509.Certificate):
                    yield one.chosen.sha256.hex()
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
