"""Owns sending spans to a collector. Loaded only where one is set: the exporter is large.

Must not be here: what is spanned (telemetry.py).
"""

from __future__ import annotations

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio


def export_spans(endpoint: str, ratio: float) -> None:
    """Send this share of the traces to an OTLP/HTTP collector, in batches, from now on."""
    provider = TracerProvider(
        resource=Resource.create({"service.name": "hanse"}), sampler=ParentBasedTraceIdRatio(ratio)
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint.rstrip("/") + "/v1/traces", timeout=5)))
    trace.set_tracer_provider(provider)
