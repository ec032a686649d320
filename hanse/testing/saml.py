"""A small SAML provider for tests: says what the specification demands, or breaks it where a test says.

It reads the request as a provider must and refuses what it must, so that a client that passes here sends what real
ones demand. Must not be here: anything the product imports.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.signer import XMLSigner

from hanse.kit.clock import Clock

A = "urn:oasis:names:tc:SAML:2.0:assertion"
P = "urn:oasis:names:tc:SAML:2.0:protocol"
NAMES = {"saml": A, "samlp": P, "ds": "http://www.w3.org/2000/09/xmldsig#"}
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


class ProviderRefuses(AssertionError):
    """The client sent what a provider must refuse; the message says which rule."""


@dataclass
class Answer:
    """What the provider's page posts to us, and where."""

    action: str
    document: bytes
    state: str

    @property
    def fields(self) -> dict[str, str]:
        return {"SAMLResponse": base64.b64encode(self.document).decode(), "RelayState": self.state}


@dataclass
class SamlProvider:
    """One provider with one key. `says` replaces what an answer says; `signs` is assertion, response or nothing."""

    clock: Clock
    entity_id: str = "https://login.nordhaven.example/saml"
    sso_url: str = "https://login.nordhaven.example/saml/sso"
    says: dict[str, str] = field(default_factory=dict)
    signs: str = "assertion"
    alter: Callable[[SamlProvider, Any], Any] | None = None  # after signing
    key: Any = None
    certificate: Any = None

    def __post_init__(self) -> None:
        self.rotate()

    def rotate(self) -> None:
        """Another key, with a certificate of its own."""
        self.key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nordhaven log-in")])
        now = self.clock.now()
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=400))
            .not_valid_after(now + timedelta(days=4000))
            .sign(self.key, hashes.SHA256())
        )

    def metadata(self) -> str:
        """What the provider gives out about itself."""
        certificate = base64.b64encode(self.certificate.public_bytes(Encoding.DER)).decode()
        return (
            f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{self.entity_id}">'
            f'<IDPSSODescriptor protocolSupportEnumeration="{P}"><KeyDescriptor use="signing">'
            f'<ds:KeyInfo xmlns:ds="{NAMES["ds"]}"><ds:X509Data><ds:X509Certificate>{certificate}'
            "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>"
            '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"'
            f' Location="{self.sso_url}/post"/>'
            '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"'
            f' Location="{self.sso_url}"/></IDPSSODescriptor></EntityDescriptor>'
        )

    def answer(self, url: str, subject: str) -> Answer:
        """Log somebody in who came with this request; gives what their browser posts. Raises ProviderRefuses."""
        parts = urlsplit(url)
        _require(f"{parts.scheme}://{parts.netloc}{parts.path}" == self.sso_url, "it is asked at its log-in address")
        fields = parse_qs(parts.query, strict_parsing=True)
        request = etree.fromstring(zlib.decompress(base64.b64decode(fields["SAMLRequest"][0]), -15))
        _require(request.tag == f"{{{P}}}AuthnRequest" and request.get("Version") == "2.0", "this is a request")
        _require(request.get("Destination") == self.sso_url, "the request is for this provider")
        _require(len(request.get("ID") or "") >= 20, "the id of the request cannot be guessed")
        _require(len(fields["RelayState"][0]) <= 80, "the state is 80 bytes at most")
        issuer = request.findtext(f"{{{A}}}Issuer")
        told = {
            "to": request.get("AssertionConsumerServiceURL") or "",
            "request": request.get("ID") or "",
            "audience": issuer or "",
        }
        return Answer(told["to"], self.respond(subject, told), fields["RelayState"][0])

    def respond(self, subject: str, told: dict[str, str]) -> bytes:
        """A response, signed as this provider does."""
        now, stamp = self.clock.now(), f"{self.clock.now().timestamp():.6f}".replace(".", "")
        values = {
            "destination": told["to"],
            "recipient": told["to"],
            "audience": told["audience"],
            "request": told["request"],
            "answers": told["request"],
            "issuer": self.entity_id,
            "format": PERSISTENT,
            "subject": subject,
            "status": "urn:oasis:names:tc:SAML:2.0:status:Success",
            "from": _at(now - timedelta(minutes=1)),
            "until": _at(now + timedelta(minutes=5)),
            "confirmed_until": _at(now + timedelta(minutes=5)),
            "now": _at(now),
            "assertion_id": f"_a{stamp}",
            "response_id": f"_r{stamp}",
            "attributes": "",
            **self.says,
        }
        root = etree.fromstring(RESPONSE.format(**values).encode())
        assertion = root.find(f"{{{A}}}Assertion")
        if self.signs in ("assertion", "both"):
            root.replace(assertion, self.signed(assertion))
        if self.signs in ("response", "both"):
            root = self.signed(root)
        if self.alter is not None:
            root = self.alter(self, root)
        return bytes(root if isinstance(root, bytes) else etree.tostring(root))

    def signed(self, element: Any, **options: Any) -> Any:
        """The element with its signature inside, behind its issuer."""
        options = {"signature_algorithm": "rsa-sha256", "digest_algorithm": "sha256", **options}
        kind = options.pop("signer", XMLSigner)
        signer = kind(c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#", **options)
        place = etree.Element(f"{{{NAMES['ds']}}}Signature", {"Id": "placeholder"}, nsmap={"ds": NAMES["ds"]})
        element.insert(1, place)
        return signer.sign(element, key=self.key, cert=[self.certificate], reference_uri=f"#{element.get('ID')}")


RESPONSE = (
    f'<samlp:Response xmlns:samlp="{P}" xmlns:saml="{A}" ID="{{response_id}}" Version="2.0" IssueInstant="{{now}}"'
    ' Destination="{destination}" InResponseTo="{answers}"><saml:Issuer>{issuer}</saml:Issuer>'
    '<samlp:Status><samlp:StatusCode Value="{status}"/></samlp:Status>'
    '<saml:Assertion ID="{assertion_id}" Version="2.0" IssueInstant="{now}"><saml:Issuer>{issuer}</saml:Issuer>'
    '<saml:Subject><saml:NameID Format="{format}">{subject}</saml:NameID>'
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData'
    ' Recipient="{recipient}" InResponseTo="{request}" NotOnOrAfter="{confirmed_until}"/></saml:SubjectConfirmation>'
    '</saml:Subject><saml:Conditions NotBefore="{from}" NotOnOrAfter="{until}"><saml:AudienceRestriction>'
    "<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
    '<saml:AuthnStatement AuthnInstant="{now}"><saml:AuthnContext><saml:AuthnContextClassRef>'
    "urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>"
    "</saml:AuthnStatement>{attributes}</saml:Assertion></samlp:Response>"
)


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise ProviderRefuses(f"the provider demands that {rule}")
