"""Secrets of the installation: master keys, encryption at rest, signed tokens, opaque tokens, API keys.

Every use derives its own key (HKDF-SHA256) from a master key and a purpose, so that a value made for one purpose is
worthless for another. Several master keys may be known: the first one writes, all of them read (rotation).
Not here: passwords (argon2id lives with identity), who may use a secret, and where tokens are stored.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Generic, NamedTuple, NoReturn, TypeVar

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hanse.kit.clock import Clock
from hanse.kit.errors import HanseError, NotFound, Unauthenticated

T = TypeVar("T", str, bytes)

MASTER_KEY_BYTES = 32
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_MAC_BYTES = 32
_FORMAT = 1
_HEAD_BYTES = 1 + _KEY_ID_BYTES
_EXPIRY_BYTES = 8
_PURPOSE = re.compile(r"[a-z][a-z0-9_.]{1,62}")

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_API_KEY = re.compile(r"hns_([0-9A-Za-z]{8})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})")


class MasterKeyUnusable(HanseError):
    """The start must stop: there is no trustworthy key to work with."""

    code = "master_key_unusable"
    title = "The master key cannot be used"


class SecretUnreadable(HanseError):
    """A stored secret cannot be decrypted: another key wrote it, or it was changed."""

    code = "secret_unreadable"
    title = "A stored secret cannot be read with the keys of this installation"


class SignedTokenInvalid(NotFound):
    """The token was not made here for this purpose, or was changed."""

    code = "link_invalid"
    title = "This link is not valid"


class SignedTokenExpired(HanseError):
    """The token is genuine but its time is over."""

    status = 410
    code = "link_expired"
    title = "This link has expired; ask for a new one"


class ApiKeyMalformed(Unauthenticated):
    """The text is not an API key: its form or its checksum is wrong, so no lookup is worth making."""

    code = "api_key_malformed"
    title = "This is not a complete API key; copy it again, including the last characters"


class Secret(Generic[T]):
    """A value that logs, tracebacks and serialisers never show; `reveal()` is the only way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value: T = value

    def reveal(self) -> T:
        """Give the value itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and same(self._value, other._value)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is never serialised")


def same(left: str | bytes, right: str | bytes) -> bool:
    """Compare two secrets in constant time; text and bytes never match each other."""
    if isinstance(left, str) and isinstance(right, str):
        return hmac.compare_digest(left.encode(), right.encode())
    if isinstance(left, bytes) and isinstance(right, bytes):
        return hmac.compare_digest(left, right)
    return False


def _to_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _from_text(text: str) -> bytes:
    """Decode base64url. Raises ValueError for anything but the one canonical spelling, so that a token has no twin."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64url") from None
    if _to_text(data) != text:
        raise ValueError("not canonical base64url")
    return data


# --- master keys ------------------------------------------------------------------------------------------------------


def new_master_key() -> str:
    """Make a master key in the form the settings and the key file hold: 32 random bytes as base64url."""
    return _to_text(secrets.token_bytes(MASTER_KEY_BYTES))


def parse_master_keys(text: str, source: str) -> tuple[Secret[bytes], ...]:
    """Read keys separated by commas or line ends, newest first; `#` starts a comment line.

    Raises MasterKeyUnusable, naming `source` and never the key.
    """
    keys: list[Secret[bytes]] = []
    for line in text.replace(",", "\n").splitlines():
        item = line.strip()
        if not item or item.startswith("#"):
            continue
        try:
            material = _from_text(item.rstrip("=").replace("+", "-").replace("/", "_"))
        except ValueError:
            material = b""
        if len(material) != MASTER_KEY_BYTES:
            raise MasterKeyUnusable(
                f"{source} must hold keys of {MASTER_KEY_BYTES} random bytes in base64url; "
                f"entry {len(keys) + 1} is not one"
            )
        keys.append(Secret(material))
    if not keys:
        raise MasterKeyUnusable(f"{source} holds no key")
    if len({key.reveal() for key in keys}) != len(keys):
        raise MasterKeyUnusable(f"{source} holds the same key twice")
    return tuple(keys)


# --- encryption and signatures ----------------------------------------------------------------------------------------


class Vault:
    """Encrypts and signs with keys derived per purpose. Purposes are constants of the code, never input."""

    def __init__(self, keys: Sequence[Secret[bytes]], clock: Clock) -> None:
        """Take the master keys, newest first ; settings keep them."""
        self._masters = {_key_id(key.reveal()): key for key in keys}
        if not keys or len(self._masters) != len(keys):
            raise MasterKeyUnusable("At least one master key is needed, and each only once")
        if any(len(key.reveal()) < MASTER_KEY_BYTES for key in keys):
            raise MasterKeyUnusable(f"A master key has at least {MASTER_KEY_BYTES} random bytes; make a longer one")
        self._newest = next(iter(self._masters))
        self._clock = clock
        self._derived: dict[tuple[bytes, str], bytes] = {}

    def encrypt(self, purpose: str, plaintext: bytes, associated_data: bytes = b"") -> bytes:
        """Encrypt with AES-256-GCM under the newest key; 33 bytes longer than the plaintext.

        `associated_data` is not stored: the reader must give the same (bind the row: tenant, table, column, id), so a
        ciphertext copied elsewhere does not open. Random 96-bit nonces are safe for 2^32 values per purpose and key.
        """
        head = bytes((_FORMAT,)) + self._newest
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self._key(self._newest, "encrypt", purpose)).encrypt(nonce, plaintext, head + associated_data)
        return head + nonce + sealed

    def decrypt(self, purpose: str, sealed: bytes, associated_data: bytes = b"") -> bytes:
        """Give the plaintext. Raises SecretUnreadable for another key, purpose or place, or a changed byte."""
        head, nonce = sealed[:_HEAD_BYTES], sealed[_HEAD_BYTES : _HEAD_BYTES + _NONCE_BYTES]
        if len(nonce) < _NONCE_BYTES or head[0] != _FORMAT or head[1:] not in self._masters:
            raise SecretUnreadable
        cipher = AESGCM(self._key(head[1:], "encrypt", purpose))
        try:
            return cipher.decrypt(nonce, sealed[_HEAD_BYTES + _NONCE_BYTES :], head + associated_data)
        except InvalidTag:
            raise SecretUnreadable from None

    def is_current(self, sealed: bytes) -> bool:
        """Tell whether the newest key wrote this; if not, decrypt and encrypt again to finish a rotation."""
        return sealed[:_HEAD_BYTES] == self.head

    @property
    def head(self) -> bytes:
        """What everything begins with that the newest key encrypts."""
        return bytes((_FORMAT,)) + self._newest

    def sign(self, purpose: str, payload: bytes, expires_in: timedelta) -> str:
        """Make a token for links: the payload in the clear, its end and an HMAC-SHA256; characters `A-Za-z0-9_-`."""
        expires_at = int((self._clock.now() + expires_in).timestamp())
        body = bytes((_FORMAT,)) + self._newest + expires_at.to_bytes(_EXPIRY_BYTES, "big") + payload
        return _to_text(body + self._mac(self._newest, purpose, body))

    def verify(self, purpose: str, token: str) -> bytes:
        """Give the payload of a token. Raises SignedTokenInvalid, or SignedTokenExpired once `now >= end`."""
        return self.read_signed(purpose, token)[0]

    def read_signed(self, purpose: str, token: str) -> tuple[bytes, datetime]:
        """As `verify`, with the instant at which the token ends."""
        try:
            data = _from_text(token)
        except ValueError:
            raise SignedTokenInvalid from None
        body, mac = data[:-_MAC_BYTES], data[-_MAC_BYTES:]
        key_id = body[1:_HEAD_BYTES]
        if len(body) < _HEAD_BYTES + _EXPIRY_BYTES or body[0] != _FORMAT or key_id not in self._masters:
            raise SignedTokenInvalid
        if not same(mac, self._mac(key_id, purpose, body)):
            raise SignedTokenInvalid
        end = datetime.fromtimestamp(int.from_bytes(body[_HEAD_BYTES : _HEAD_BYTES + _EXPIRY_BYTES], "big"), UTC)
        if self._clock.now() >= end:
            raise SignedTokenExpired
        return body[_HEAD_BYTES + _EXPIRY_BYTES :], end

    def sign_openly(self, purpose: str, payload: bytes) -> str:
        """Sign with an Ed25519 key of this purpose, so that whoever has `public_keys` can check it without a secret."""
        return _to_text(self._signing_key(self._newest, purpose).sign(payload))

    def public_keys(self, purpose: str) -> tuple[str, ...]:
        """What checks open signatures of this purpose, the newest first; not secret."""
        return tuple(
            _to_text(self._signing_key(name, purpose).public_key().public_bytes_raw()) for name in self._masters
        )

    def key(self, purpose: str) -> bytes:
        """A secret of 32 bytes for one purpose under the newest key, for codes that need not outlive a rotation."""
        return self._key(self._newest, "derive", purpose)

    def _signing_key(self, key_id: bytes, purpose: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._key(key_id, "ed25519", purpose))

    def _mac(self, key_id: bytes, purpose: str, body: bytes) -> bytes:
        return hmac.digest(self._key(key_id, "sign", purpose), body, "sha256")

    def _key(self, key_id: bytes, use: str, purpose: str) -> bytes:
        name = f"{use}:{purpose}"
        key = self._derived.get((key_id, name))
        if key is None:
            if not _PURPOSE.fullmatch(purpose):
                raise ValueError(f"a purpose is a short lower-case name, not {purpose!r}")
            key = _derive(self._masters[key_id].reveal(), name)
            self._derived[key_id, name] = key
        return key


def signed_openly(public_key: str, payload: bytes, signature: str) -> bool:
    """Say whether the holder of a public key signed exactly this payload."""
    try:
        Ed25519PublicKey.from_public_bytes(_from_text(public_key)).verify(_from_text(signature), payload)
    except (ValueError, InvalidSignature):
        return False
    return True


def _derive(master: bytes, name: str) -> bytes:
    """Derive a key of 32 bytes (RFC 5869; the master key is uniformly random, so no salt is needed)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"hanse/1/" + name.encode()).derive(master)


def _key_id(master: bytes) -> bytes:
    """Name a master key by something derived from it: no configuration can give one key two names."""
    return _derive(master, "key-id")[:_KEY_ID_BYTES]


# --- opaque tokens and API keys ---------------------------------------------------------------------------------------


def token() -> str:
    """Make an opaque token (session, invitation, reset): 32 random bytes as 43 characters of base64url."""
    return _to_text(secrets.token_bytes(32))


def token_hash(text: str) -> bytes:
    """Give the SHA-256 under which a token is stored; its 256 random bits need no slow hash."""
    return hashlib.sha256(text.encode()).digest()


class ApiKey(NamedTuple):
    """An API key: `prefix` finds its row, `hash` (SHA-256 of the whole text) proves it, `text` is shown once."""

    prefix: str
    hash: bytes
    text: Secret[str]


def new_api_key() -> ApiKey:
    """Make a key `hns_<prefix8>_<secret43>_<checksum6>`; the secret carries 256 random bits."""
    prefix = "".join(secrets.choice(_BASE62) for _ in range(8))
    body = f"hns_{prefix}_{_base62(secrets.randbits(256), 43)}"
    return parse_api_key(f"{body}_{_checksum(body)}")


def parse_api_key(text: str) -> ApiKey:
    """Read a key somebody sent. Raises ApiKeyMalformed for a wrong form or a wrong checksum (a typo, a cut copy)."""
    match = _API_KEY.fullmatch(text)
    if match is None or not same(match[3], _checksum(text[: match.start(3) - 1])):
        raise ApiKeyMalformed
    return ApiKey(match[1], token_hash(text), Secret(text))


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), 6)


def _base62(number: int, length: int) -> str:
    characters = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        characters.append(_BASE62[digit])
    return "".join(reversed(characters))
