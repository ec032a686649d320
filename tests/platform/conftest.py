"""Real databases for the tests of the platform: one server for the run, one migrated database for background work."""

from hanse.testing.database import cluster
from hanse.testing.worker import background_owner, background_urls, clean_background

__all__ = ["background_owner", "background_urls", "clean_background", "cluster"]
