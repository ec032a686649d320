"""Composition root of the web process: the domains, the services, and the ASGI application over both.

With cli.py the only place that sees platform and domains together. No rule of the product belongs here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from hanse import domains
from hanse.demo.seeding import demo_log_ins
from hanse.domains.access.adapters.authenticator import AccessAuthenticator
from hanse.domains.access.adapters.places import MemberPlaces
from hanse.domains.access.adapters.shell import AccessShell
from hanse.domains.access.domain import DOMAIN as ACCESS
from hanse.domains.access.types import CONDITION_ATTRIBUTES
from hanse.domains.approvals.domain import DOMAIN as APPROVALS
from hanse.domains.approvals.ports import APPROVAL_NOTIFICATIONS
from hanse.domains.approvals.types import APPROVAL_EVIDENCE, APPROVAL_SUBJECTS
from hanse.domains.catalog.domain import DOMAIN as CATALOG
from hanse.domains.checkout.adapters.evidence import request_evidence
from hanse.domains.checkout.domain import DOMAIN as CHECKOUT
from hanse.domains.checkout.ports import CHECKOUT_NOTIFICATIONS, ORDER_REQUEST_SUBJECT
from hanse.domains.contracts.domain import DOMAIN as CONTRACTS
from hanse.domains.contracts.ports import CONTRACT_ATTRIBUTES, CONTRACT_SUBJECT
from hanse.domains.contracts.ports import NOTIFICATION_KINDS as CONTRACT_NOTIFICATIONS
from hanse.domains.documents.domain import DOMAIN as DOCUMENTS
from hanse.domains.identity.domain import DOMAIN as IDENTITY
from hanse.domains.identity.ports import PLACES
from hanse.domains.identity.types import DEMO_LOG_INS
from hanse.domains.inventory.domain import DOMAIN as INVENTORY
from hanse.domains.notifications.adapters.bell import count_unread
from hanse.domains.notifications.domain import DOMAIN as NOTIFICATIONS
from hanse.domains.notifications.types import KINDS as NOTIFICATION_KINDS
from hanse.domains.orders.domain import DOMAIN as ORDERS
from hanse.domains.orders.ports import NOTIFICATION_KINDS as ORDER_NOTIFICATIONS
from hanse.domains.orders.ports import ORDER_ATTRIBUTES
from hanse.domains.organizations.adapters.tree import Tree
from hanse.domains.organizations.domain import DOMAIN as ORGANIZATIONS
from hanse.domains.organizations.ports import ORGANIZATION_ATTRIBUTES
from hanse.domains.pricing.domain import DOMAIN as PRICING
from hanse.domains.quotes.adapters.evidence import quote_evidence
from hanse.domains.quotes.domain import DOMAIN as QUOTES
from hanse.domains.quotes.ports import NOTIFICATION_KINDS as QUOTE_NOTIFICATIONS
from hanse.domains.quotes.ports import QUOTE_ATTRIBUTES, QUOTE_SUBJECT
from hanse.domains.regions.domain import DOMAIN as REGIONS
from hanse.domains.storefront.adapters.landing import catalogue_link, goods_on_show
from hanse.domains.storefront.domain import DOMAIN as STOREFRONT
from hanse.domains.tenants.adapters.directory import Directory
from hanse.domains.tenants.domain import DOMAIN as TENANTS
from hanse.domains.tenants.ports import LANDING_LINKS, LANDING_SHOWCASE
from hanse.domains.tenants.rules import logo_path
from hanse.kit.clock import Clock, SystemClock
from hanse.platform.audit import Audit
from hanse.platform.crypto import Secret, Vault
from hanse.platform.db.database import Database, PoolSettings
from hanse.platform.db.errors import describe_constraints
from hanse.platform.db.guard import PLATFORM, Reviewed, check_start
from hanse.platform.files import open_file_store
from hanse.platform.http.docs import DOCS_PAGES, SchemaEndpoint
from hanse.platform.http.downloads import FileEndpoint
from hanse.platform.http.frame import Frame
from hanse.platform.http.health import HealthEndpoints
from hanse.platform.http.server import Endpoint, EndpointWhenAsked, build_application, rest_endpoints
from hanse.platform.idempotency import Idempotency
from hanse.platform.jobs import Jobs
from hanse.platform.limits import MemoryRateLimiter, RateLimiter
from hanse.platform.loading import load
from hanse.platform.mail import open_mailer
from hanse.platform.observability import configure_logging
from hanse.platform.outbound import GuardedClient, OutboundPolicy
from hanse.platform.outbox import Outbox
from hanse.platform.registry import Domain, Registry
from hanse.platform.search import Search
from hanse.platform.services import Services
from hanse.platform.settings import Settings, load_settings
from hanse.platform.telemetry import start_tracing
from hanse.platform.timers import Timers
from hanse.platform.web.delivery import AssetEndpoint
from hanse.platform.web.pages import PageSite
from hanse.platform.web.render import Renderer
from hanse.platform.web.site_pages import SITE_PAGES

DOMAINS: Sequence[Domain] = (
    TENANTS,
    IDENTITY,
    ACCESS,
    REGIONS,
    NOTIFICATIONS,
    DOCUMENTS,
    APPROVALS,
    ORGANIZATIONS,
    CATALOG,
    PRICING,
    INVENTORY,
    CONTRACTS,
    ORDERS,
    CHECKOUT,
    QUOTES,
    STOREFRONT,
)
DOMAINS_FOLDER = Path(domains.__file__).parent


@cache
def build_registry() -> Registry:
    """Index every manifest and make the constraints' sentences known, once. Raises ValueError on contradictions."""
    for domain in DOMAINS:
        describe_constraints(dict(domain.constraints))
    return Registry(DOMAINS)


def reviewed_names(registry: Registry) -> Reviewed:
    """The lists of the start-up guard: the platform's and those of every manifest."""
    return PLATFORM.with_domains(registry.domains)


def build_services(settings: Settings, clock: Clock | None = None, *, role: str = "web") -> Services:
    """Make one of each part for a process; opens no connection yet. The settings carry the database addresses."""
    clock = clock or SystemClock()
    registry = build_registry()
    return Services(
        settings=settings,
        clock=clock,
        registry=registry,
        database=Database(settings.database_url, pool_settings(settings, role)),
        crypto=Vault([Secret(key.encode()) for key in (settings.secret_key, *settings.secret_keys_previous)], clock),
        outbox=Outbox(registry),
        audit=Audit(registry.redacted),
        jobs=Jobs(registry),
        timers=Timers(registry),
        idempotency=Idempotency(),
        search=Search(registry.searchable),
        mail=open_mailer(settings.smtp_url, settings.mail_from, clock, settings.data_dir / "mailbox"),
        files=open_file_store(settings.files_url, clock, settings.data_dir),
        http=GuardedClient(OutboundPolicy(internal_hosts=frozenset(settings.outbound_internal_hosts)), clock),
        limits=_limiter(settings, clock),
        renderer=_renderer(settings),
        authenticator=AccessAuthenticator(),
        tenants=Directory(),
        extras={
            "organization_tree": Tree(),
            PLACES: MemberPlaces(),
            DEMO_LOG_INS: demo_log_ins() if settings.demo else (),
            NOTIFICATION_KINDS: (
                *APPROVAL_NOTIFICATIONS,
                *QUOTE_NOTIFICATIONS,
                *ORDER_NOTIFICATIONS,
                *CHECKOUT_NOTIFICATIONS,
                *CONTRACT_NOTIFICATIONS,
            ),
            CONDITION_ATTRIBUTES: {
                "organization": ORGANIZATION_ATTRIBUTES,
                "order": ORDER_ATTRIBUTES,
                "quote": QUOTE_ATTRIBUTES,
                "contract": CONTRACT_ATTRIBUTES,
            },
            APPROVAL_SUBJECTS: (ORDER_REQUEST_SUBJECT, QUOTE_SUBJECT, CONTRACT_SUBJECT),
            LANDING_LINKS: (catalogue_link,),
            LANDING_SHOWCASE: goods_on_show,
            APPROVAL_EVIDENCE: {"order_request": request_evidence, "quote": quote_evidence},
        },
    )


def pool_settings(settings: Settings, role: str) -> PoolSettings:
    """The pool of one process as the settings want it."""
    return PoolSettings(
        minimum=settings.database_pool_min,
        maximum=settings.database_pool_max,
        acquire_seconds=settings.database_pool_wait_seconds,
        connect_seconds=settings.database_connect_timeout_seconds,
        statement_ms=settings.database_statement_timeout_ms,
        lock_ms=settings.database_lock_timeout_ms,
        idle_in_transaction_ms=settings.database_idle_timeout_ms,
        application_name=f"hanse-{role}",
    )


def _limiter(settings: Settings, clock: Clock) -> RateLimiter:
    if not settings.redis_url:
        return MemoryRateLimiter(clock)
    shared: RateLimiter = load("hanse.platform.limits.shared:SharedRateLimiter")(settings.redis_url, clock)
    return shared


def _renderer(settings: Settings) -> Renderer:
    folders = {path.parent.name: path for path in sorted(DOMAINS_FOLDER.glob("*/templates"))}
    return Renderer(namespaces=folders, development=settings.env == "development")


def build_web(services: Services) -> Frame:
    """The whole application over given services; its lifespan connects, checks the database, and disconnects."""
    health = HealthEndpoints(services)
    shell = AccessShell(logo_path, count_unread)
    site = PageSite(services, (*SITE_PAGES, *DOCS_PAGES, *services.registry.pages), shell)
    endpoints: dict[str, Endpoint] = {
        "/healthz": health.live,
        "/readyz": health.ready,
        "/metrics": health.metrics,
        "/files/{token}": FileEndpoint(services),
        "/static/{path:path}": AssetEndpoint(services.renderer.assets),
        "/schema": SchemaEndpoint(services),
        "/graphql": EndpointWhenAsked(services, "hanse.platform.graphql:graphql_endpoint"),
        **rest_endpoints(services, services.registry.routes),
        **site.endpoints(),
    }

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        async with running(services):
            yield

    return build_application(services, endpoints, site.error_page, lifespan)


@asynccontextmanager
async def running(services: Services) -> AsyncIterator[None]:
    """Hold the process's connections open; refuses to start on a database that is not safe or not current."""
    await services.database.open()
    try:
        await check_start(services.database, reviewed_names(services.registry))
        yield
    finally:
        await services.audit.flush_denials(services)
        await services.mail.aclose()
        await services.http.aclose()
        await services.limits.aclose()
        services.files.close()
        await services.database.close()


def create_app() -> Any:
    """What every web process calls: settings from the environment to the application."""
    settings = load_settings().settings
    configure_logging(settings.log_level, settings.log_format)
    start_tracing(settings.otel_endpoint, settings.otel_sample_ratio)
    return build_web(build_services(settings))
