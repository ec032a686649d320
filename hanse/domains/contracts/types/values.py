"""The ids, enumerations and constrained texts that contracts are described with. No structs and no rules."""

from __future__ import annotations

import enum
from typing import Annotated

from msgspec import Meta

from hanse.kit.ids import Id


class ContractId(Id, prefix="ctr"):
    """An agreement with one organization, through all its versions."""


class ContractVersionId(Id, prefix="cvr"):
    """A state of a contract that is negotiated, approved and signed as a whole."""


class ContractClauseId(Id, prefix="ccl"):
    """A clause of a version."""


class ContractChangeId(Id, prefix="cch"):
    """A change of a clause that one side proposes."""


class ContractCommentId(Id, prefix="ccn"):
    """Something that was said about a contract."""


class ContractAttachmentId(Id, prefix="cfl"):
    """A file that belongs to a contract."""


class ContractTaskId(Id, prefix="ctk"):
    """Something that has to be done by a day."""


class ContractTemplateId(Id, prefix="ctp"):
    """What new contracts begin with."""


class LibraryClauseId(Id, prefix="lcl"):
    """A clause the business writes contracts with."""


class ContractStatus(enum.StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    NEGOTIATION = "negotiation"
    APPROVAL = "approval"
    APPROVED = "approved"
    SIGNED = "signed"
    ACTIVE = "active"
    RENEWAL = "renewal"
    TERMINATED = "terminated"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class VersionStatus(enum.StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    NEGOTIATION = "negotiation"
    APPROVAL = "approval"
    APPROVED = "approved"
    SIGNED = "signed"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class ContractVersionKind(enum.StrEnum):
    ORIGINAL = "original"
    AMENDMENT = "amendment"
    RENEWAL = "renewal"


class RenewalMode(enum.StrEnum):
    NONE = "none"
    MANUAL = "manual"
    AUTO = "auto"
    EVERGREEN = "evergreen"


class ChangeKind(enum.StrEnum):
    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"
    MOVE = "move"


class ContractChangeStatus(enum.StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class TaskKind(enum.StrEnum):
    OBLIGATION = "obligation"
    MILESTONE = "milestone"
    NOTICE = "notice"
    RENEWAL = "renewal"
    SERVICE_LEVEL = "service_level"


class TaskStatus(enum.StrEnum):
    OPEN = "open"
    DONE = "done"
    WAIVED = "waived"


class TemplateStatus(enum.StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class ClauseStatus(enum.StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


CLAUSES_MAXIMUM = 300
VARIABLES_MAXIMUM = 200
PARTIES_MAXIMUM = 10

Title = Annotated[str, Meta(min_length=1, max_length=200, description="What the contract is about")]
ClauseKey = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9_-]{0,59}\Z", description="Names the clause, the same through all versions")
]
Heading = Annotated[str, Meta(min_length=1, max_length=200, description="Heading of the clause")]
ClauseBody = Annotated[
    str, Meta(min_length=1, max_length=20_000, description="Text of the clause; {{name}} stands for a variable")
]
VariableName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,59}\Z", description="Name, as in {{name}}")]
VariableValue = Annotated[str, Meta(max_length=1_000, description="What stands in its place")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z", description="ISO 4217 code, such as EUR")]
PaymentText = Annotated[str, Meta(max_length=500, description="Terms of payment, in words")]
NoticeDays = Annotated[int, Meta(ge=0, le=3_650, description="Days of notice before the end")]
Months = Annotated[int, Meta(ge=1, le=600, description="Months")]
UpliftMicros = Annotated[
    int, Meta(ge=-1_000_000, le=10_000_000, description="Prices rise on renewal by this; 30000 is 3 %")
]
Reason = Annotated[str, Meta(max_length=1_000, description="Why; the other side reads it")]
Body = Annotated[str, Meta(min_length=1, max_length=5_000, description="The text")]
Priority = Annotated[int, Meta(ge=-1_000, le=1_000, description="Of two contracts for one product the higher counts")]
