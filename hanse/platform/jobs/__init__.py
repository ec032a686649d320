"""Background jobs: enqueued in the business transaction, run at least once, effective exactly once.

`enqueue` is what domains use (`ctx.services.jobs`). `queue`, `runner` and `consumer` belong to the worker process and
are imported only there: they bring pgqueuer, which web processes need not load.
"""

from hanse.platform.jobs.dead import DeadJob, DeadJobQuery
from hanse.platform.jobs.enqueue import Jobs
from hanse.platform.jobs.envelope import ActorRef, Envelope, JobPayloadTooLarge, UnknownJob, idempotency_key
from hanse.platform.jobs.gate import JobGate
from hanse.platform.jobs.progress import JobProgress
from hanse.platform.jobs.running import LeaseLost, RunningJob

__all__ = [
    "ActorRef",
    "DeadJob",
    "DeadJobQuery",
    "Envelope",
    "JobGate",
    "JobPayloadTooLarge",
    "JobProgress",
    "Jobs",
    "LeaseLost",
    "RunningJob",
    "UnknownJob",
    "idempotency_key",
]
