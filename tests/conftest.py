"""What every test may use: one PostgreSQL server for the run, and a whole installation on it."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis.internal.conjecture import providers

from hanse.platform.observability import configure_logging
from hanse.testing.database import cluster
from hanse.testing.installation import business, installation, installation_urls, other_business

# Hypothesis would read the source of every module of ours, in every process, for constants to try: many seconds of each
# run, and examples that depend on which modules happen to be loaded.
providers._get_local_constants = providers.Constants  # type: ignore[attr-defined]

__all__ = ["business", "cluster", "installation", "installation_urls", "other_business"]


@pytest.fixture(scope="session", autouse=True)
def plain_log() -> None:
    """Log lines without drawn tracebacks: drawing one takes longer than a test."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])


@pytest.fixture
def log_stream() -> Iterator[io.StringIO]:
    """What is logged during one test, as JSON lines; afterwards whoever logs does so as before."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logging("info", "json", stream)
    yield stream
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)
