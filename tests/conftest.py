"""What every test may use: one PostgreSQL server for the run, and a whole installation on it."""

from hanse.testing.database import cluster
from hanse.testing.installation import business, installation, installation_urls, other_business

__all__ = ["business", "cluster", "installation", "installation_urls", "other_business"]
