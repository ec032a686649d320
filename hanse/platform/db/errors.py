"""From what PostgreSQL says to what a person can act on. No SQL detail leaves this module except to the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import psycopg
from psycopg import errors as pg
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from hanse.kit.errors import Conflict, FieldError, HanseError, Invalid, NotFound, Unavailable

ConstraintTexts = dict[str, tuple[str, str]]
"""constraint name -> (field path, sentence)"""

_BUSY: Final = (pg.SerializationFailure, pg.DeadlockDetected, pg.LockNotAvailable)
_GONE: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    pg.DiskFull,
    pg.OutOfMemory,
    pg.TooManyConnections,
    pg.AdminShutdown,
    pg.CrashShutdown,
    pg.CannotConnectNow,
    pg.ReadOnlySqlTransaction,
)


class AlreadyExists(Conflict):
    code = "already_exists"
    title = "Something with these values exists already"


class DatabaseBusy(Unavailable):
    code = "database_busy"
    title = "Somebody else is changing the same thing; try again in a moment"


class TookTooLong(Unavailable):
    """The statement ran into `database_statement_timeout_ms`; waiting for somebody else's lock is DatabaseBusy."""

    code = "took_too_long"
    title = "This took longer than it may and was stopped; nothing was changed: ask for less at once, or try later"


class DatabaseUnavailable(Unavailable):
    code = "database_unavailable"
    title = "The database cannot be reached right now; nothing was changed, try again in a moment"


class OutcomeUnknown(Unavailable):
    """The connection was lost while the transaction was being committed."""

    code = "outcome_unknown"
    title = (
        "The database was lost while this was being saved, so it may be saved or not: look before you repeat it, or "
        "repeat it with the same Idempotency-Key"
    )


class PoolExhausted(Unavailable):
    code = "overloaded"
    title = "Too many requests at once; try again in a moment"


def _unstorable() -> Invalid:
    return Invalid("The input holds a character that cannot be stored")


# In order: the first kind that fits names the error.
_NAMES: Final[tuple[tuple[tuple[type[Exception], ...], Callable[[], HanseError]], ...]] = (
    ((PoolTimeout, TooManyRequests), lambda: PoolExhausted(retry_after=1)),
    ((PoolClosed,), lambda: DatabaseUnavailable(retry_after=2)),
    (_BUSY, lambda: DatabaseBusy(retry_after=1)),
    ((pg.QueryCanceled,), lambda: TookTooLong(retry_after=5)),
    ((pg.NoDataFound,), NotFound),
    (_GONE, lambda: DatabaseUnavailable(retry_after=2)),
    (
        (pg.NumericValueOutOfRange, pg.DatetimeFieldOverflow),
        lambda: Invalid("A number or date in the input is outside what can be stored"),
    ),
    ((pg.UntranslatableCharacter, pg.CharacterNotInRepertoire), _unstorable),
)
_constraints: ConstraintTexts = {}


def describe_constraints(texts: ConstraintTexts) -> None:
    """Add the sentences for a domain's unique, check and foreign keys; called once by the registry at start."""
    for name, text in texts.items():
        if _constraints.get(name, text) != text:
            raise ValueError(f"the constraint {name} is described twice")
        _constraints[name] = text


def translate(error: Exception) -> HanseError | None:
    """Name a driver error as one of ours; None when it is a defect of Hanse itself and must surface as a 500."""
    if isinstance(error, psycopg.IntegrityError):
        return _integrity(error)
    if _is_nul(error):
        return _unstorable()
    return next((make() for kinds, make in _NAMES if isinstance(error, kinds)), None)


def _is_nul(error: Exception) -> bool:
    return isinstance(error, psycopg.DataError) and "NUL" in str(error)


def _integrity(error: psycopg.IntegrityError) -> HanseError | None:
    name = error.diag.constraint_name or ""
    field, sentence = _constraints.get(name, ("", ""))
    if isinstance(error, (pg.UniqueViolation, pg.ExclusionViolation)):
        return AlreadyExists(sentence or None, fields=_fields(field, sentence, "already_exists"))
    if isinstance(error, (pg.ForeignKeyViolation, pg.RestrictViolation)):
        # ON DELETE RESTRICT has its own code since PostgreSQL 18.
        deleting = isinstance(error, pg.RestrictViolation) or "still referenced" in (error.diag.message_detail or "")
        if deleting:
            return Conflict(sentence or "Other records still refer to this; archive it instead, or remove those first")
        return Invalid(
            sentence or "Something this refers to does not exist", fields=_fields(field, sentence, "not_found")
        )
    if isinstance(error, pg.CheckViolation) and sentence:
        return Invalid(sentence, fields=_fields(field, sentence, "invalid"))
    return None


def _fields(field: str, sentence: str, code: str) -> tuple[FieldError, ...]:
    return (FieldError(field, sentence, code),) if field else ()
