"""OpenID Connect as a relying party: discovery, authorization request, code exchange, and checking the ID token.

Code flow with PKCE only (OpenID Connect Core 1.0, RFC 7636, RFC 9700). Every address comes from another company, so all
of it goes through the guarded client. Whose log-in it is, is the commands' part.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode, urlsplit

import msgspec
import structlog

from hanse.domains.identity.errors import CompanyLogInFailed
from hanse.kit.errors import HanseError
from hanse.kit.structs import Data
from hanse.platform.crypto import same
from hanse.platform.loading import later
from hanse.platform.outbound import GuardedClient, OutboundFailed, OutboundRefused, OutboundRequest

if TYPE_CHECKING:
    from joserfc import errors as jose
    from joserfc import jwk, jwt
else:
    jose, jwk, jwt = map(later, ("joserfc.errors", "joserfc.jwk", "joserfc.jwt"))

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY: Final = timedelta(seconds=60)
_MOST_BYTES: Final = 300_000
_SECONDS: Final = 8.0
_KEY_KINDS: Final = frozenset({"RSA", "EC", "OKP"})
log = structlog.get_logger("hanse.identity")


class Metadata(Data, frozen=True, kw_only=True):
    """What we need of a provider's discovery document (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class Registration(Data, frozen=True, kw_only=True):
    """Our client at a provider."""

    issuer: str
    client_id: str
    client_secret: str | None
    scopes: tuple[str, ...]
    redirect_uri: str
    scope: str  # separates circuit breakers: the tenant's id

    def __repr__(self) -> str:
        return f"Registration({self.issuer!r}, {self.client_id!r})"


class Secrets(Data, frozen=True, kw_only=True):
    """What binds the answer to this browser and this request."""

    state: str
    nonce: str
    verifier: str


class Claims(Data, frozen=True, kw_only=True):
    """Whom the provider vouches for. Only `subject` identifies; the rest is for showing."""

    subject: str
    email: str = ""
    name: str = ""
    answer_hash: bytes | None = None  # of an answer that must not be taken twice; a code is used up at the provider
    ends_at: datetime | None = None


def new_secrets() -> Secrets:
    """Fresh state, nonce and PKCE verifier, 256 random bits each."""
    return Secrets(state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(32))


async def discover(http: GuardedClient, issuer: str, scope: str) -> Metadata:
    """Read a provider's discovery document. Raises CompanyLogInFailed."""
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    metadata: Metadata = await _get(http, address, scope, Metadata)
    if metadata.issuer != issuer:
        # Discovery 1.0, section 4.3: else a provider could speak in another one's name.
        raise _failed("issuer_differs", "The provider calls itself by another address than the one entered")
    for endpoint in (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri):
        if urlsplit(endpoint).scheme not in ("https", urlsplit(issuer).scheme):
            raise _failed("plain_endpoint", "The provider names an address without https")
    return metadata


def authorization_url(metadata: Metadata, client: Registration, own: Secrets) -> str:
    """Where the browser goes to log in."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(own.verifier.encode()).digest()).rstrip(b"=").decode()
    fields = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "scope": " ".join(dict.fromkeys(("openid", *client.scopes))),
        "state": own.state,
        "nonce": own.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    separator = "&" if urlsplit(metadata.authorization_endpoint).query else "?"
    return f"{metadata.authorization_endpoint}{separator}{urlencode(fields)}"


async def exchange(http: GuardedClient, metadata: Metadata, client: Registration, own: Secrets, code: str) -> str:
    """Trade the code for the ID token. Raises CompanyLogInFailed."""
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
        "code_verifier": own.verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if client.client_secret is None:
        fields["client_id"] = client.client_id
    elif "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
        pair = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        fields |= {"client_id": client.client_id, "client_secret": client.client_secret}
    request = OutboundRequest(
        url=metadata.token_endpoint,
        method="POST",
        headers=headers,
        body=urlencode(fields).encode(),
        idempotency_key=hashlib.sha256(code.encode()).hexdigest(),
        scope=client.scope,
        any_port=True,
        max_response_bytes=_MOST_BYTES,
        total_seconds=_SECONDS,
    )
    answer: dict[str, Any] = await _send(http, request, dict[str, Any])
    token = answer.get("id_token")
    if not isinstance(token, str) or len(token) > 50_000:
        raise _failed("no_id_token", "The provider gave no ID token")
    return token


async def verify(
    http: GuardedClient, metadata: Metadata, client: Registration, own: Secrets, token: str, now: datetime
) -> Claims:
    """Check the ID token's signature and every claim of Core 1.0, section 3.1.3.7. Raises CompanyLogInFailed."""
    document: dict[str, Any] = await _get(http, metadata.jwks_uri, client.scope, dict[str, Any])
    claims = _signed_claims(document, token)
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != metadata.issuer:
        raise _failed("wrong_issuer")
    if client.client_id not in audiences or (len(audiences) > 1 and claims.get("azp") != client.client_id):
        raise _failed("wrong_audience")
    if "azp" in claims and claims["azp"] != client.client_id:
        raise _failed("wrong_party")
    _check_times(claims, now)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not same(nonce, own.nonce):
        raise _failed("wrong_nonce")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255 or not subject.isprintable():
        raise _failed("no_subject")
    return Claims(subject=subject, email=_shown(claims.get("email")), name=_shown(claims.get("name")))


def _signed_claims(document: dict[str, Any], token: str) -> dict[str, Any]:
    listed = document.get("keys")
    found = listed if isinstance(listed, list) else []
    keys = [key for key in found if isinstance(key, dict) and key.get("kty") in _KEY_KINDS and key.get("use") != "enc"]
    try:
        decoded = jwt.decode(token, jwk.KeySet.import_key_set({"keys": keys}), algorithms=ALGORITHMS)
    except (jose.JoseError, ValueError, TypeError, KeyError) as error:
        raise _failed(f"signature: {type(error).__name__}") from error
    return dict(decoded.claims)


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    present, leeway = now.timestamp(), LEEWAY.total_seconds()
    if present >= _instant(claims, "exp") + leeway:
        raise _failed("expired")
    if _instant(claims, "iat") > present + leeway:
        raise _failed("issued_later")
    if "nbf" in claims and _instant(claims, "nbf") > present + leeway:
        raise _failed("not_yet")


def _instant(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _failed(f"no_{name}")
    return float(value)


def _shown(value: Any) -> str:
    return value[:320] if isinstance(value, str) and value.isprintable() else ""


async def _get(http: GuardedClient, url: str, scope: str, kind: Any) -> Any:
    request = OutboundRequest(
        url=url, headers={"Accept": "application/json"}, scope=scope, any_port=True, max_response_bytes=_MOST_BYTES,
        total_seconds=_SECONDS,
    )  # fmt: skip
    return await _send(http, request, kind)


async def _send(http: GuardedClient, request: OutboundRequest, kind: Any) -> Any:
    try:
        response = await http.send(request)
    except (OutboundRefused, OutboundFailed) as error:
        raise _failed(f"outbound: {error.reason}", "The provider cannot be reached") from error
    except HanseError as error:
        raise _failed(f"outbound: {error.code}", "The provider cannot be reached") from error
    if not response.is_success:
        raise _failed(f"status {response.status}", f"The provider answered with status {response.status}")
    try:
        return msgspec.json.decode(response.body, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _failed("unreadable", "The provider's answer could not be read") from error


def _failed(reason: str, message: str | None = None) -> CompanyLogInFailed:
    """The refusal; why goes to the log, not to whoever tried."""
    log.warning("company_log_in_failed", reason=reason)
    return CompanyLogInFailed(message)
