"""SAML 2.0 as a service provider: a provider's description, the request to log in, and checking the answer.

Web browser SSO profile: the request goes by redirect, the answer comes by post, and it must answer our own request.
Only what the provider's signature covers is ever read. Everything comes from another company or through a browser, so
the parser takes no DTD, no entity and no network. Loaded when first needed. Whose log-in it is, is the commands' part.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import escape, quoteattr

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from hanse.domains.identity.errors import CompanyLogInFailed
from hanse.domains.identity.types import SamlAnswer, SamlParty

MOST_CHARACTERS: Final = 200_000
LEEWAY: Final = timedelta(seconds=60)
_A: Final = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_P: Final = "{urn:oasis:names:tc:SAML:2.0:protocol}"
_M: Final = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_D: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
_POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_TRANSIENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
_PERSISTENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
_SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
_SIGNATURES: Final = frozenset(
    {
        *(SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512),
        *(SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.ECDSA_SHA512),
        *(SignatureMethod.SHA256_RSA_MGF1, SignatureMethod.SHA384_RSA_MGF1, SignatureMethod.SHA512_RSA_MGF1),
    }
)
_DIGESTS: Final = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
# Names under which providers tell an e-mail address or a name; only for showing.
_LABELS: Final = (
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "email",
    "mail",
    "displayName",
)
log = structlog.get_logger("hanse.identity")


# ---- descriptions --------------------------------------------------------------------------------------------------


def read_description(text: str) -> SamlParty:
    """What a provider's metadata document says: its name, where people log in, and its certificates.

    Raises CompanyLogInFailed.
    """
    root = _parsed(text.encode())
    described = [root] if root.tag == f"{_M}EntityDescriptor" else list(root.iter(f"{_M}EntityDescriptor"))
    described = [one for one in described if one.find(f"{_M}IDPSSODescriptor") is not None]
    if len(described) != 1:
        raise _failed("description", "The metadata must describe exactly one identity provider")
    role = described[0].find(f"{_M}IDPSSODescriptor")
    entity = described[0].get("entityID") or ""
    places = [
        one.get("Location") or "" for one in role.iter(f"{_M}SingleSignOnService") if one.get("Binding") == _REDIRECT
    ]
    found = [
        "".join((one.text or "").split())
        for key in role.iter(f"{_M}KeyDescriptor")
        if key.get("use") in (None, "signing")
        for one in key.iter(f"{_D}X509Certificate")
    ]
    if not 1 <= len(entity) <= 500 or not entity.isprintable():
        raise _failed("description", "The metadata names no entity id")
    if not places or len(places[0]) > 500 or urlsplit(places[0]).scheme != "https":
        raise _failed("description", "The metadata names no log-in address for HTTP-Redirect that begins with https")
    return SamlParty(entity_id=entity, sso_url=places[0], certificates=_certificates(found))


def _certificates(found: Sequence[str]) -> tuple[str, ...]:
    """Certificates as PEM, each once. Raises CompanyLogInFailed."""
    texts: dict[str, None] = {}
    for text in found[:10]:
        try:
            certificate = x509.load_der_x509_certificate(base64.b64decode(text, validate=True))
            texts[certificate.public_bytes(Encoding.PEM).decode()] = None
        except ValueError:
            raise _failed("description", "A certificate of the metadata cannot be read") from None
    if not texts:
        raise _failed("description", "The metadata holds no certificate for signing")
    return tuple(texts)


def own_description(entity_id: str, answer_to: str) -> bytes:
    """Our side of it, for the provider: who we are, and where answers go."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<EntityDescriptor xmlns="{_M[1:-1]}" entityID={quoteattr(entity_id)}>\n'
        f'  <SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true"'
        f' protocolSupportEnumeration="{_P[1:-1]}">\n'
        f"    <NameIDFormat>{_PERSISTENT}</NameIDFormat>\n"
        f'    <AssertionConsumerService index="0" isDefault="true" Binding="{_POST}"'
        f" Location={quoteattr(answer_to)}/>\n"
        "  </SPSSODescriptor>\n</EntityDescriptor>\n"
    ).encode()


# ---- the request ---------------------------------------------------------------------------------------------------


def request_url(party: SamlParty, entity_id: str, answer_to: str, own: tuple[str, str], now: datetime) -> str:
    """Where the browser goes to log in. `own` is the request's id and what comes back with the answer."""
    request_id, state = own
    document = (
        f'<samlp:AuthnRequest xmlns:samlp="{_P[1:-1]}" ID={quoteattr(request_id)} Version="2.0"'
        f' IssueInstant="{now:%Y-%m-%dT%H:%M:%SZ}" Destination={quoteattr(party.sso_url)}'
        f' ProtocolBinding="{_POST}" AssertionConsumerServiceURL={quoteattr(answer_to)}>'
        f'<saml:Issuer xmlns:saml="{_A[1:-1]}">{escape(entity_id)}</saml:Issuer></samlp:AuthnRequest>'
    )
    packed = zlib.compress(document.encode(), 9)[2:-4]  # raw DEFLATE, as the redirect binding has it
    fields = {"SAMLRequest": base64.b64encode(packed).decode(), "RelayState": state}
    return f"{party.sso_url}{'&' if urlsplit(party.sso_url).query else '?'}{urlencode(fields)}"


# ---- the answer ----------------------------------------------------------------------------------------------------


def verify(text: str, party: SamlParty, entity_id: str, answer_to: str, own: tuple[str, datetime]) -> SamlAnswer:
    """Check an answer's signature and every condition of the profile (SAML 2.0 Profiles, 4.1.4.3).

    `own` is the id of our request and the present time. Raises CompanyLogInFailed.
    """
    request_id, now = own
    try:
        document = base64.b64decode("".join(text.split()), validate=True)
    except (ValueError, binascii.Error):
        raise _failed("not base64") from None
    response = _parsed(document)
    if response.tag != f"{_P}Response" or response.get("Version") != "2.0":
        raise _failed("no response")
    if response.get("Destination") not in (None, answer_to):
        raise _failed("destination")
    if response.get("InResponseTo") not in (None, request_id):
        raise _failed("answers another request")
    status = response.find(f"{_P}Status/{_P}StatusCode")
    if status is None or status.get("Value") != _SUCCESS:
        raise _failed("status", "The company log-in was refused or cancelled there")
    assertion = _signed_assertion(response, party.certificates, now)
    _check_sender(assertion, party.entity_id)
    _check_conditions(assertion, entity_id, now)
    ends_at = _check_subject(assertion, answer_to, request_id, now)
    return SamlAnswer(
        id=assertion.get("ID") or "", subject=_subject(assertion), label=_label(assertion), ends_at=ends_at
    )


def _signed_assertion(response: Any, certificates: Sequence[str], now: datetime) -> Any:
    """The one assertion, read from what the signature covers and nothing else (signature wrapping)."""
    if len(list(response.iter(f"{_A}Assertion"))) != 1 or response.find(f"{_A}Assertion") is None:
        raise _failed("not exactly one assertion")
    ids = [element.get("ID") for element in response.iter() if element.get("ID") is not None]
    if len(ids) != len(set(ids)):
        raise _failed("an id stands twice")
    assertion = response.find(f"{_A}Assertion")
    holder = next((one for one in (assertion, response) if one.find(f"{_D}Signature") is not None), None)
    if holder is None:
        raise _failed("not signed")
    signed = _covered(holder, certificates, now)
    if signed.tag != holder.tag or signed.get("ID") != holder.get("ID") or not signed.get("ID"):
        raise _failed("the signature covers something else")
    found = [signed] if signed.tag == f"{_A}Assertion" else signed.findall(f"{_A}Assertion")
    if len(found) != 1:
        raise _failed("not exactly one signed assertion")
    return found[0]


def _covered(holder: Any, certificates: Sequence[str], now: datetime) -> Any:
    """What a signature directly inside `holder` covers, by any of the provider's certificates."""
    expected = SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=_SIGNATURES,
        digest_algorithms=_DIGESTS,
        verification_time=now,
    )
    text = etree.tostring(holder)
    for certificate in certificates:
        try:
            result: Any = XMLVerifier().verify(
                text, x509_cert=_certificate(certificate), id_attribute="ID", expect_config=expected
            )
        except (SignXMLException, ValueError, TypeError, KeyError, etree.LxmlError) as error:
            log.info("company_log_in_signature", reason=type(error).__name__)
            continue
        if result.signed_xml is not None:
            return result.signed_xml
    raise _failed("signature")


def _certificate(text: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(text.encode())


def _check_sender(assertion: Any, issuer: str) -> None:
    if assertion.get("Version") != "2.0" or _text(assertion.find(f"{_A}Issuer")) != issuer:
        raise _failed("issuer")
    if assertion.find(f"{_A}AuthnStatement") is None:
        raise _failed("nobody logged in")


def _check_conditions(assertion: Any, entity_id: str, now: datetime) -> None:
    conditions = assertion.findall(f"{_A}Conditions")
    if len(conditions) != 1:
        raise _failed("no conditions")
    _check_times(conditions[0], now)
    restrictions = conditions[0].findall(f"{_A}AudienceRestriction")
    audiences = [[_text(one) for one in found.findall(f"{_A}Audience")] for found in restrictions]
    if not audiences or not all(entity_id in found for found in audiences):
        raise _failed("audience")


def _check_subject(assertion: Any, answer_to: str, request_id: str, now: datetime) -> datetime:
    """Some confirmation must be for this address, this request and this time; gives when it ends."""
    for confirmation in assertion.findall(f"{_A}Subject/{_A}SubjectConfirmation"):
        data = confirmation.find(f"{_A}SubjectConfirmationData")
        if confirmation.get("Method") != _BEARER or data is None or data.get("NotBefore") is not None:
            continue
        if data.get("Recipient") != answer_to or data.get("InResponseTo") != request_id:
            continue
        end = _instant(data.get("NotOnOrAfter"))
        if end is not None and now < end + LEEWAY:
            return end + LEEWAY
    raise _failed("confirmation")


def _check_times(element: Any, now: datetime) -> None:
    for name in ("NotBefore", "NotOnOrAfter"):
        if element.get(name) is not None and _instant(element.get(name)) is None:
            raise _failed(f"unreadable {name}")
    start, end = _instant(element.get("NotBefore")), _instant(element.get("NotOnOrAfter"))
    if (start is not None and now + LEEWAY < start) or (end is not None and now >= end + LEEWAY):
        raise _failed("time")


def _subject(assertion: Any) -> str:
    """The name the provider gives a person, which must stay the same from one log-in to the next."""
    name = assertion.find(f"{_A}Subject/{_A}NameID")
    subject = _text(name)
    if name is None or name.get("Format") == _TRANSIENT:
        raise _failed("transient", "The provider names people differently each time; let it send a persistent NameID")
    if not 1 <= len(subject) <= 255 or not subject.isprintable():
        raise _failed("no subject")
    return subject


def _label(assertion: Any) -> str:
    told = {
        one.get("Name"): _text(one.find(f"{_A}AttributeValue"))
        for one in assertion.iterfind(f"{_A}AttributeStatement/{_A}Attribute")
    }
    found = next((told[name] for name in _LABELS if told.get(name)), "")
    return found[:320] if found.isprintable() else ""


# ---- reading -------------------------------------------------------------------------------------------------------


def _parsed(document: bytes) -> Any:
    """The root of a document without DTD, entities and instructions. Raises CompanyLogInFailed."""
    if len(document) > MOST_CHARACTERS:
        raise _failed("too long")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise _failed("not XML", "What the provider sent could not be read") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _failed("a DTD", "What the provider sent could not be read")
    return root


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def _instant(text: str | None) -> datetime | None:
    if not text or len(text) > 40:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _failed(reason: str, message: str | None = None) -> CompanyLogInFailed:
    """The refusal; why goes to the log, not to whoever tried."""
    log.warning("company_log_in_failed", reason=f"saml: {reason}")
    return CompanyLogInFailed(message)
