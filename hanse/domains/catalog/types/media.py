"""Pictures and documents of products. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types.values import Alt, MediaId, Position, ProductId, VariantId
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input

MediaKind = Literal["image", "document"]


class Media(Data, frozen=True, kw_only=True):
    """A picture or document; links last minutes."""

    id: MediaId
    product_id: ProductId
    variant_id: VariantId | None
    kind: MediaKind
    file_name: str
    alt: Alt
    state: Annotated[Literal["pending", "ready", "failed"], Meta(description="Whether its sizes are made")]
    problem: str
    position: int
    link: str
    thumbnail: Annotated[str | None, Meta(description="A link of minutes to a small picture")]
    created_at: datetime


class ListMedia(PageQuery, frozen=True, kw_only=True):
    """Which part of the list, in order."""

    organization_id: OrganizationId | None = None


class UploadMedia(Input, frozen=True, kw_only=True):
    """A file as base64 text. Pictures are PNG, JPEG or WebP; documents also PDF, office files and text."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    content: Annotated[bytes, Meta(min_length=1)]
    kind: MediaKind = "image"
    variant_id: VariantId | None = None
    alt: Alt = ""


class UpdateMedia(Input, frozen=True, kw_only=True):
    """What people read instead of the picture, and its place; the first picture is the main one."""

    alt: Alt = ""
    position: Position = 0
