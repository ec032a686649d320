"""The process-wide parts an operation may use, built once by a composition root and carried by every Ctx."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hanse.kit.clock import Clock
    from hanse.platform.audit import Audit
    from hanse.platform.crypto import Vault
    from hanse.platform.db.database import Database
    from hanse.platform.files import FileStore
    from hanse.platform.http.auth import Authenticator, TenantDirectory
    from hanse.platform.idempotency import Idempotency
    from hanse.platform.jobs import Jobs
    from hanse.platform.limits import RateLimiter
    from hanse.platform.mail import Mailer
    from hanse.platform.outbound import GuardedClient
    from hanse.platform.outbox import Outbox
    from hanse.platform.registry import Registry
    from hanse.platform.search import Search
    from hanse.platform.settings import Settings
    from hanse.platform.timers import Timers
    from hanse.platform.web.render import Renderer


@dataclass(slots=True, repr=False)
class Services:
    """One of each. Domain code reaches them as `ctx.services`; nothing else holds process state."""

    settings: Settings
    clock: Clock
    registry: Registry
    database: Database
    crypto: Vault
    outbox: Outbox
    audit: Audit
    jobs: Jobs
    timers: Timers
    idempotency: Idempotency
    search: Search
    mail: Mailer
    files: FileStore
    http: GuardedClient
    limits: RateLimiter
    renderer: Renderer
    authenticator: Authenticator
    tenants: TenantDirectory
    extras: dict[str, Any]
