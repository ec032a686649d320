"""Pictures, documents and visibility of a product: small forms beside what is there."""

from __future__ import annotations

from typing import Any

from hanse.domains.catalog import api
from hanse.domains.catalog.pages.parts import LIST, frame, product_of
from hanse.domains.catalog.types import (
    CatalogueAssignmentId,
    CreateAssignment,
    ListAssignments,
    ListMedia,
    MediaId,
    Product,
    UpdateMedia,
    UploadMedia,
)
from hanse.domains.organizations.api import list_organizations
from hanse.domains.organizations.types import OrganizationFilter
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect, View

AUDIENCES = (
    Option("everyone", "Everyone"),
    Option("organization", "An organization and those below it"),
    Option("group", "A price group"),
)


async def media_page(ctx: Ctx, request: PageRequest) -> View:
    """What there is, and a form for more."""
    return View("catalog/media.html", await _media(ctx, await product_of(ctx, request), Form({"kind": "image"})))


async def _media(ctx: Ctx, product: Product, form: Form[Any]) -> dict[str, Any]:
    items = (await api.list_media(ctx, product.id, ListMedia(limit=200))).items
    return {
        **frame(product, "media"),
        "items": items,
        "form": form,
        "kinds": (Option("image", "Picture"), Option("document", "Document")),
    }


async def upload(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take a file in."""
    product = await product_of(ctx, request)
    form: Form[Any] = Form({"kind": request.field("kind"), "alt": request.field("alt")})
    chosen = request.file("file")
    if chosen is None:
        form.errors["file"] = ["Choose a file first"]
        return refused("catalog/media.html", form, await _media(ctx, product, form))
    form.data = UploadMedia(
        name=chosen.filename[:200],
        content=chosen.content or b" ",
        kind="document" if request.field("kind") == "document" else "image",
        alt=request.field("alt")[:300],
    )
    made = await attempt(form, lambda data: api.upload_media(ctx, product.id, data))
    if made is None:
        form.errors.setdefault("file", []).append(form.message)
        form.message = ""
        return refused("catalog/media.html", form, await _media(ctx, product, form))
    return Redirect(f"{LIST}/{product.id}/media", flash(f"{made.file_name} is added"))


async def save_media(ctx: Ctx, request: PageRequest) -> Redirect:
    """Keep its words and its place."""
    product = await product_of(ctx, request)
    media_id = request.id("media_id", MediaId)
    place = request.field("position")
    data = UpdateMedia(alt=request.field("alt")[:300], position=min(int(place), 1_000_000) if place.isdecimal() else 0)
    done = Redirect(f"{LIST}/{product.id}/media", flash("Saved"))
    return await press(ctx, request, lambda: api.update_media(ctx, product.id, media_id, data), done)


async def delete_media(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take it away."""
    product = await product_of(ctx, request)
    media_id = request.id("media_id", MediaId)
    done = Redirect(f"{LIST}/{product.id}/media", flash("Removed"))
    return await press(ctx, request, lambda: api.delete_media(ctx, product.id, media_id), done)


async def visibility_page(ctx: Ctx, request: PageRequest) -> View:
    """Who sees the product, and a form for more."""
    product = await product_of(ctx, request)
    return View("catalog/visibility.html", await _visibility(ctx, product, Form({"audience": "organization"})))


async def _visibility(ctx: Ctx, product: Product, form: Form[Any]) -> dict[str, Any]:
    own = (await api.list_assignments(ctx, ListAssignments(product_id=product.id, limit=200))).items
    inherited = [
        item
        for place in product.categories
        for item in (await api.list_assignments(ctx, ListAssignments(category_id=place.id, limit=50))).items
    ]
    return {
        **frame(product, "visibility"),
        "own": own,
        "inherited": inherited,
        **await assignment_form(ctx, form),
    }


async def assignment_form(ctx: Ctx, form: Form[Any]) -> dict[str, Any]:
    """What the form of an assignment shows."""
    page = await list_organizations(ctx, OrganizationFilter(limit=100))
    return {
        "form": form,
        "audiences": AUDIENCES,
        "organizations": [Option(str(item.id), item.name, item.number) for item in page.items],
        "may_assign": ctx.may("catalogue_assignment.manage"),
    }


def read_assignment(request: PageRequest, target: dict[str, str]) -> Form[Any]:
    """The posted form of an assignment; what does not belong to the audience is left out."""
    audience = request.field("audience")
    names = {"organization": "organization_id", "group": "price_group"}
    form: Form[Any] = Form({name: request.field(name) for name in ("audience", *names.values())})
    body: dict[str, Any] = {"audience": audience, **target}
    if audience in names:
        body[names[audience]] = request.field(names[audience]).strip() or None
    return _filled(form, body)


def _filled(form: Form[Any], body: dict[str, Any]) -> Form[Any]:
    made = Form.from_builtins(CreateAssignment, body)
    made.values = form.values
    return made


async def assign(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Show the product to somebody."""
    product = await product_of(ctx, request)
    form = read_assignment(request, {"product_id": str(product.id)})
    made = await attempt(form, lambda data: api.create_assignment(ctx, data))
    if made is None:
        return refused("catalog/visibility.html", form, await _visibility(ctx, product, form))
    return Redirect(f"{LIST}/{product.id}/visibility", flash("The product is shown to exactly those listed"))


async def withdraw(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take an assignment away."""
    assignment_id = request.id("assignment_id", CatalogueAssignmentId)
    back = request.next_path(LIST)
    done = Redirect(back, flash("The assignment is removed"))
    return await press(ctx, request, lambda: api.delete_assignment(ctx, assignment_id), done)
