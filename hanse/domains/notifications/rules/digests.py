"""When a digest is due, by the clock on the reader's wall. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hanse.domains.notifications.types import Frequency

_WEEK: Final = 7


def zone_of(*names: str | None) -> ZoneInfo:
    """The first of some names that is a time zone; UTC when none is."""
    for name in names:
        if name:
            try:
                return ZoneInfo(name)
            except (KeyError, ValueError, OSError):
                continue
    return ZoneInfo("UTC")


def latest_turn(now: datetime, frequency: Frequency, hour: int, weekday: int, zone: ZoneInfo) -> datetime:
    """The last instant at or before `now` at which a digest comes; Monday is weekday 0.

    Each local day has exactly one, also when clocks change: an hour that is skipped counts as the one after it, and of
    one that comes twice the first counts.
    """
    local = now.astimezone(zone)
    day = local.date()
    if frequency is Frequency.WEEKLY:
        day -= timedelta(days=(day.weekday() - weekday) % _WEEK)
    turn = datetime.combine(day, time(hour), zone).astimezone(UTC)
    if turn > now:
        day -= timedelta(days=_WEEK if frequency is Frequency.WEEKLY else 1)
        turn = datetime.combine(day, time(hour), zone).astimezone(UTC)
    return turn


def is_due(turn: datetime, oldest: datetime, sent_at: datetime | None) -> bool:
    """Whether something waited already at the turn, and this turn's digest did not leave yet."""
    return oldest <= turn and (sent_at is None or sent_at < turn)
