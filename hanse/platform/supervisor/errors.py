"""Owns the one error of the supervisor.

Must not be here: errors of requests or domains.
"""


class SupervisorError(Exception):
    """Hanse cannot start or go on; the message is one sentence that says what to do."""
