"""Liveness, readiness and metrics for the machines that watch an installation."""

from __future__ import annotations

import hmac
import ipaddress

from hanse.kit.errors import Forbidden
from hanse.kit.structs import to_json
from hanse.platform.http.messages import Reply, WebRequest
from hanse.platform.services import Services
from hanse.platform.telemetry import metrics_page

# What proxies add: behind one on this machine everybody else looks local as well.
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


class HealthEndpoints:
    """`/healthz` (this process answers), `/readyz` (it can serve), `/metrics` (Prometheus)."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.draining = False

    async def live(self, _: WebRequest) -> Reply:
        """200 as long as the process can answer at all."""
        return Reply(to_json({"status": "alive"}))

    async def ready(self, _: WebRequest) -> Reply:
        """200 when the database answers and the process is not draining, else 503."""
        database = not self.draining and await self.services.database.ping()
        body = {"status": "ready" if database else "not_ready", "database": database, "draining": self.draining}
        return Reply(to_json(body), status=200 if database else 503, headers=[("cache-control", "no-store")])

    async def metrics(self, request: WebRequest) -> Reply:
        """Prometheus text for those who hold the metrics token, or for this machine when none is set."""
        expected = self.services.settings.metrics_token
        sent = request.headers.get("authorization", "").removeprefix("Bearer ")
        if expected:
            if not hmac.compare_digest(expected.encode(), sent.encode()):
                raise Forbidden("Send the metrics token as a bearer token")
        elif not _is_loopback(request.ip) or any(name in request.headers for name in _FORWARDED):
            raise Forbidden("Set HANSE_METRICS_TOKEN to read metrics from another machine")
        body, content_type = metrics_page(self.services.database.statistics())
        return Reply(body, content_type=content_type)


def _is_loopback(address: str | None) -> bool:
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
