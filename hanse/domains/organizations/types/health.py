"""The health of a partner: a score from named factors, each with value, weight and trend. Data only."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.kit.structs import Data


class FactorName(enum.StrEnum):
    RECENCY = "recency"
    FREQUENCY = "frequency"
    PAYMENT = "payment"
    DISPUTES = "disputes"
    UTILISATION = "utilisation"
    SUPPORT = "support"


class Trend(enum.StrEnum):
    UP = "up"
    DOWN = "down"
    FLAT = "flat"


class Reading(Data, frozen=True, kw_only=True):
    """What a source measured for one factor, in the factor's own unit (see rules/health.py)."""

    factor: FactorName
    value: float
    detail: str = ""


class Factor(Data, frozen=True, kw_only=True):
    """One factor of a score. Without data it has no value and no part in the score."""

    name: FactorName
    label: str
    help: str
    weight: Annotated[int, Meta(description="Share of the score in percent; 0 without data")]
    value: float | None
    detail: Annotated[str, Meta(description="The value in words")]
    score: Annotated[int | None, Meta(description="0 to 100")]
    trend: Annotated[Trend | None, Meta(description="Against 30 days before")]


class HealthPoint(Data, frozen=True, kw_only=True):
    """The score of one day."""

    day: date
    score: int | None


class Health(Data, frozen=True, kw_only=True):
    """How a partnership goes: the score, what it is made of, and how it was."""

    organization_id: OrganizationId
    score: int | None
    factors: list[Factor]
    computed_at: datetime | None
    history: list[HealthPoint]
