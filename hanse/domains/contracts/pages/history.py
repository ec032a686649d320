"""The timeline of a contract on its pages, for both sides: what to show of it, and each entry in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from hanse.domains.contracts import api
from hanse.domains.contracts.types import ContractId, ListTimeline, TimelineEntry, TimelineKind
from hanse.domains.organizations.types import Side
from hanse.kit.diff import REDACTED
from hanse.kit.diff import Change as Difference
from hanse.platform.context import Ctx
from hanse.platform.web.format import Formatter
from hanse.platform.web.parts import Change, SavedView, words
from hanse.platform.web.parts import TimelineEntry as Entry
from hanse.platform.web.requests import PageRequest

_KIND: Final = TimelineKind
# What a reader asks for, and what it takes; the last one is for staff.
VIEWS: Final[tuple[tuple[str, str, tuple[TimelineKind, ...]], ...]] = (
    ("", "Everything", ()),
    ("steps", "Steps", (_KIND.STEP, _KIND.VERSION, _KIND.AMENDMENT, _KIND.RENEWAL, _KIND.CONTRACT)),
    ("decisions", "Decisions", (_KIND.DECISION, _KIND.CHANGE, _KIND.SIGNATURE)),
    ("talk", "Talk and files", (_KIND.COMMENT, _KIND.FILE)),
    ("tasks", "Tasks", (_KIND.TASK,)),
    ("orders", "Orders", (_KIND.ORDER, _KIND.SETTLEMENT)),
    ("audit", "Audit trail", (_KIND.AUDIT,)),
)
DONE: Final = {
    "review": "asked for review",
    "revise": "took it back to draft",
    "send": "sent it to the partner",
    "return": "returned it to the seller",
    "submit": "submitted it for approval",
    "recall": "took it back from approval",
    "approve": "approved the version",
    "reject": "did not approve the version",
    "sign": "completed the signatures",
    "activate": "put it into force",
    "schedule": "set it to come into force on its first day",
    "give_notice": "gave notice",
    "renew": "renewed it, as agreed",
    "terminate": "terminated the contract",
    "supersede": "replaced the version by a newer one",
    "end": "ended the contract",
    "cancel": "gave the version up",
    "decline": "declined the version",
}
_ICONS: Final = {
    _KIND.STEP: "circle-dot",
    _KIND.VERSION: "file-pen",
    _KIND.AMENDMENT: "file-pen",
    _KIND.RENEWAL: "repeat",
    _KIND.CONTRACT: "handshake",
    _KIND.DECISION: "circle-check",
    _KIND.CHANGE: "git-compare",
    _KIND.COMMENT: "message-square",
    _KIND.SIGNATURE: "pencil",
    _KIND.FILE: "paperclip",
    _KIND.TASK: "check",
    _KIND.ORDER: "shopping-cart",
    _KIND.SETTLEMENT: "scale",
    _KIND.AUDIT: "scroll-text",
}
_TONES: Final = {
    "approve": "positive",
    "approved": "positive",
    "sign": "positive",
    "in_app": "positive",
    "activate": "positive",
    "terminate": "critical",
    "reject": "critical",
    "rejected": "critical",
    "cancel": "critical",
    "decline": "critical",
    "end": "critical",
    "send": "accent",
    "return": "accent",
}
_DECIDED: Final = {
    "approved": "agreed",
    "rejected": "said no",
    "commented": "remarked on the approval",
    "recalled": "took the approval back",
    "reassigned": "gave the decision to somebody else",
    "reminded": "was reminded to decide",
    "escalated": "let the decision go further up",
    "superseded": "left the decision to a new round",
}
_TASKS: Final = {"added": "was noted", "done": "is done", "waived": "was waived"}
# Which entry of the audit trail tells who did what another entry tells already: its differences join that one.
_SAME: Final = {
    "contract.create": _KIND.VERSION,
    "contract.comment": _KIND.COMMENT,
    "contract.attach": _KIND.FILE,
    "contract.sign": _KIND.SIGNATURE,
    "contract.add_task": _KIND.TASK,
    "contract.update_task": _KIND.TASK,
    "contract.accept_change": _KIND.CHANGE,
    "contract.reject_change": _KIND.CHANGE,
}
_VERSIONS: Final = frozenset({_KIND.VERSION, _KIND.AMENDMENT, _KIND.RENEWAL})


async def timeline_of(ctx: Ctx, request: PageRequest, contract_id: ContractId, side: Side) -> dict[str, Any]:
    """What the page of a timeline shows: the entries of the view that was asked for, and the other views."""
    asked = request.argument("show")
    kinds = next((found for key, _, found in VIEWS if key == asked), ())
    query = ListTimeline(limit=50, cursor=request.argument("cursor") or None, kind=list(kinds))
    page = await api.list_timeline(ctx, contract_id, query)
    shown = [view for view in VIEWS if view[0] != "audit" or side is Side.SELLER]
    return {
        "entries": entries_of(ctx, page.items),
        "next": page.next,
        "views": [
            SavedView(label, f"{request.path}?{urlencode({'show': key})}" if key else request.path, key == asked, None)
            for key, label, _ in shown
        ],
        "is_filtered": bool(kinds),
    }


def entries_of(ctx: Ctx, items: Sequence[TimelineEntry]) -> list[Entry]:
    """The entries in words; what the audit trail knows about one of them stands with it instead of beside it."""
    trail = [one for one in items if one.kind is _KIND.AUDIT]
    joined: dict[int, TimelineEntry] = {}
    for is_same in (_is_same, _moved_it):
        for number, entry in enumerate(items):
            if entry.kind is not _KIND.AUDIT and number not in joined:
                found = next((one for one in trail if one.at == entry.at and is_same(one, entry)), None)
                if found is not None:
                    trail.remove(found)
                    joined[number] = found
    told = {(one.title, one.at) for one in joined.values()}
    left = {id(one) for one in trail if one.changes or (one.title, one.at) not in told}
    say = _Words(ctx)
    return [
        say.entry(entry, joined.get(number))
        for number, entry in enumerate(items)
        if entry.kind is not _KIND.AUDIT or id(entry) in left
    ]


def _is_same(trail: TimelineEntry, entry: TimelineEntry) -> bool:
    """Whether the trail tells of the same action, done in the same instant."""
    verb = trail.title.partition(".")[2]
    if entry.kind in _VERSIONS and verb in ("create", "draft", "renew", "import"):
        return True
    return _SAME.get(trail.title) is entry.kind or (entry.kind is _KIND.STEP and verb == entry.title)


def _moved_it(trail: TimelineEntry, entry: TimelineEntry) -> bool:
    """Whether the trail tells of a move of the version that followed by itself, under whatever name."""
    return entry.kind is _KIND.STEP and any(one.path == "version_status" for one in trail.changes)


class _Words:
    """Puts entries into words, as one reader writes amounts."""

    def __init__(self, ctx: Ctx) -> None:
        self._format = Formatter(ctx.tenant.locale, ctx.tenant.timezone, ctx.now)

    def entry(self, entry: TimelineEntry, trail: TimelineEntry | None) -> Entry:
        """One thing that happened, as a line of the history."""
        actor, text = self._line(entry)
        if entry.version_number and entry.kind not in _VERSIONS:
            text += f" (version {entry.version_number})"
        known = trail or entry
        return Entry(
            actor=actor,
            text=text,
            at=entry.at,
            icon=_ICONS[entry.kind],
            tone=_TONES.get(entry.text if entry.kind is _KIND.SIGNATURE else entry.title.partition(" ")[0], "neutral"),
            note=entry.text if entry.kind is not _KIND.SIGNATURE else "",
            via="internal" if entry.is_internal and entry.kind is not _KIND.AUDIT else "",
            href=_href(entry),
            changes=[_change(one) for one in known.changes if one.path != "content_hash"],
        )

    def _line(self, entry: TimelineEntry) -> tuple[str, str]:
        """Who, and what they did."""
        head, _, rest = entry.title.partition(" ")
        amount = self._format.money(entry.amount) if entry.amount is not None else ""
        say: dict[TimelineKind, Callable[[], tuple[str, str]]] = {
            _KIND.STEP: lambda: (entry.author_name, DONE.get(entry.title, words(entry.title).lower())),
            _KIND.VERSION: lambda: (entry.author_name, "began the contract"),
            _KIND.AMENDMENT: lambda: (entry.author_name, f"began an amendment, version {entry.version_number}"),
            _KIND.RENEWAL: lambda: (entry.author_name, f"began the renewal, version {entry.version_number}"),
            _KIND.CONTRACT: lambda: (entry.title, "was made under this contract"),
            _KIND.DECISION: lambda: (entry.author_name, _DECIDED.get(entry.title, words(entry.title).lower())),
            _KIND.CHANGE: lambda: (entry.author_name, f"{head} a change of {rest}"),
            _KIND.COMMENT: lambda: (entry.author_name, f"wrote about {entry.title}" if entry.title else "wrote"),
            _KIND.SIGNATURE: lambda: (
                entry.author_name,
                f"signed for {entry.title}" + (" on paper" if entry.text == "paper" else ""),
            ),
            _KIND.FILE: lambda: (entry.author_name, f"added the file {entry.title}"),
            _KIND.TASK: lambda: (entry.author_name or "Task", f"“{rest}” {_TASKS.get(head, head)}"),
            _KIND.ORDER: lambda: (f"Order {entry.title}", _drew(entry, amount)),
            _KIND.SETTLEMENT: lambda: (rest, f"was settled: {_settled(head, amount)}"),
            _KIND.AUDIT: lambda: (_by(entry.author_name), _done(entry.title)),
        }
        actor, text = say[entry.kind]()
        return actor or "Hanse", text


def _drew(entry: TimelineEntry, amount: str) -> str:
    if entry.amount is not None and not entry.amount.minor:
        return "drew on its commitments, and gave all of it back"
    return f"drew {amount} on its commitments"


def _by(name: str) -> str:
    """Who it was; of what followed by itself, after whom."""
    _, _, after = name.partition(" (after ")
    return f"Hanse, after {after.removesuffix(')')}" if after else name


def _settled(outcome: str, amount: str) -> str:
    if outcome == "rebate":
        return f"a rebate of {amount}"
    if outcome == "shortfall":
        return f"too little was bought, {amount} are due" if amount else "too little was bought"
    return "it was kept"


def _done(title: str) -> str:
    outcome, _, action = title.rpartition(" ")
    noun, _, verb = action.partition(".")
    text = words(verb).lower() + ("" if noun in ("contract", "commands") else f" ({words(noun).lower()})")
    return f"was refused: {text}" if outcome else text


def _href(entry: TimelineEntry) -> str:
    paths = {_KIND.ORDER: "/orders/", _KIND.CONTRACT: "/contracts/", _KIND.DECISION: "/admin/approvals/"}
    return f"{paths[entry.kind]}{entry.ref}" if entry.kind in paths and entry.ref else ""


def _change(one: Difference) -> Change:
    return Change(one.path, _shown(one.before), _shown(one.after), redacted=one.after == REDACTED)


def _shown(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return f"{value['amount']} {value['currency']}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return [str(item) for item in value]
    return value if value is None or isinstance(value, str) else str(value)
