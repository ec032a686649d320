"""A migrated database for the platform's tests of background work, on the run's one server."""

from hanse.testing.background import background_owner, background_urls, clean_background

__all__ = ["background_owner", "background_urls", "clean_background"]
