"""Signed links of minutes to one file, and the headers its bytes are sent with.

The token holds tenant, key, name, type and disposition, so nothing else is looked up or trusted when it comes back.
Not here: deciding who gets a link.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import Literal
from urllib.parse import quote
from uuid import UUID

import msgspec

from hanse.platform.crypto import SignedTokenInvalid, Vault
from hanse.platform.files.images import WIDTHS
from hanse.platform.files.kinds import IMAGES, PDF, StoredFile, safe_name

_PURPOSE = "file.link"
_LIFETIME = timedelta(minutes=5)
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._()+-]")


class FileLink(msgspec.Struct, frozen=True, array_like=True):
    """What a link stands for. `width` names a variant of an image (see `images.WIDTHS`)."""

    tenant_id: UUID
    key: str
    name: str
    content_type: str
    size: int
    disposition: Literal["inline", "attachment"]
    width: str | None = None


class FileLinks:
    """Makes and reads links; one per process."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def sign(
        self,
        file: StoredFile,
        *,
        inline: bool = False,
        width: str | None = None,
        lifetime: timedelta = _LIFETIME,
    ) -> str:
        """Give the path `/files/<token>` of a file. Only pictures and PDF may be shown inline, only pictures resized.

        Raises ValueError for a width without a name.
        """
        if width is not None and (width not in WIDTHS or file.content_type not in IMAGES):
            raise ValueError(f"a width is one of {', '.join(WIDTHS)}, and for pictures")
        may_show = inline and (file.content_type in IMAGES or file.content_type == PDF)
        link = FileLink(
            file.tenant_id,
            file.key,
            file.name,
            file.content_type,
            file.size,
            "inline" if may_show else "attachment",
            width,
        )
        return f"/files/{self._vault.sign(_PURPOSE, msgspec.json.encode(link), lifetime)}"

    def read(self, token: str) -> FileLink:
        """Give what a token stands for. Raises SignedTokenInvalid, SignedTokenExpired."""
        payload = self._vault.verify(_PURPOSE, token)
        try:
            return msgspec.json.decode(payload, type=FileLink)
        except msgspec.DecodeError:  # signed by a release that wrote another form
            raise SignedTokenInvalid from None


def download_headers(link: FileLink) -> dict[str, str]:
    """Give the headers that keep a file from acting as a page of ours, whatever it contains."""
    shown = link.disposition == "inline"
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    if link.content_type != PDF:
        policy += "; sandbox"
    return {
        "Content-Type": "image/webp" if link.width else link.content_type,
        "Content-Disposition": content_disposition(link.name, inline=shown),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": policy,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, max-age=300",
    }


def content_disposition(name: str, *, inline: bool = False) -> str:
    """Write the header with an ASCII name for old programs and the real one (RFC 6266, RFC 8187)."""
    real = safe_name(name)
    ascii_form = unicodedata.normalize("NFKD", real).encode("ascii", "ignore").decode()
    plain = _NOT_PLAIN.sub("_", ascii_form).strip(" .") or "file"
    kind = "inline" if inline else "attachment"
    if plain == real:
        return f'{kind}; filename="{plain}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(real, safe='')}"
