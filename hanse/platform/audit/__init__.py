"""The audit trail: who did what to what, when, from where and why; append-only, hash-chained, provable from outside.

`writing` adds entries, `denials` bounds refused attempts, `chain` seals and verifies, `reading` lists. What is worth an entry
is decided by the commands.
"""

from hanse.platform.audit.chain import (
    ChainReport,
    Chainer,
    Checkpoint,
    Finding,
    Signer,
    erase_person,
    verify_chain,
)
from hanse.platform.audit.denials import DenialLimits
from hanse.platform.audit.reading import AuditEntry, AuditQuery
from hanse.platform.audit.rows import INSTALLATION, ActionNote
from hanse.platform.audit.writing import Audit

__all__ = [
    "INSTALLATION",
    "ActionNote",
    "Audit",
    "AuditEntry",
    "AuditQuery",
    "ChainReport",
    "Chainer",
    "Checkpoint",
    "DenialLimits",
    "Finding",
    "Signer",
    "erase_person",
    "verify_chain",
]
