"""Time-stamps of RFC 3161 for seals: asks an authority, and believes only what fits. Loaded with the sealer.

An answer counts when it is granted, carries our own number, stands for exactly our digest, and is signed with a
certificate for time-stamps that one of the named authorities vouches for. Not here: how the authority is reached.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any, Final

from asn1crypto import cms, core, pem, tsp, x509
from msgspec import Struct
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

Ask = Callable[[bytes], Awaitable[bytes]]
"""Sends a request to the authority, and gives the bytes of its answer."""
_GRANTED: Final = ("granted", "granted_with_mods")


STAMP_BYTES: Final = 24_000
"""The largest answer that is taken: a token with the certificates of its authority."""


class Wanted(Struct, frozen=True, kw_only=True):
    """How to get a time-stamp: whom to ask, and the certificates (PEM) one of which must vouch for it."""

    ask: Ask
    authorities: str


class Stamp(Struct, frozen=True, kw_only=True):
    """What a time-stamp says: when it was given, and by whom."""

    at: datetime
    by: str


class StampRefused(Exception):
    """The authority's answer cannot be used; the sentence says why, for a person."""


class _Answer(core.Sequence):  # type: ignore[misc]
    """TimeStampResp as RFC 3161 has it: a refusal carries no token."""

    _fields: Final = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


class CheckedStamper(TimeStamper):
    """Gets the time-stamp of one seal. `stamped_at` and `stamped_by` tell of it afterwards."""

    def __init__(self, ask: Ask, authorities: str) -> None:
        """Take the certificates (PEM) one of which must vouch for it; with none any certificate for time-stamps will
        do."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._ask = ask
        self._authorities = [x509.Certificate.load(der) for der in _ders(authorities)]
        self.stamped_at: datetime | None = None
        self.stamped_by = ""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The token for one digest. Raises StampRefused, and whatever asking raises."""
        number, request = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
        token, told = _read(await self._ask(request.dump()))
        if told["nonce"].native != number:
            raise StampRefused("its answer belongs to another request")
        imprint = told["message_imprint"]
        if (imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native) != (
            md_algorithm,
            message_digest,
        ):
            raise StampRefused("its time-stamp is of another document")
        self.stamped_at = told["gen_time"].native
        self.stamped_by = await self._vouched(token["content"], message_digest)
        return token

    async def _vouched(self, signed: cms.SignedData, digest: bytes) -> str:
        """Whom the certificate names that signed the token. Raises StampRefused."""
        signer = _signer(signed)
        _check_use(signer, self.stamped_at)
        context = ValidationContext(
            trust_roots=self._authorities or [signer],
            moment=self.stamped_at,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        try:
            found = await validate_tst_signed_data(signed, context, lambda _: digest)
        except Exception as error:  # a foreign structure breaks its reader in any way
            raise StampRefused("its time-stamp cannot be read") from error
        status = TimestampSignatureStatus(**found)
        if not (status.intact and status.valid):
            raise StampRefused("the signature of its time-stamp is wrong")
        if not status.trusted:
            raise StampRefused("nobody named in timestamp_ca_file vouches for its certificate")
        names = signer.subject.native
        return str(names.get("common_name") or names.get("organization_name") or signer.subject.human_friendly)[:200]


def _read(answer: bytes) -> tuple[cms.ContentInfo, Any]:
    """The token of an answer, and what it tells. Raises StampRefused."""
    try:
        response = _Answer.load(answer, strict=True)
        status = response["status"]["status"].native
        token = response["time_stamp_token"] if status in _GRANTED else None
        told = token["content"]["encap_content_info"]["content"].parsed if token is not None else None
        fits = isinstance(told, tsp.TSTInfo) and told["gen_time"].native is not None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StampRefused("its answer is no time-stamp") from error
    if token is None:
        raise StampRefused(f"it refused ({status})")
    if not fits:
        raise StampRefused("its answer is no time-stamp")
    return token, told


def _check_use(signer: x509.Certificate, at: datetime | None) -> None:
    """A certificate that is believed by itself is looked at too. Raises StampRefused."""
    usage = signer.extended_key_usage_value
    if usage is None or usage.native != ["time_stamping"]:
        raise StampRefused("its certificate is not for time-stamps")
    if at is None or not signer.not_valid_before <= at <= signer.not_valid_after:
        raise StampRefused("its certificate is not valid at the time it gives")


def _signer(signed: cms.SignedData) -> x509.Certificate:
    """The certificate that comes with a token for its signer. Raises StampRefused."""
    try:
        [info] = signed["signer_infos"]
        place = info["sid"].chosen
        for one in signed["certificates"]:
            found = one.chosen
            if isinstance(found, x509.Certificate) and _is_named(found, place):
                return found
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StampRefused("its answer is no time-stamp") from error
    raise StampRefused("its certificate does not come with the time-stamp")


def _is_named(certificate: x509.Certificate, place: Any) -> bool:
    if isinstance(place, cms.IssuerAndSerialNumber):
        serial = place["serial_number"].native
        return bool(certificate.issuer == place["issuer"] and certificate.serial_number == serial)
    return bool(certificate.key_identifier == place.native)


def _ders(text: str) -> Iterable[bytes]:
    return [der for _, _, der in pem.unarmor(text.encode(), multiple=True)] if text else []
