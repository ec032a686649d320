"""What comes in and what goes out: `WebRequest` reads an ASGI request with bounds, `Reply` writes an answer."""

from __future__ import annotations

import io
import secrets
import urllib.parse
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from multipart import MultipartError, MultipartParser, parse_options_header

from hanse.kit.errors import Invalid, PayloadTooLarge, UnsupportedMedia

JSON = "application/json"
PROBLEM = "application/problem+json"
HTML = "text/html; charset=utf-8"
_FIELDS_MAXIMUM = 2_000

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a form post, held whole; its name and type are what the sender says."""

    filename: str
    content_type: str
    content: bytes


class WebRequest:
    """One request. Everything is read at most once and never beyond its bound."""

    __slots__ = ("_body", "_cookies", "_headers", "_query", "_receive", "limit", "method", "path", "scope", "state")

    def __init__(self, scope: Any, receive: Receive, limit: int) -> None:
        self.scope: dict[str, Any] = scope
        self._receive = receive
        self.limit = limit
        self.method: str = self.scope["method"]
        self.path: str = self.scope["path"]
        self._headers: dict[str, str] | None = None
        self._cookies: dict[str, str] | None = None
        self._query: list[tuple[str, str]] | None = None
        self._body: bytes | None = None
        self.state: dict[str, Any] = self.scope.setdefault("hanse", {})

    @property
    def headers(self) -> dict[str, str]:
        """Headers by lower-case name; of repeated ones the last."""
        if self._headers is None:
            self._headers = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in self.scope["headers"]
            }
        return self._headers

    @property
    def cookies(self) -> dict[str, str]:
        if self._cookies is None:
            self._cookies = _read_cookies(self.headers.get("cookie", ""))
        return self._cookies

    @property
    def params(self) -> dict[str, str]:
        """The named parts of the path, as text."""
        found: dict[str, str] = self.scope.get("path_params", {})
        return found

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query string's pairs in order. Raises Invalid when there are too many."""
        if self._query is None:
            try:
                self._query = urllib.parse.parse_qsl(
                    self.scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=200
                )
            except ValueError:
                raise Invalid("The address carries too many parameters") from None
        return self._query

    def argument(self, name: str, default: str = "") -> str:
        """The last value of one query parameter."""
        return next((value for key, value in reversed(self.query) if key == name), default)

    @property
    def request_id(self) -> str:
        return str(self.state.get("request_id", ""))

    @property
    def nonce(self) -> str:
        """What scripts and styles of this answer name, made when a page asks; answers that are no pages have none."""
        if "nonce" not in self.state:
            self.state["nonce"] = secrets.token_urlsafe(16)
        return str(self.state["nonce"])

    @property
    def ip(self) -> str | None:
        return self.state.get("ip")

    @property
    def is_htmx(self) -> bool:
        return self.headers.get("hx-request") == "true"

    async def body(self) -> bytes:
        """The whole body. Raises PayloadTooLarge beyond the bound, before reading on."""
        if self._body is None:
            declared = self.headers.get("content-length", "")
            if declared.isascii() and declared.isdigit() and int(declared[:20]) > self.limit:
                raise PayloadTooLarge(f"The body may have {self.limit:,} bytes at most")
            parts: list[bytes] = []
            size = 0
            while True:
                message: Any = await self._receive()
                if message["type"] == "http.disconnect":
                    raise Invalid("The connection closed before the whole body arrived")
                chunk = message.get("body", b"")
                size += len(chunk)
                if size > self.limit:
                    raise PayloadTooLarge(f"The body may have {self.limit:,} bytes at most")
                parts.append(chunk)
                if not message.get("more_body", False):
                    break
            self._body = b"".join(parts)
        return self._body

    async def form(self) -> list[tuple[str, str | Upload]]:
        """The fields of a form post, urlencoded or multipart. Raises Invalid or UnsupportedMedia."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await self.body()
        if kind == "application/x-www-form-urlencoded" or not body:
            try:
                pairs = urllib.parse.parse_qsl(
                    body.decode("utf-8"), keep_blank_values=True, max_num_fields=_FIELDS_MAXIMUM
                )
            except (ValueError, UnicodeDecodeError):
                raise Invalid("The form could not be read; load the page again and repeat") from None
            return [(name, value) for name, value in pairs]
        if kind != "multipart/form-data":
            raise UnsupportedMedia("Send a form as application/x-www-form-urlencoded or multipart/form-data")
        return self._multipart(body)

    def _multipart(self, body: bytes) -> list[tuple[str, str | Upload]]:
        try:
            _, options = parse_options_header(self.headers["content-type"])
            parts = MultipartParser(
                io.BytesIO(body),
                options.get("boundary", ""),
                charset=options.get("charset", "utf8"),
                part_limit=_FIELDS_MAXIMUM,
                spool_limit=len(body) + 1,  # what is in memory already needs no file on a disk
                memory_limit=len(body) + 1,
            )
            return [(part.name, _upload(part) if part.filename is not None else part.value) for part in parts]
        except (MultipartError, ValueError, LookupError):  # a character set nobody knows is a LookupError
            raise Invalid("The upload could not be read; choose the file again and repeat") from None


def _upload(part: Any) -> Upload:
    return Upload(part.filename, part.content_type, part.raw)


class Reply:
    """One answer, held whole: status, headers, body."""

    __slots__ = ("body", "content_type", "headers", "status")

    def __init__(
        self, body: bytes = b"", *, status: int = 200, content_type: str = JSON, headers: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.body = body
        self.status = status
        self.content_type = content_type
        self.headers = list(headers)

    async def send(self, send: Send) -> None:
        """Write the answer."""
        await send(self.head(len(self.body)))
        finish: Any = {"type": "http.response.body", "body": self.body, "more_body": False}
        await send(finish)

    def head(self, length: int) -> Any:
        """The message that opens an answer of `length` bytes. No header value can carry a line break."""
        headers = [(b"content-length", str(length).encode())]
        if length or self.status not in (204, 304):
            headers.append((b"content-type", self.content_type.encode()))
        headers.extend((name.lower().encode("latin-1"), header_value(value)) for name, value in self.headers)
        return {"type": "http.response.start", "status": self.status, "headers": headers}


def header_value(value: str) -> bytes:
    """A value that is safe in a header: no control characters, latin-1 only."""
    if value.isascii() and value.isprintable():
        return value.encode()
    return "".join(character for character in value if character >= " " and character != "\x7f").encode(
        "latin-1", "ignore"
    )


def _read_cookies(text: str) -> dict[str, str]:
    """Names and values as they stand (RFC 6265); of repeated ones the last. Ours are never quoted."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


def cookie(
    name: str, value: str, *, secure: bool, max_age: int | None = None, http_only: bool = True
) -> tuple[str, str]:
    """A Set-Cookie header: host-only, whole site, SameSite=Lax; `max_age=0` removes it."""
    parts = [f"{name}={value}", "Path=/", "SameSite=Lax"]
    if http_only:
        parts.append("HttpOnly")
    if secure:
        parts.append("Secure")
    if max_age is not None:
        parts.append(f"Max-Age={max_age}")
    return "set-cookie", "; ".join(parts)
