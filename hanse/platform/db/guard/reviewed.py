"""The reviewed lists: everything in the database that is open on purpose. A longer list needs a reviewer, not a flag.

The platform's own list is here; domains declare theirs in their manifests, and the composition root merges them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from hanse.kit.structs import Data


class Manifest(Protocol):
    """The part of a domain's manifest that the guard reads."""

    @property
    def global_tables(self) -> Sequence[str]: ...

    @property
    def definer_functions(self) -> Sequence[str]: ...

    @property
    def definer_tables(self) -> Sequence[str]: ...


class Reviewed(Data, frozen=True):
    """Names that may be what the guard otherwise refuses; outside the schema public they are written `schema.name`.

    `global_tables` belong to no tenant. `definer_functions` run with the rights of hanse_definer. `definer_tables` are
    row level secured tables whose rows of every tenant those functions may reach. `sequences` may be used by the
    application. `extensions` may be installed.
    """

    global_tables: frozenset[str] = frozenset()
    definer_functions: frozenset[str] = frozenset()
    definer_tables: frozenset[str] = frozenset()
    sequences: frozenset[str] = frozenset()
    extensions: frozenset[str] = frozenset()

    def with_domains(self, domains: Iterable[Manifest]) -> Reviewed:
        """The same lists with what the manifests declare."""
        manifests = list(domains)
        return Reviewed(
            global_tables=self.global_tables.union(*(one.global_tables for one in manifests)),
            definer_functions=self.definer_functions.union(*(one.definer_functions for one in manifests)),
            definer_tables=self.definer_tables.union(*(one.definer_tables for one in manifests)),
            sequences=self.sequences,
            extensions=self.extensions,
        )


PLATFORM = Reviewed(
    global_tables=frozenset(
        {
            "alembic_version",  # read at every start, to refuse a schema older than the code
            # The queue of the whole installation: only the worker's role and three definer functions reach it.
            "hanse_jobs.pgqueuer",
            "hanse_jobs.pgqueuer_log",
            "hanse_jobs.pgqueuer_schedules",
            "hanse_jobs.pgqueuer_statistics",
            "hanse_jobs.schedules",
            "hanse_jobs.workers",
        }
    ),
    definer_functions=frozenset(
        {
            "audit_chained_tenants",
            "audit_pending_tenants",
            "audit_write_installation",
            "idempotency_keys_purge",
            "jobs_enqueue",
            "jobs_finish",
            "jobs_forget",
            "jobs_hold",
            "jobs_overview",
            "search_documents_find",
            "timers_due",
            "workers_seen",
        }
    ),
    definer_tables=frozenset(
        {
            "audit_chain",
            "audit_entries",
            "audit_pending",
            "audit_people",
            "dead_jobs",
            "idempotency_keys",
            "job_progress",
            "search_documents",
            "timers",
        }
    ),
    # Number rows of the queue, which only the worker's role may use.
    sequences=frozenset(
        {
            "hanse_jobs.pgqueuer_id_seq",
            "hanse_jobs.pgqueuer_log_id_seq",
            "hanse_jobs.pgqueuer_schedules_id_seq",
            "hanse_jobs.pgqueuer_statistics_id_seq",
        }
    ),
    # Each of these shows nothing of another session's data to an ordinary role.
    extensions=frozenset({"pg_stat_statements", "pgcrypto", "plpgsql", "vector"}),
)
