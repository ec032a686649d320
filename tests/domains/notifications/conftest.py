"""Fixtures of the tests of notifications."""

from tests.domains.notifications.telling import kinds

__all__ = ["kinds"]
