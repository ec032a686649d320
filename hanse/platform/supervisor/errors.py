"""Owns the one error of the supervisor.

Must not be here: errors of requests or domains.
"""

from hanse.kit.errors import ExplainedError


class SupervisorError(ExplainedError):
    """Hanse cannot start or go on; the message is one sentence that says what to do."""
