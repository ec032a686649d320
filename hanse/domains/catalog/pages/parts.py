"""What the pages of the catalogue share: refusals in place, histories, lists to choose from, tabs and actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hanse.domains.catalog import api
from hanse.domains.catalog.types import (
    Attribute,
    Category,
    ListAttributes,
    ListAttributeSets,
    ListCategories,
    Product,
    ProductId,
    ProductKind,
    ProductStatus,
    ViewAs,
)
from hanse.kit.units import list_units
from hanse.platform.audit import AuditEntry
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Action, Change, Option, Tab, TimelineEntry, words
from hanse.platform.web.requests import PageRequest

LIST = "/admin/products"
TREE_MAXIMUM = 2_000
STATUSES = tuple(Option(status.value, words(status.value)) for status in ProductStatus)
KINDS = (
    Option(ProductKind.SIMPLE, "Simple", "One or several variants with an SKU each"),
    Option(ProductKind.CONFIGURABLE, "Configurable", "Buyers choose options such as width or colour"),
    Option(ProductKind.BUNDLE, "Bundle", "Holds other variants"),
)
# verb: label, right, states it starts from, icon, tone
LIFE: dict[str, tuple[str, str, tuple[str, ...], str, str]] = {
    "submit": ("Send to review", "product.review", ("draft",), "send", "neutral"),
    "activate": ("Activate", "product.activate", ("draft", "in_review", "archived"), "play", "neutral"),
    "return": ("Return to draft", "product.review", ("in_review", "active"), "undo-2", "neutral"),
    "archive": ("Archive", "product.archive", ("draft", "in_review", "active"), "archive", "critical"),
    "restore": ("Restore as draft", "product.archive", ("archived",), "undo-2", "neutral"),
}
_DONE = {
    "product.create": "entered the product",
    "product.update": "changed the facts",
    "product.save_options": "changed the options",
    "product.add_variant": "added the variant",
    "product.update_variant": "changed the variant",
    "product.archive_variant": "archived the variant",
    "product.restore_variant": "brought back the variant",
    "product.submit_for_review": "sent it to review",
    "product.return_to_draft": "returned it to draft",
    "product.activate": "activated it",
    "product.archive": "archived it",
    "product.restore": "restored it",
    "product.upload_media": "added a picture or document",
    "product.update_media": "changed a picture or document",
    "product.delete_media": "removed a picture or document",
}
_ICONS = {"product.create": "plus", "product.activate": "play", "product.archive": "archive"}


async def product_of(ctx: Ctx, request: PageRequest) -> Product:
    """The product of the address. Raises NotFound."""
    return await api.get_product(ctx, request.id("product_id", ProductId), ViewAs())


def frame(product: Product, active: str) -> dict[str, Any]:
    """What every part of the page of a product shows: title, status, actions, tabs."""
    root, may = f"{LIST}/{product.id}", set(product.allowed_actions)
    possible = [
        (verb, *entry[:1], *entry[3:])
        for verb, entry in LIFE.items()
        if entry[1] in may and product.status.value in entry[2]
    ]
    edit = [Action("Edit", f"{root}/edit", icon="pencil")] if "product.update" in may else []
    first = next((item for item in possible if item[0] == "activate"), possible[0] if possible else None)
    primary = None
    if first is not None and product.status is not ProductStatus.ACTIVE:
        primary = Action(first[1], post=f"{root}/{first[0]}", version=product.version)
    more = [
        Action(
            label,
            post=f"{root}/{verb}",
            icon=icon,
            tone=tone,
            confirm=_question(verb, product.name),
            version=product.version,
        )
        for verb, label, icon, tone in possible
        if primary is None or primary.label != label
    ]
    parts: list[tuple[str, str, int | None]] = [
        ("Overview", "", None),
        ("Variants", "variants", len(product.variants)),
    ]
    if product.kind is ProductKind.CONFIGURABLE:
        parts.append(("Options", "options", None))
    parts += [("Pictures and documents", "media", None), ("Visibility", "visibility", None)]
    parts.append(("Activity", "activity", None))
    tabs = [Tab(label, f"{root}/{path}" if path else root, path == active, count) for label, path, count in parts]
    return {"product": product, "root": root, "primary": primary, "edit": edit, "more": more, "tabs": tabs}


def _question(verb: str, name: str) -> str:
    if verb == "archive":
        return f"{name} disappears from sale at once; what was ordered keeps it."
    return f"While a draft, {name} is not sold." if verb == "return" else ""


async def all_categories(ctx: Ctx) -> list[Category]:
    """The whole tree, as far as a page holds it."""
    found: list[Category] = []
    cursor: str | None = None
    while len(found) < TREE_MAXIMUM:
        page = await api.list_categories(ctx, ListCategories(everything=True, limit=200, cursor=cursor))
        found += page.items
        cursor = page.next
        if cursor is None:
            break
    return found


def category_options(categories: Sequence[Category]) -> list[Option]:
    """Every category by its path, in the order of the tree."""
    paths = [(" > ".join([*(step.name for step in item.ancestors), item.name]), str(item.id)) for item in categories]
    return [Option(value, label) for label, value in sorted(paths, key=lambda pair: pair[0].casefold())]


async def all_attributes(ctx: Ctx) -> list[Attribute]:
    """Every declared attribute, in order."""
    return (await api.list_attributes(ctx, ListAttributes(limit=200))).items


async def set_options(ctx: Ctx) -> list[Option]:
    """The sets of attributes to choose from."""
    return [
        Option(str(item.id), item.name)
        for item in (await api.list_attribute_sets(ctx, ListAttributeSets(limit=200))).items
    ]


def unit_options() -> list[Option]:
    """Units by name."""
    return [Option(unit.code, f"{unit.name} ({unit.code})") for unit in list_units()]


def timeline(entries: Sequence[AuditEntry]) -> list[TimelineEntry]:
    """Entries of the audit trail as a history."""
    return [
        TimelineEntry(
            actor=entry.actor_name or "Somebody",
            text=("was refused: " if entry.outcome != "allowed" else "") + _sentence(entry),
            at=entry.occurred_at,
            on_behalf=entry.on_behalf_name or "",
            icon=_ICONS.get(entry.action, "pencil"),
            tone="critical" if entry.outcome != "allowed" else "neutral",
            changes=[
                Change(change.path.rpartition(".")[2] or "value", change.before, change.after)
                for change in entry.changes
                if not change.path.endswith(("_id", ".id", "version")) and change.path != "id"
            ][:30],
            note=entry.reason or "",
        )
        for entry in entries
    ]


def _sentence(entry: AuditEntry) -> str:
    known = _DONE.get(entry.action, words(entry.action).lower())
    return f"{known} {entry.subject_label}" if "variant" in entry.action else known
