"""API keys: the list, a new one whose secret is shown once, and ending one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hanse.domains.access import api
from hanse.domains.access.pages.roles import heading
from hanse.domains.access.types import ApiKeyId, CreateApiKey, ListApiKeys, PermissionInfo
from hanse.kit.structs import Data
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, press, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash

LIST = "/admin/api-keys"
LIVES = (
    Option("30", "30 days"),
    Option("90", "90 days"),
    Option("365", "One year"),
    Option("730", "Two years"),
    Option("", "Never"),
)


class ScopeGroup(Data, frozen=True, kw_only=True):
    """The scopes about one kind of thing."""

    label: str
    options: list[Option]


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """The programs that have access."""
    query = request.query(ListApiKeys)
    page = await api.list_api_keys(ctx, query)
    context = {"page": page, "query": query, "may_create": _may_create(ctx), "now": ctx.now}
    return View("access/keys.html", context, block="content")


def _may_create(ctx: Ctx) -> bool:
    return ctx.may_anywhere("api_key.create") and ctx.principal.on_behalf is None


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """The form for a key."""
    if not ctx.may_anywhere("api_key.create"):
        ctx.authorize("api_key.create")
    return View("access/key_new.html", await _context(ctx, Form({"life": "90"})))


async def create(ctx: Ctx, request: PageRequest) -> View:
    """Make a key and show its secret, this once."""
    form = _read(ctx, request)
    made = await attempt(form, lambda data: api.create_api_key(ctx, data))
    if made is None:
        return refused("access/key_new.html", form, await _context(ctx, form))
    return View("access/key_made.html", {"made": made, "key": made.key})


def _read(ctx: Ctx, request: PageRequest) -> Form[CreateApiKey]:
    life = request.field("life")
    networks = [line.strip() for line in request.field("allowed_networks").splitlines() if line.strip()]
    scopes = [scope for scope in request.field_list("scopes") if scope]
    body: dict[str, Any] = {"name": request.field("name").strip(), "scopes": scopes, "allowed_networks": networks}
    if life.isdigit():
        body["expires_at"] = (ctx.now + timedelta(days=min(int(life[:5]), 10_000))).isoformat()
    form = Form.from_builtins(CreateApiKey, body)
    form.values = {**body, "life": life, "allowed_networks": "\n".join(networks)}
    if not scopes:
        form.errors = {**form.errors, "scopes": ["Tick at least one right"]}
    return form


async def revoke(ctx: Ctx, request: PageRequest) -> Redirect:
    """End a key."""
    api_key_id = request.id("api_key_id", ApiKeyId)
    done = Redirect(LIST, Flash(message="The key is revoked; its next request is refused"))
    return await press(ctx, request, lambda: api.revoke_api_key(ctx, api_key_id), done)


async def _context(ctx: Ctx, form: Form[Any]) -> dict[str, Any]:
    for path in [path for path in form.errors if path.startswith(("scopes.", "allowed_networks."))]:
        form.errors.setdefault(path.partition(".")[0], []).extend(form.errors.pop(path))
    held = [item for item in (await api.list_permissions(ctx)).items if item.is_held]
    return {"form": form, "lives": LIVES, "groups": _groups(held)}


def _groups(rights: list[PermissionInfo]) -> list[ScopeGroup]:
    nouns = list(dict.fromkeys(item.noun for item in rights))
    return [
        ScopeGroup(
            label=heading(noun),
            options=[Option(item.name, item.label, item.name) for item in rights if item.noun == noun],
        )
        for noun in nouns
    ]
