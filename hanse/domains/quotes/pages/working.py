"""What is done to the working copy on its page: the grid of lines, pasted and uploaded lines, texts and terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec import UNSET

from hanse.domains.access.api import list_members
from hanse.domains.access.types import ListMembers
from hanse.domains.organizations.api import list_addresses, list_organizations
from hanse.domains.organizations.types import ListParts, OrganizationFilter, OrganizationStatus, Side
from hanse.domains.quotes import api
from hanse.domains.quotes.pages.parts import base_of, frame, quote_id
from hanse.domains.quotes.pages.room import again, quote_context
from hanse.domains.quotes.types import (
    CreateQuote,
    LinesAdded,
    ListLines,
    Quote,
    QuoteId,
    QuoteLine,
    QuoteLineId,
    RemoveLines,
    RepriceLines,
    UpdateLines,
    UpdateQuote,
    UploadLines,
)
from hanse.kit.errors import HanseError, Invalid
from hanse.kit.structs import convert
from hanse.kit.tables.values import read_number
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect, View

_MONEY: Final = {"target_price", "unit_price", "cost"}


async def save_lines(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the changed cells of the grid, remove ticked lines, or take list prices; all of it or nothing."""
    quote = await api.get_quote(ctx, quote_id(request))
    root = frame(request, quote)["root"]
    back = request.next_path(root)
    action = request.field("_action")
    ticked = [_line_id(text) for text in request.field_list("selected")]
    if action == "remove" and ticked:
        data = RemoveLines(ids=ticked)
        done = Redirect(root, flash(f"{len(ticked)} lines removed" if len(ticked) > 1 else "The line is removed"))
        return await press(ctx, request, lambda: api.remove_lines(ctx, quote.id, data), done, back)
    if action == "reprice":
        prices = RepriceLines(ids=ticked)
        done = Redirect(back, flash("Today's list prices are taken"))
        return await press(ctx, request, lambda: api.reprice_lines(ctx, quote.id, prices), done, back)
    return await _save_cells(ctx, request, quote, back)


async def _save_cells(ctx: Ctx, request: PageRequest, quote: Quote, back: str) -> View | Redirect:
    context = await quote_context(ctx, request, quote)
    form: Form[UpdateLines] = Form({name: value for name, value in request.fields if isinstance(value, str)})
    changes = _changes(quote, await all_lines(ctx, quote.id), form)
    if form.errors:
        form.status = 422
        return again(context, form)
    if not changes:
        return Redirect(back, flash("Nothing was changed", "neutral"))
    try:
        form.data = convert({"lines": changes}, UpdateLines)
    except Invalid as error:
        form.fail(error)
        return again(context, form)
    saved = await attempt(form, lambda data: api.update_lines(ctx, quote.id, data))
    if saved is None:
        form.errors = {_cell(path, changes): texts for path, texts in form.errors.items()}
        return again(context, form)
    return Redirect(back, flash(f"{len(changes)} line{'s' if len(changes) != 1 else ''} saved"))


def _line_id(text: str) -> QuoteLineId:
    try:
        return QuoteLineId.parse(text)
    except ValueError:
        raise Invalid("One of the ticked lines is not there any more; load the page again") from None


async def all_lines(ctx: Ctx, identity: QuoteId) -> dict[str, QuoteLine]:
    """Every line as the reader may see it, by the text of its id, in order."""
    found: dict[str, QuoteLine] = {}
    cursor: str | None = None
    while True:
        page = await api.list_lines(ctx, identity, ListLines(limit=200, cursor=cursor))
        found |= {str(line.id): line for line in page.items}
        cursor = page.next
        if cursor is None:
            return found


def _changes(quote: Quote, present: dict[str, QuoteLine], form: Form[Any]) -> list[dict[str, Any]]:
    """What differs from the stored lines, by line; what cannot be read becomes an error of its cell."""
    changed: dict[str, dict[str, Any]] = {}
    for name, text in form.values.items():
        field, _, key = name.partition(".")
        line = present.get(key)
        reader = _READERS.get(field)
        if line is None or reader is None:
            continue
        try:
            value = reader(text.strip(), line, quote)
        except HanseError as error:
            form.errors.setdefault(name, []).append(error.message)
            continue
        if value is not UNSET:
            changed.setdefault(key, {"id": key})[_FIELDS.get(field, field)] = value
    return list(changed.values())


def _price(field: str) -> Callable[[str, QuoteLine, Quote], Any]:
    def read(text: str, line: QuoteLine, quote: Quote) -> Any:
        held = getattr(line, field)
        if text == (held.amount if held is not None else ""):
            return UNSET
        return (
            {"amount": read_number(text, None if "," in text else "point"), "currency": quote.currency}
            if text
            else None
        )

    return read


def _quantity(text: str, line: QuoteLine, quote: Quote) -> Any:
    if text == line.quantity.value:
        return UNSET
    if not text:
        raise Invalid("Write a quantity, or remove the line")
    return {"value": read_number(text, None if "," in text else "point"), "unit": line.quantity.unit}


def _discount(text: str, line: QuoteLine, quote: Quote) -> Any:
    """A percentage as people write it, in basis points."""
    if text == discount_text(line.discount_basis_points):
        return UNSET
    plain = read_number(text or "0", None if "," in text else "point")
    whole, _, places = plain.partition(".")
    if len(places) > 2:
        raise Invalid("A discount has two decimal places at most")
    return int(whole) * 100 + int(places.ljust(2, "0") or "0")


def discount_text(basis_points: int) -> str:
    """Basis points as people write a percentage; nothing for none."""
    if not basis_points:
        return ""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".")


def _text(field: str) -> Callable[[str, QuoteLine, Quote], Any]:
    def read(text: str, line: QuoteLine, quote: Quote) -> Any:
        return UNSET if text == (getattr(line, field) or "") else text

    return read


_READERS: Final[dict[str, Callable[[str, QuoteLine, Quote], Any]]] = {
    "quantity": _quantity,
    "discount": _discount,
    **{field: _price(field) for field in _MONEY},
    **{field: _text(field) for field in ("buyer_note", "seller_note", "internal_note")},
}
_FIELDS: Final = {"discount": "discount_basis_points"}


def _cell(path: str, changes: list[dict[str, Any]]) -> str:
    """`lines.3.quantity` of the sent changes as the cell of the grid."""
    parts = path.split(".")
    if len(parts) < 3 or parts[0] != "lines" or not parts[1].isdigit() or int(parts[1]) >= len(changes):
        return path
    field = {"discount_basis_points": "discount"}.get(parts[2], parts[2])
    return f"{field}.{changes[int(parts[1])]['id']}"


async def add_lines(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Add pasted or uploaded lines; what could not be taken is listed on the page, the rest is kept."""
    quote = await api.get_quote(ctx, quote_id(request))
    root = frame(request, quote)["root"]
    data = await _upload(request)
    if data is None:
        return Redirect(root, flash("Paste some lines, or choose a file", "caution"))
    added: list[LinesAdded] = []

    async def add() -> None:
        added.append(await api.upload_lines(ctx, quote.id, data))

    await press(ctx, request, add, Redirect(root), root)
    result = added[0]
    words = f"{result.added} line{'s' if result.added != 1 else ''} added"
    if not result.problems:
        return Redirect(root, flash(words))
    context = await quote_context(ctx, request, await api.get_quote(ctx, quote.id))
    return View("quotes/quote.html", {**context, "problems": result.problems, "added": words})


async def _upload(request: PageRequest) -> UploadLines | None:
    text, upload = request.field("text"), request.file("file")
    if upload is not None:
        return UploadLines(name=(upload.filename or "lines.csv")[:200], content=upload.content)
    return UploadLines(text=text[:400_000]) if text.strip() else None


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """Texts and terms."""
    quote = await api.get_quote(ctx, quote_id(request))
    ctx.authorize("quote.update", quote)
    return View("quotes/edit.html", await _edit_context(ctx, request, quote, _facts(quote)))


def _facts(quote: Quote) -> Form[Any]:
    """The form as it starts."""
    form = Form.of(quote)
    form.values["note"] = quote.seller_note if quote.side is Side.SELLER else quote.buyer_note
    form.values["discount"] = discount_text(quote.discount_basis_points)
    return form


async def _edit_context(ctx: Ctx, request: PageRequest, quote: Quote, form: Form[Any]) -> dict[str, Any]:
    addresses = (await list_addresses(ctx, quote.organization_id, ListParts(limit=100))).items
    options = [
        Option(str(one.id), one.label or one.line1, ", ".join(filter(None, (one.line1, one.city, one.country))))
        for one in addresses
    ]
    sellers = []
    if quote.side is Side.SELLER and ctx.may("member.view"):
        staff = (await list_members(ctx, ListMembers(kind="staff", limit=200))).items
        sellers = [Option(str(one.id), one.display_name, one.title or "") for one in staff if one.status == "active"]
    return {**frame(request, quote), "form": form, "addresses": options, "sellers": sellers}


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save texts and terms, unless somebody else saved first."""
    quote = await api.get_quote(ctx, quote_id(request))
    fields = [(name, value) for name, value in request.fields if isinstance(value, str)]
    form: Form[UpdateQuote] = Form(dict(fields))
    try:
        pairs = [(name, value) for name, value in fields if name != "discount"]
        form = Form.read(UpdateQuote, pairs)
        text = dict(fields).get("discount")
        if text is not None and form.data is not None:
            body = {
                name: value for name in form.data.__struct_fields__ if (value := getattr(form.data, name)) is not UNSET
            }
            points = _percent(text)
            form.data = UpdateQuote(**{**body, "discount_basis_points": points})
            form.values["discount"] = text
    except HanseError as error:
        form.errors["discount"] = [error.message]
        form.values = dict(fields)
    saved = await attempt(form, lambda data: api.update_quote(ctx, quote.id, data))
    root = frame(request, quote)["root"]
    if saved is None:
        await show_conflict(ctx, form, _facts(quote), "quote", quote.id)
        context = await _edit_context(ctx, request, quote, form)
        return View("quotes/edit.html", context, status=form.status if form.status >= 400 else 422)
    return Redirect(root, flash("Saved"))


def _percent(text: str) -> int:
    plain = read_number(text.strip() or "0", None if "," in text else "point")
    whole, _, places = plain.partition(".")
    points = int(whole) * 100 + int(places[:2].ljust(2, "0") or "0")
    if len(places) > 2 or not 0 <= points <= 10_000:
        raise Invalid("Write a percentage from 0 to 100, with two decimal places at most")
    return points


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """The form of a new quote."""
    form: Form[Any] = Form({"organization_id": request.argument("organization")})
    return View("quotes/new.html", await _new_context(ctx, request, form))


async def _new_context(ctx: Ctx, request: PageRequest, form: Form[Any]) -> dict[str, Any]:
    active = OrganizationFilter(status=[OrganizationStatus.ACTIVE], limit=200)
    places = (await list_organizations(ctx, active)).items
    options = [Option(str(one.id), one.name, one.number) for one in places if ctx.may("quote.create", one)]
    if len(options) == 1 and not form.values.get("organization_id"):
        form.values["organization_id"] = options[0].value
    base = base_of(request)
    return {"form": form, "organizations": options, "base": base, "is_staff": base.startswith("/admin")}


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Begin a quote, perhaps with pasted or uploaded lines."""
    pairs = [(name, value) for name, value in request.fields if isinstance(value, str) and name not in ("text", "file")]
    form = Form.read(CreateQuote, pairs)
    form.values["text"] = request.field("text")
    upload = await _upload(request)
    added: list[LinesAdded] = []

    async def begin(data: CreateQuote) -> Quote:
        made = await api.create_quote(ctx, data)
        if upload is not None:
            added.append(await api.upload_lines(ctx, made.id, upload))
        return made

    made = await attempt(form, begin)
    if made is None:
        context = await _new_context(ctx, request, form)
        return View("quotes/new.html", context, status=form.status if form.status >= 400 else 422)
    root = f"{base_of(request)}/{made.id}"
    if not added or not added[0].problems:
        return Redirect(root, flash(f"{made.number} is begun; check the lines, then send it"))
    shown = [f"row {one.row} ({one.text}): {one.message}" for one in added[0].problems[:3]]
    more = f" and {len(added[0].problems) - 3} more" if len(added[0].problems) > 3 else ""
    words = f"{added[0].added} lines added. Not taken: {'; '.join(shown)}{more}"
    return Redirect(root, flash(words[:900], "caution"))
