"""When somebody else saved first: what they left beside what the reader wrote, to choose field by field.

Every form that names a version gets this, whatever its page knows of it: the page as it would open now is read back
into fields, and those are what was saved meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.platform.context import Ctx
from hanse.platform.web.controls import Control, PageForm, forms_of
from hanse.platform.web.forms import Apart, Form, words_of
from hanse.platform.web.requests import PageRequest, View

_ROW: Final = re.compile(r"(.+?)\.[0-9]+(?:\.|\Z)")
_TEXTS_SHOWN: Final = 6


async def show_conflict(ctx: Ctx, form: Form[Any], saved: Form[Any], kind: str, identity: Id) -> None:
    """Let a form that was refused as stale show what was saved meanwhile; any other form stays as it is.

    `saved` is the form as it would start now; kind and id are those under which the audit trail keeps the change.
    """
    if form.conflict is None:
        return
    who, when = await _last_change(ctx, [(kind, identity.uuid)])
    form.compare(saved.values, who, when)


def stale_form(view: View) -> Form[Any] | None:
    """The form of a page that was refused because somebody else saved first."""
    forms = (one for one in view.context.values() if isinstance(one, Form))
    return next((form for form in forms if form.conflict is not None), None)


async def compare_page(ctx: Ctx, request: PageRequest, form: Form[Any], html: str) -> None:
    """Show beside a stale form what the same page (`html`) holds now; rows and unknown fields are chosen as a whole."""
    page = next((one for one in forms_of(html) if one.path == request.path), None)
    if page is None:
        return
    if form.saved is None:
        who, when = await _last_change(ctx, _subjects(ctx, request))
        form.compare({name: _value(one, form) for name, one in page.controls.items()}, who, when)
    posted = [(name, value) for name, value in request.fields if isinstance(value, str)]
    form.set_apart(_apart(form, page, posted))


async def _last_change(ctx: Ctx, subjects: Iterable[tuple[str, UUID]]) -> tuple[str, Any]:
    for kind, identity in subjects:
        page = await ctx.services.audit.entries(ctx, kind, identity, PageQuery(limit=1))
        if page.items:
            return page.items[0].actor_name or "Somebody", page.items[0].occurred_at
    return "Somebody", ctx.now


def _subjects(ctx: Ctx, request: PageRequest) -> list[tuple[str, UUID]]:
    """What the address is about, the nearest first, as the audit trail may name it."""
    found: list[tuple[str, UUID]] = []
    for value in reversed(list(request.web.params.values())):
        kind = Id.by_prefix.get(str(value).rpartition("_")[0])
        if kind is not None:
            words = re.findall("[A-Z][a-z]*", kind.__name__.removesuffix("Id"))
            found.append(("_".join(words).lower(), kind.parse(str(value)).uuid))
    if not found and ctx.principal.account_id and request.path.startswith("/account"):
        found.append(("account", ctx.principal.account_id))
    elif not found and ctx.tenant_or_none is not None:
        found.append(("tenant", ctx.tenant.id))
    return found


def _value(control: Control, form: Form[Any]) -> Any:
    is_list = isinstance(form.values.get(control.name), list | tuple)
    return control.values[0] if len(control.values) == 1 and not is_list else list(control.values)


def _apart(form: Form[Any], page: PageForm, posted: list[tuple[str, str]]) -> list[Apart]:
    """What no field of the form can show: rows, which are chosen together, and fields the page drew by itself."""
    mine: dict[str, list[tuple[str, str]]] = {}
    theirs: dict[str, list[tuple[str, str]]] = {}
    labels: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    for name, control in page.controls.items():
        key = _key(name, form.values)
        if key and not (key == name and control.is_tick):
            theirs.setdefault(key, []).extend((name, value) for value in control.values)
            texts.setdefault(key, []).extend(control.texts)
            labels.setdefault(key, control.label if key == name else "")
    for name, value in posted:
        key = _key(name, form.values)
        if key and (key in theirs or key != name):
            mine.setdefault(key, []).append((name, value))
    return [
        Apart(
            name=key,
            label=labels.get(key) or words_of(key),
            text=_shown(texts.get(key, ())),
            pairs=tuple(theirs.get(key, ())),
            is_mine=form.touched is None or any(one == key or one.startswith(f"{key}.") for one in form.touched),
        )
        for key in {**theirs, **mine}
        if _plain(mine.get(key, ())) != _plain(theirs.get(key, ()))
    ]


def _key(name: str, known: Mapping[str, Any]) -> str:
    """Under which name a field is chosen apart: its list, itself, or "" when its own field shows the choice."""
    if name.startswith("_") or name == "csrf_token":
        return ""
    row = _ROW.match(name)
    key = row.group(1) if row else name
    parents = [".".join(key.split(".")[: count + 1]) for count in range(key.count(".") + 1)]
    return "" if any(one in known for one in (name, *parents)) else key


def _plain(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted((name, value.strip().replace("\r\n", "\n")) for name, value in pairs if value.strip())


def _shown(texts: Iterable[str]) -> str:
    found = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    more = len(found) - _TEXTS_SHOWN
    return ", ".join(found[:_TEXTS_SHOWN]) + (f" and {more} more" if more > 0 else "")
