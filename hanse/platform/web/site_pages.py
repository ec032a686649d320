"""Pages every installation has whatever its domains: the command palette's answers, the design gallery, the mailbox.

The last two exist only outside production.
"""

from __future__ import annotations

from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page
from hanse.kit.structs import to_json
from hanse.platform.context import Ctx
from hanse.platform.http.messages import JSON, Reply
from hanse.platform.mail import MailboxMailer
from hanse.platform.registry import PageRoute
from hanse.platform.search import SearchHit, SearchQuery
from hanse.platform.search.documents import TEXT_LIMIT
from hanse.platform.web.gallery import gallery_context
from hanse.platform.web.navigation import audience_of
from hanse.platform.web.requests import PageRequest, View
from hanse.platform.web.saved_views import VIEW_PAGES
from hanse.platform.web.shell import Audience

PALETTE_HITS = 12
PALETTE_PLACES = 8


async def palette(ctx: Ctx, request: PageRequest) -> Reply:
    """What the command palette finds for the text typed so far, grouped by kind."""
    text = request.argument("q").strip()[:TEXT_LIMIT]
    hits: list[SearchHit] = []
    if text and ctx.tenant_or_none is not None:
        found = await ctx.services.search.search(ctx, SearchQuery(text=text, limit=PALETTE_HITS))
        hits = found.items
    kinds = ctx.services.registry.searchable
    places = found_places(ctx, text)
    groups = [{"label": "Pages and actions", "items": places}] if places else []
    groups += [
        {
            "label": kinds[kind].label,
            "items": [
                {"label": hit.title, "hint": hit.subtitle, "href": hit.url, "icon": kinds[kind].icon, "kind": kind}
                for hit in hits
                if hit.kind == kind
            ],
        }
        for kind in dict.fromkeys(hit.kind for hit in hits)
    ]
    return Reply(to_json({"groups": groups}), content_type=JSON, headers=[("cache-control", "no-store")])


def found_places(ctx: Ctx, text: str) -> list[dict[str, str]]:
    """Pages without an entry in the navigation whose name has every word of the text at the beginning of a word."""
    wanted = text.casefold().split()
    if not wanted:
        return []
    audience = audience_of("/account", ctx.principal.grants)
    found = []
    for place, permission in ctx.services.registry.places:
        theirs = audience_of(place.href, ctx.principal.grants)
        if theirs not in (audience, Audience.PUBLIC) or (permission is not None and not ctx.may_anywhere(permission)):
            continue
        words = place.label.casefold().replace(":", " ").replace(",", " ").split()
        if all(any(word.startswith(one) for word in words) for one in wanted):
            found.append({"label": place.label, "hint": "", "href": place.href, "icon": place.icon, "kind": "place"})
    return found[:PALETTE_PLACES]


async def gallery(ctx: Ctx, request: PageRequest) -> View:
    """Every component of the design system in every state."""
    _outside_production(ctx)
    return View("gallery.html", gallery_context())


async def mailbox(ctx: Ctx, request: PageRequest) -> View:
    """The mails that would have been sent."""
    mailer = _mailbox(ctx)
    return View("mailbox/list.html", {"messages": Page(await mailer.list_messages())})


async def mail(ctx: Ctx, request: PageRequest) -> View:
    """One mail that would have been sent, as text."""
    return View("mailbox/message.html", {"message": await _mailbox(ctx).read(request.text("message"))})


def _outside_production(ctx: Ctx) -> None:
    if ctx.services.settings.env == "production":
        raise NotFound()


def _mailbox(ctx: Ctx) -> MailboxMailer:
    _outside_production(ctx)
    mailer = ctx.services.mail
    if not isinstance(mailer, MailboxMailer):
        raise NotFound()
    return mailer


SITE_PAGES = (
    PageRoute("GET", "/palette", palette, access="account"),
    PageRoute("GET", "/platform/design", gallery, access="public"),
    PageRoute("GET", "/platform/mailbox", mailbox, access="public"),
    PageRoute("GET", "/platform/mailbox/{message}", mail, access="public"),
    *VIEW_PAGES,
)
