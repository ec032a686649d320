"""A migrated database for the platform's tests of background work, on the run's one server."""

import pytest
import structlog

from hanse.testing.background import background_owner, background_urls, clean_background

__all__ = ["background_owner", "background_urls", "clean_background"]


@pytest.fixture(scope="session", autouse=True)
def plain_log() -> None:
    """Log lines without drawn tracebacks: drawing one takes longer than a test."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])
