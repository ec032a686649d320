"""What is said about a quote: messages both sides read, notes only the seller's people read, and files. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.types.values import Body, QuoteAttachmentId, QuoteLineId, QuoteMessageId, QuoteNoteId
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.files.kinds import ScanState

ATTACHMENT_BYTES = 20_000_000


class QuoteAttachment(Data, frozen=True, kw_only=True):
    """A file of a quote. `url` is a link of minutes; `sha256` is of the bytes."""

    id: QuoteAttachmentId
    message_id: QuoteMessageId | None
    is_internal: bool
    side: Side
    name: str
    content_type: str
    size: int
    sha256: str
    author_name: str
    created_at: datetime
    url: str
    scan_state: ScanState | None = None


class QuoteMessage(Data, frozen=True, kw_only=True):
    """Something one side told the other."""

    id: QuoteMessageId
    line_id: QuoteLineId | None
    side: Side
    author_name: str
    body: str
    created_at: datetime
    attachments: list[QuoteAttachment] = []


class QuoteNote(Data, frozen=True, kw_only=True):
    """Something the seller's people told themselves; never shown to the buyer."""

    id: QuoteNoteId
    line_id: QuoteLineId | None
    author_name: str
    body: str
    created_at: datetime


class FileInput(Input, frozen=True, kw_only=True):
    """A file: PDF, picture, office file or text, of at most 20 MB."""

    name: Annotated[str, Meta(min_length=1, max_length=200, description="Name of the file")]
    content: Annotated[bytes, Meta(description="The bytes, base64")]
    content_type: Annotated[str, Meta(max_length=120)] = ""


class PostMessage(Input, frozen=True, kw_only=True):
    """A message to the other side, about the quote or one of its lines."""

    body: Body
    line_id: QuoteLineId | None = None
    files: Annotated[list[FileInput], Meta(max_length=10)] = []


class PostNote(Input, frozen=True, kw_only=True):
    """A note for the seller's own people."""

    body: Body
    line_id: QuoteLineId | None = None


class AddAttachment(Input, frozen=True, kw_only=True):
    """A file for the quote. An internal one is seen by staff only, and belongs to no version."""

    name: Annotated[str, Meta(min_length=1, max_length=200, description="Name of the file")]
    content: Annotated[bytes, Meta(description="The bytes, base64")]
    content_type: Annotated[str, Meta(max_length=120)] = ""
    is_internal: bool = False


class ListTalk(PageQuery, frozen=True, kw_only=True):
    """Newest first."""
