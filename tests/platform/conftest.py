"""Real databases for the tests of the platform: one server for the run, one migrated database for background work."""

import pytest
import structlog

from hanse.testing.background import background_owner, background_urls, clean_background
from hanse.testing.database import cluster

__all__ = ["background_owner", "background_urls", "clean_background", "cluster"]


@pytest.fixture(scope="session", autouse=True)
def plain_log() -> None:
    """Log lines without drawn tracebacks: drawing one takes longer than a test."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])
