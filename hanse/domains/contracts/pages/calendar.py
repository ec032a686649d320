"""The days that matter in contracts, month by month."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Final

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.figures import base_of
from hanse.domains.contracts.types.renewals import CalendarQuery
from hanse.platform.context import Ctx
from hanse.platform.web.requests import PageRequest, View

KINDS: Final = {
    "start": ("Comes into force", "positive", "play"),
    "notice": ("Notice", "caution", "bell"),
    "end": ("Last day", "critical", "flag"),
    "period": ("Period ends", "info", "gauge"),
    "task": ("Task", "neutral", "clipboard-list"),
}
MONTHS: Final = 3


async def calendar_page(ctx: Ctx, request: PageRequest) -> View:
    """Three months from the one asked for."""
    first = _asked(request.argument("since"), ctx.now.date()).replace(day=1)
    following = _month(first, MONTHS)
    query = CalendarQuery(since=first, until=following - timedelta(days=1))
    days = await api.get_calendar(ctx, query)
    by_month = {month: list(items) for month, items in groupby(days, key=lambda one: one.day.replace(day=1))}
    shown = [_month(first, number) for number in range(MONTHS)]
    address = request.path
    context = {
        "months": [(f"{month:%B %Y}", by_month.get(month, [])) for month in shown],
        "kinds": KINDS,
        "base": base_of(request),
        "earlier": f"{address}?since={_month(first, -MONTHS).isoformat()}",
        "later": f"{address}?since={following.isoformat()}",
        "now": address,
        "is_now": first == ctx.now.date().replace(day=1),
        "count": len(days),
    }
    return View("contracts/calendar.html", context)


def _asked(text: str, today: date) -> date:
    """The day asked for; what is none is today."""
    try:
        return date.fromisoformat(text) if text else today
    except ValueError:
        return today


def _month(first: date, number: int) -> date:
    """The first day of the month so many later."""
    months = first.year * 12 + first.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)
