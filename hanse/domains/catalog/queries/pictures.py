"""Links to pictures from the columns a statement joins; no statement of its own."""

from __future__ import annotations

from typing import Any, Final

from hanse.platform.context import Ctx
from hanse.platform.files.kinds import StoredFile
from hanse.platform.files.links import FileLinks

# Beside a LEFT JOIN of files f.
PICTURE: Final = """CASE WHEN f.id IS NULL THEN NULL ELSE
    ARRAY[f.key, f.name, f.content_type, f.size::text] END AS picture"""
JOIN_PICTURE: Final = """LEFT JOIN files f ON f.tenant_id = p.tenant_id AND f.id = p.image_file_id
    AND f.deleted_at IS NULL"""


def picture_link(ctx: Ctx, picture: list[str] | None, width: str | None) -> str | None:
    """A path of minutes to a picture, at a named width."""
    if picture is None:
        return None
    key, name, content_type, size = picture
    stored = StoredFile(
        tenant_id=ctx.tenant.id,
        key=key,
        purpose="image",
        name=name,
        content_type=content_type,
        size=int(size),
        sha256="",
        stored_at=ctx.now,
    )
    return FileLinks(ctx.services.crypto).sign(stored, inline=True, width=width)


def with_link(ctx: Ctx, row: dict[str, Any], width: str | None) -> dict[str, Any]:
    """The row with `image` instead of `picture`."""
    row["image"] = picture_link(ctx, row.pop("picture"), width)
    return row
