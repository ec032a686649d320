"""Owns running Hanse's processes: the embedded PostgreSQL, web and worker processes, as one tree.

Must not be here: what those processes do.
"""

from hanse.platform.supervisor.attach import database, embedded_postgres, running_database
from hanse.platform.supervisor.binaries import Binaries, find_binaries
from hanse.platform.supervisor.cluster import DatabaseBusy, EmbeddedPostgres, Endpoint
from hanse.platform.supervisor.creation import superuser_password
from hanse.platform.supervisor.errors import SupervisorError
from hanse.platform.supervisor.places import Places, arrange_places
from hanse.platform.supervisor.tree import Hooks, run

__all__ = [
    "Binaries",
    "DatabaseBusy",
    "EmbeddedPostgres",
    "Endpoint",
    "Hooks",
    "Places",
    "SupervisorError",
    "arrange_places",
    "database",
    "embedded_postgres",
    "find_binaries",
    "run",
    "running_database",
    "superuser_password",
]
