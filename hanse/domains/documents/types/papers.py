"""Papers: the data they are printed from, and what is told about them. Data only.

A document is made from texts that are ready to print: whoever asks for one formats money, dates and quantities, so
this domain knows no other.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

LINE_LIMIT: Final = 5_000
Short = Annotated[str, Meta(max_length=300)]
Text = Annotated[str, Meta(max_length=10_000)]
Align = Literal["left", "right", "center"]


class DocumentId(Id, prefix="doc"):
    """One paper made for one subject."""


class DocumentStatus(enum.StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class Party(Input, frozen=True, kw_only=True):
    """One block of an address: a heading ("Bill to") and its lines."""

    label: Short
    lines: Annotated[list[Short], Meta(max_length=12)] = []


class Fact(Input, frozen=True, kw_only=True):
    """A label with its value, such as "Valid until" and a date."""

    label: Short
    value: Short


class Column(Input, frozen=True, kw_only=True):
    """One column of the table. The first column that `grows` takes the room that is left."""

    label: Short
    align: Align = "left"
    grows: bool = False


class Line(Input, frozen=True, kw_only=True):
    """One row of the table, a text for each column. `note` stands below it in small print."""

    cells: Annotated[list[Annotated[str, Meta(max_length=1_000)]], Meta(max_length=10)]
    note: Annotated[str, Meta(max_length=2_000)] = ""


class Total(Input, frozen=True, kw_only=True):
    """One line of the sum. The strong one is what is to be paid."""

    label: Short
    value: Short
    is_strong: bool = False


class Paper(Input, frozen=True, kw_only=True):
    """Everything the templates "quote" and "order" print, as formatted texts.

    `seller` is printed beside the logo; `notice` is a sentence in a frame above the table ("This is version 2 …").
    """

    title: Short
    number: Short = ""
    date: Short = ""
    seller: Party | None = None
    parties: Annotated[list[Party], Meta(max_length=4)] = []
    facts: Annotated[list[Fact], Meta(max_length=16)] = []
    notice: Text = ""
    intro: Text = ""
    columns: Annotated[list[Column], Meta(max_length=10)] = []
    lines: Annotated[list[Line], Meta(max_length=LINE_LIMIT)] = []
    totals: Annotated[list[Total], Meta(max_length=20)] = []
    notes: Text = ""
    terms: Text = ""
    footer: Annotated[list[Short], Meta(max_length=4)] = []
    locale: Annotated[str, Meta(max_length=20, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z")] = "en-GB"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDocument:
    """Ask for a paper. `kind` is what people call it ("Quote", "Order confirmation").

    `data` is a Paper, or an Agreement for the template "agreement", or the dict of one. An internal one is for staff
    alone, whatever the organization. A sealed one is signed with the certificate of the business.
    """

    kind: str
    subject_kind: str
    subject_id: Id | UUID | str
    title: str
    template: str
    data: Input | dict[str, Any]
    organization_id: OrganizationId | None = None
    is_internal: bool = False
    is_sealed: bool = False


class Document(Data, frozen=True, kw_only=True):
    """One paper. `link` works for minutes, and is there once the paper is ready; size in bytes."""

    id: DocumentId
    kind: str
    subject_kind: str
    subject_id: str
    organization_id: OrganizationId | None
    title: str
    file_name: str
    template: Annotated[str, Meta(description="What it was printed with")]
    is_internal: Annotated[bool, Meta(description="Whether it is for staff alone")]
    is_sealed: Annotated[bool, Meta(description="Whether it carries the seal of the business")]
    stamped_at: Annotated[datetime | None, Meta(description="When a time-stamp authority saw it, sealed")]
    stamped_by: Annotated[str, Meta(description="Which time-stamp authority")]
    stamp_problem: Annotated[str, Meta(description="Why it is sealed without a time-stamp although one was wanted")]
    is_archival: Annotated[bool, Meta(description="Whether it keeps to PDF/A-2b, for archives")]
    status: DocumentStatus
    problem: str
    link: str | None
    size: int | None
    page_count: Annotated[int | None, Meta(description="How many pages it has")]
    made_by: MemberId | None
    made_by_name: Annotated[str | None, Meta(description="Who asked for it")]
    created_at: datetime
    made_at: Annotated[datetime | None, Meta(description="When it was ready")]
    path: list[UUID] = []

    def subject(self) -> Subject:
        """What a document is to authorisation."""
        kind = "internal_document" if self.is_internal else "document"
        return Subject(kind=kind, id=self.id, organizations=tuple(self.path))


class ListDocuments(PageQuery, frozen=True, kw_only=True):
    """Which documents to list, newest first."""

    subject_kind: Annotated[str, Meta(max_length=60, description="Kind of what it is about, such as quote")] | None = (
        None
    )
    subject_id: Annotated[str, Meta(max_length=60, description="Id of what it is about")] | None = None
    organization_id: OrganizationId | None = None
