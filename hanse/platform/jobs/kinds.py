"""All kinds of jobs of an installation: those domains declare, and those that event and timer handlers become."""

from __future__ import annotations

from hanse.platform.outbox import subscription_jobs
from hanse.platform.registry import JobKind, Registry
from hanse.platform.timers import timer_jobs


def job_kinds(registry: Registry) -> dict[str, JobKind]:
    """Index by name. Raises ValueError when a declaration contradicts itself."""
    kinds = dict(registry.jobs)
    for kind in (*subscription_jobs(registry), *timer_jobs(registry)):
        if kind.name in kinds:
            raise ValueError(f"two jobs are named {kind.name}")
        kinds[kind.name] = kind
    for kind in kinds.values():
        _check(kind)
    for schedule in registry.schedules:
        target = kinds.get(schedule.job)
        if target is None:
            raise ValueError(f"the schedule {schedule.name} starts {schedule.job}, which no domain declares")
        if target.installation == schedule.per_tenant:
            wanted = "for each tenant" if schedule.per_tenant else "for the installation"
            raise ValueError(f"the schedule {schedule.name} runs {wanted}, but {schedule.job} is declared otherwise")
    return kinds


def _check(kind: JobKind) -> None:
    if kind.attempts < 1 or kind.timeout_seconds < 1:
        raise ValueError(f"{kind.name}: at least one attempt and one second")
    if kind.when_suspended not in ("skip", "run"):
        raise ValueError(f"{kind.name}: when_suspended is skip or run")
    if kind.for_actor and kind.installation:
        raise ValueError(f"{kind.name}: a job of the installation serves no member")
