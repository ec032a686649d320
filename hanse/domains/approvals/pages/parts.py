"""What the pages of approvals share: sides, refusals in place, words, histories. No rule and no SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from hanse.domains.approvals.ports import subject_kinds
from hanse.domains.approvals.types import ApprovalEvent, Happening
from hanse.kit.errors import HanseError
from hanse.kit.money import Money, UnitPrice
from hanse.platform.context import Ctx
from hanse.platform.web.parts import TimelineEntry, words
from hanse.platform.web.requests import PageRequest

_HAPPENED: Final[dict[Happening, tuple[str, str, str]]] = {
    Happening.SUBMITTED: ("asked for the approval", "send", "neutral"),
    Happening.ASKED: ("asked {names}", "bell", "neutral"),
    Happening.APPROVED: ("approved", "circle-check", "positive"),
    Happening.REJECTED: ("rejected", "circle-x", "critical"),
    Happening.COMMENTED: ("commented", "message-square", "neutral"),
    Happening.RECALLED: ("took it back", "undo-2", "neutral"),
    Happening.REASSIGNED: ("handed over: {names}", "repeat", "neutral"),
    Happening.REMINDED: ("reminded {names}", "bell", "caution"),
    Happening.ESCALATED: ("also asked {names}, because nobody decided in time", "trending-up", "caution"),
    Happening.SUPERSEDED: ("submitted it anew", "refresh-cw", "neutral"),
    Happening.ALERTED: ("raised an alert", "triangle-alert", "critical"),
    Happening.FINISHED: ("closed the approval", "flag", "neutral"),
}


def side(request: PageRequest) -> str:
    """Which side of the portal the reader is on: /admin for staff, /app for partners."""
    return "/app" if request.path.startswith("/app") else "/admin"


def kind_label(ctx: Ctx, kind: str) -> str:
    """What people call a kind of subject."""
    return next((one.label for one in subject_kinds(ctx) if one.kind == kind), words(kind))


def history(events: Sequence[ApprovalEvent]) -> list[TimelineEntry]:
    """What happened, newest first."""
    return [_entry(event) for event in reversed(events)]


def _entry(event: ApprovalEvent) -> TimelineEntry:
    text, icon, tone = _HAPPENED[event.kind]
    link = " to " if event.kind is Happening.REASSIGNED else ", "
    if event.kind is Happening.FINISHED:
        text = f"closed the approval: {event.comment}" if event.comment else text
    return TimelineEntry(
        actor=event.actor_name or "Somebody",
        text=text.format(names=link.join(event.names) or "nobody"),
        at=event.created_at,
        on_behalf=event.for_name or "",
        icon=icon,
        tone=tone,
        note="" if event.kind is Happening.FINISHED else event.comment,
    )


# A number, perhaps with a unit, currency or percent sign.
_FIGURE: Final = re.compile(r"-?[0-9][0-9.,\u202f\u00a0 ]*(\s?[^\s0-9]{1,6})?")


class Cell(msgspec.Struct, frozen=True):
    """One cell of a line: money, or a text; columns of figures stand on the right."""

    text: str
    money: Money | UnitPrice | None = None
    is_figure: bool = False


def document_lines(document: Mapping[str, Any]) -> tuple[list[str], list[list[Cell]]]:
    """The lines of a frozen document as headings and rows of cells.

    `columns` of the document names them in order ([["name", "Article"], ...]); else those of its first lines are taken.
    """
    lines = [line for line in document.get("lines") or () if isinstance(line, dict)]
    named = [pair for pair in document.get("columns") or () if isinstance(pair, list | tuple) and len(pair) == 2]
    keys = list(dict.fromkeys(key for line in lines[:20] for key in line))
    columns = [(str(key), str(label)) for key, label in named] or [(key, words(key)) for key in keys]
    columns = [(key, label) for key, label in columns if any(line.get(key) not in (None, "") for line in lines)]
    rows = [[_cell(line.get(key)) for key, _ in columns[:8]] for line in lines]
    figures = [all(row[at].is_figure for row in rows if row[at].text) for at in range(len(columns[:8]))]
    aligned = [[replace(cell, is_figure=figures[at]) for at, cell in enumerate(row)] for row in rows]
    return [label for _, label in columns[:8]], aligned


def _cell(value: Any) -> Cell:
    money = money_of(value)
    text = "" if money else text_of(value)
    return Cell(text, money, money is not None or bool(_FIGURE.fullmatch(text)))


def money_of(value: Any) -> Money | UnitPrice | None:
    """Money out of its wire form, or a price finer than that; None for anything else."""
    if not isinstance(value, dict) or set(value) != {"amount", "currency"}:
        return None
    for kind in (Money, UnitPrice):
        try:
            return kind.from_wire(value)
        except HanseError:
            continue
    return None


def document_facts(document: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The other facts of a frozen document as label and text or money; its hash is shown as the fingerprint."""
    facts = [
        (text_of(pair[0]), money_of(pair[1]) or text_of(pair[1]))
        for pair in document.get("facts") or ()
        if isinstance(pair, list | tuple) and len(pair) == 2
    ]
    plain = [
        (words(key), money_of(value) or text_of(value))
        for key, value in document.items()
        if key not in ("lines", "facts", "columns", "hash") and not isinstance(value, list | tuple)
    ]
    return [*facts, *plain]


def text_of(value: Any) -> str:
    """Any JSON value as people read it: money with its currency, a quantity with its unit, yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict):
        for one, other in (("amount", "currency"), ("value", "unit")):
            if set(value) == {one, other}:
                return f"{value[one]} {value[other]}"
        return ", ".join(f"{words(key)}: {text_of(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(text_of(item) for item in value)
    return str(value)
