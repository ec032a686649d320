"""Metrics and traces.

What is counted, timed and spanned. Logging is observability.py; nothing here decides anything.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache

import structlog
from opentelemetry import trace
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from hanse.platform.loading import load

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NO_SPAN: AbstractContextManager[object] = nullcontext()
_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
requests = Counter("hanse_http_requests_total", "Requests answered", ["operation", "method", "status"])
request_seconds = Histogram("hanse_http_request_seconds", "Time to answer", ["operation"], buckets=_BUCKETS)
requests_in_flight = Gauge("hanse_http_requests_in_flight", "Requests being worked on", multiprocess_mode="livesum")
operations = Counter("hanse_operations_total", "Commands and queries run", ["name", "outcome"])
jobs_finished = Counter("hanse_jobs_total", "Background jobs finished", ["name", "outcome"])
pool = Gauge("hanse_database_pool", "State of the connection pools", ["what"], multiprocess_mode="livesum")
_tracer = trace.get_tracer("hanse")
# Looking a label set up costs more than counting it; names are registered ones, so there are few.
_requests = cache(requests.labels)
_request_seconds = cache(request_seconds.labels)
_operations = cache(operations.labels)


def start_tracing(endpoint: str, ratio: float) -> None:
    """Send spans to an OTLP/HTTP collector from now on; without an endpoint spans stay no-ops."""
    if endpoint:
        load("hanse.platform.tracing:export_spans")(endpoint, ratio)


def _span(name: str, kind: str) -> AbstractContextManager[object]:
    """A span of one operation; nothing where no spans are collected."""
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return _NO_SPAN
    return _tracer.start_as_current_span(name, attributes={"hanse.kind": kind})


def bind_request(request_id: str) -> None:
    """Put the correlation id into every log line of this task."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)


@contextmanager
def measured(name: str, kind: str) -> Iterator[None]:
    """Span and count one operation; the outcome is the error's code when it fails."""
    outcome = "ok"
    with _span(name, kind):
        try:
            yield
        except Exception as error:
            outcome = getattr(error, "code", "defect")
            raise
        finally:
            _operations(name, outcome).inc()


def observe_request(operation: str, method: str, status: int, seconds: float) -> None:
    """Count and time one answered request; `operation` is a registered name, so labels stay few."""
    _requests(operation, method if method in _METHODS else "other", str(status)).inc()
    _request_seconds(operation).observe(seconds)


def metrics_page(pool_statistics: Mapping[str, int]) -> tuple[bytes, str]:
    """Everything counted, as Prometheus text; returns body and content type."""
    for name, value in pool_statistics.items():
        pool.labels(name).set(value)
    return generate_latest(_registry()), CONTENT_TYPE_LATEST


def _registry() -> CollectorRegistry:
    """What is counted: by all processes of the installation where the supervisor shares it, else by this one."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return shared
