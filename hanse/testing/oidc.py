"""A small OpenID Connect provider on loopback for tests: follows the specification, breaks it where a test says.

It refuses what a provider must refuse (Core 1.0 sections 3.1.2.2 and 3.1.3.2, RFC 7636 section 4.6), so that a client
that passes here sends what real ones demand. Must not be here: anything the product imports.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from hanse.kit.clock import Clock


class ProviderRefuses(AssertionError):
    """The client sent what a provider must refuse; the message says which rule."""


@dataclass
class Grant:
    """A code that was given out."""

    subject: str
    fields: dict[str, str]
    claims: dict[str, Any]
    used: bool = False


@dataclass
class OidcProvider:
    """One provider with one registered client. The attributes below `bad habits` make it misbehave."""

    clock: Clock
    client_id: str = "hanse-client"
    client_secret: str = "a secret of the client, with / and +"
    redirect_uris: list[str] = field(default_factory=list)
    auth_methods: tuple[str, ...] = ("client_secret_basic",)
    names_itself: bool = False  # RFC 9207
    port: int = 0
    requests: list[str] = field(default_factory=list)
    # bad habits
    issuer_says: str | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    sign: Callable[[OidcProvider, dict[str, Any]], str] | None = None
    discovery: dict[str, Any] = field(default_factory=dict)
    redirect_discovery_to: str = ""
    _grants: dict[str, Grant] = field(default_factory=dict)
    _keys: list[Any] = field(default_factory=lambda: [RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})])

    @property
    def origin(self) -> str:
        """`host:port`, as an entry of the outgoing client's internal hosts."""
        return f"127.0.0.1:{self.port}"

    @property
    def issuer(self) -> str:
        return f"http://{self.origin}"

    @property
    def key(self) -> Any:
        """The signing key; `rotate` makes another."""
        return self._keys[-1]

    def rotate(self) -> None:
        """Sign with a fresh elliptic key from now on; the old one is withdrawn."""
        self._keys = [ECKey.generate_key("P-256", {"kid": secrets.token_hex(4), "use": "sig"})]

    # ---- what a browser does there -----------------------------------------------------------------------------------

    def authorize(self, url: str, subject: str, **claims: Any) -> str:
        """Log somebody in at the authorization endpoint; gives where the browser is sent. Raises ProviderRefuses."""
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}{parts.path}" != f"{self.issuer}/authorize":
            raise ProviderRefuses(f"{url} is not the authorization endpoint")
        fields = dict(parse_qsl(parts.query, strict_parsing=True))
        _require(fields.get("response_type") == "code", "response_type is code")
        _require(fields.get("client_id") == self.client_id, "client_id is the registered one")
        _require(fields.get("redirect_uri") in self.redirect_uris, "redirect_uri is one of the registered, exactly")
        _require("openid" in fields.get("scope", "").split(), "scope contains openid")
        _require(len(fields.get("state", "")) >= 16, "state cannot be guessed")
        _require(len(fields.get("nonce", "")) >= 16, "nonce cannot be guessed")
        _require(fields.get("code_challenge_method") == "S256", "code_challenge_method is S256")
        _require(len(fields.get("code_challenge", "")) == 43, "code_challenge is a SHA-256 in base64url")
        code = secrets.token_urlsafe(24)
        self._grants[code] = Grant(subject, fields, claims)
        answer = {"code": code, "state": fields["state"]}
        if self.names_itself:
            answer["iss"] = self.issuer
        return f"{fields['redirect_uri']}?{urlencode(answer)}"

    # ---- what our server asks ----------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, headers: dict[str, str], body: str) -> tuple[int, dict[str, Any] | str]:
        """Status and body (or the address of a redirect) for one request."""
        self.requests.append(f"{method} {path}")
        if path == "/.well-known/openid-configuration":
            if self.redirect_discovery_to:
                return 302, self.redirect_discovery_to
            return 200, self._metadata()
        if path == "/jwks":
            return 200, {"keys": [key.as_dict(private=False) for key in self._keys]}
        if (method, path) == ("POST", "/token"):
            return self._token(headers, body)
        return 404, {"error": "not_found"}

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer_says or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": list(self.auth_methods),
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": self.names_itself,
            **self.discovery,
        }

    def _token(self, headers: dict[str, str], body: str) -> tuple[int, dict[str, Any]]:
        fields = {name: values[0] for name, values in parse_qs(body, strict_parsing=True).items()}
        if not self._client_is_known(headers, fields):
            return 401, {"error": "invalid_client"}
        grant = self._grants.get(fields.get("code", ""))
        verifier = fields.get("code_verifier", "")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        is_right = (
            grant is not None
            and not grant.used
            and fields.get("grant_type") == "authorization_code"
            and fields.get("redirect_uri") == grant.fields["redirect_uri"]
            and 43 <= len(verifier) <= 128
            and challenge == grant.fields["code_challenge"]
        )
        if not is_right or grant is None:
            return 400, {"error": "invalid_grant"}
        grant.used = True
        token = self._id_token(grant)
        return 200, {
            "access_token": secrets.token_urlsafe(),
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": token,
        }

    def _client_is_known(self, headers: dict[str, str], fields: dict[str, str]) -> bool:
        scheme, _, value = headers.get("authorization", "").partition(" ")
        if scheme == "Basic" and "client_secret_basic" in self.auth_methods:
            name, _, secret = base64.b64decode(value).decode().partition(":")
            return (unquote(name), unquote(secret)) == (self.client_id, self.client_secret)
        if "client_secret_post" in self.auth_methods:
            return (fields.get("client_id"), fields.get("client_secret")) == (self.client_id, self.client_secret)
        return False

    def _id_token(self, grant: Grant) -> str:
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": grant.subject,
            "aud": self.client_id,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": grant.fields["nonce"],
            **grant.claims,
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if name not in self.leave_out}
        return self.sign(self, kept) if self.sign else self.signed(kept)

    def signed(self, claims: dict[str, Any], key: Any = None) -> str:
        """The claims as a signed token, by this provider's key or another."""
        key = key or self.key
        algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
        return jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key)


def unsigned(provider: OidcProvider, claims: dict[str, Any]) -> str:
    """A token with alg none (an attack as old as JWT)."""
    parts = (json.dumps({"alg": "none"}), json.dumps(claims), "")
    return ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts)


def signed_by_a_stranger(provider: OidcProvider, claims: dict[str, Any]) -> str:
    """A token by another key under the same key id."""
    return provider.signed(claims, RSAKey.generate_key(2048, {"kid": provider.key.kid}))


def signed_with_the_public_key(provider: OidcProvider, claims: dict[str, Any]) -> str:
    """A token whose HMAC secret is the public key (algorithm confusion)."""
    public = OctKey.import_key(provider.key.as_pem(private=False))
    head = {"alg": "HS256", "kid": provider.key.kid}
    return jwt.encode(head, claims, public, algorithms=["HS256"])


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise ProviderRefuses(f"the provider demands that {rule}")


@asynccontextmanager
async def open_provider(clock: Clock) -> AsyncIterator[OidcProvider]:
    """A provider that listens on a free port of the loopback address."""
    provider = OidcProvider(clock)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _serve(provider, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    provider.port = server.sockets[0].getsockname()[1]
    try:
        yield provider
    finally:
        server.close()


async def _serve(provider: OidcProvider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one request and close: the client opens a new connection for the next."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
    status, answer = provider.answer(method, path.partition("?")[0], headers, body)
    extra = f"location: {answer}\r\n" if isinstance(answer, str) else ""
    content = b"" if isinstance(answer, str) else json.dumps(answer).encode()
    start = f"HTTP/1.1 {status} OK\r\ncontent-type: application/json\r\ncontent-length: {len(content)}\r\n"
    writer.write(f"{start}{extra}connection: close\r\n\r\n".encode() + content)
    await writer.drain()
