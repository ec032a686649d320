"""`/files/<token>`: the bytes of a file to whoever holds a signed link of minutes. Streams; takes one byte range.

The token was made for somebody who may see the file; nothing else is looked up or trusted here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from hanse.platform.files import FileLink, FileLinks, download_headers, parse_range, require_clean
from hanse.platform.http.auth import SAFE_METHODS
from hanse.platform.http.messages import Reply, Send, WebRequest
from hanse.platform.http.rest import MethodNotAllowed
from hanse.platform.services import Services


class StreamedReply(Reply):
    """An answer whose bytes come in pieces; `size` is known before, so that a broken stream is noticed."""

    __slots__ = ("chunks", "size")

    def __init__(self, chunks: AsyncIterator[bytes], size: int, headers: dict[str, str], status: int = 200) -> None:
        kept = {name: value for name, value in headers.items() if name != "Content-Type"}
        super().__init__(status=status, content_type=headers["Content-Type"], headers=kept.items())
        self.chunks = chunks
        self.size = size

    async def send(self, send: Send) -> None:
        """Write the head, then each piece as the reader takes it."""
        await send(self.head(self.size))
        async for chunk in self.chunks:
            piece: Any = {"type": "http.response.body", "body": chunk, "more_body": True}
            await send(piece)
        finish: Any = {"type": "http.response.body", "body": b"", "more_body": False}
        await send(finish)


class FileEndpoint:
    """Answers GET and HEAD. Raises SignedTokenInvalid, SignedTokenExpired, NotFound, RangeNotSatisfiable."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.links = FileLinks(services.crypto)

    async def __call__(self, request: WebRequest) -> Reply:
        if request.method not in SAFE_METHODS:
            raise MethodNotAllowed(extra={"allow": "GET, HEAD"})
        request.state["log_path"] = "/files/{token}"  # whoever reads the log must not be able to open the file
        link = self.links.read(request.params["token"])
        await require_clean(self.services, link.tenant_id, link.key)
        if link.width is not None:
            return await self._variant(link, link.width)
        part = parse_range(request.headers.get("range"), link.size)
        opened = await self.services.files.open(link.tenant_id, link.key, part)
        headers = {**download_headers(link), "Accept-Ranges": "bytes"}
        if part is not None:
            headers["Content-Range"] = opened.part.content_range(opened.size)
        size = opened.part.end - opened.part.start
        if request.method == "HEAD":
            return StreamedReply(_nothing(), size, headers)
        return StreamedReply(opened.chunks, size, headers, 200 if part is None else 206)

    async def _variant(self, link: FileLink, width: str) -> Reply:
        content = await self.services.files.variant(link.tenant_id, link.key, width)
        headers = download_headers(link)
        kept = {name: value for name, value in headers.items() if name != "Content-Type"}
        return Reply(content, content_type=headers["Content-Type"], headers=kept.items())


async def _nothing() -> AsyncIterator[bytes]:
    nothing: tuple[bytes, ...] = ()
    for piece in nothing:
        yield piece
