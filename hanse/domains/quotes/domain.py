"""The manifest of quotes."""

from __future__ import annotations

from hanse.domains.quotes import api
from hanse.domains.quotes.commands.indexing import reindex_quotes
from hanse.domains.quotes.events import EVENTS
from hanse.domains.quotes.jobs import TIMERS
from hanse.domains.quotes.pages.home import load_buyer, load_staff
from hanse.domains.quotes.pages.table import PAGES
from hanse.domains.quotes.policies import PERMISSIONS
from hanse.domains.quotes.routes import ROUTES
from hanse.domains.quotes.subscribers import SUBSCRIPTIONS
from hanse.platform.registry import Domain, HomeSource, NavItem, Place, Searchable

DOMAIN = Domain(
    name="quotes",
    places=(
        Place("New quote", "/admin/quotes/new", "plus"),
        Place("Ask for a quote", "/app/quotes/new", "plus"),
    ),
    tables=(
        "quote_attachments",
        "quote_counters",
        "quote_lines",
        "quote_messages",
        "quote_notes",
        "quote_releases",
        "quote_steps",
        "quote_versions",
        "quotes",
    ),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    searchable=(Searchable("quote", "Quotes", "quote.view", "file-text", reindex_quotes),),
    events=EVENTS,
    pages=PAGES,
    nav=(
        NavItem("admin", "Quotes", "/admin/quotes", "file-text", "quote.view_internal", "Sales", 12, "q"),
        NavItem("app", "Quotes", "/app/quotes", "file-text", "quote.view", "Buying", 60, "q"),
    ),
    home=(
        HomeSource("admin", load_staff, "quote.view_internal", 20),
        HomeSource("app", load_buyer, "quote.view", 20),
    ),
    subscriptions=SUBSCRIPTIONS,
    timers=TIMERS,
    redacted=frozenset({"cost", "cost_micros", "internal_note", "margin"}),
)
