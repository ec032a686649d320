"""The audit trail: who did what to what, when, from where and why; append-only, hash-chained, provable from outside.

`writing` adds entries, `denials` bounds refused attempts, `chain` seals, `verifying` checks, `reading` lists. What is
worth an entry is decided by the commands.
"""

from hanse.platform.audit.chain import Chainer
from hanse.platform.audit.checkpoints import (
    Checkpoint,
    Export,
    Signer,
    VaultSigner,
    append_to_folder,
    trust,
    trusted,
)
from hanse.platform.audit.denials import DenialLimits
from hanse.platform.audit.erasing import erase_person
from hanse.platform.audit.reading import AuditEntry, AuditQuery
from hanse.platform.audit.rows import INSTALLATION, ActionNote
from hanse.platform.audit.verifying import ChainReport, Finding, verify_chain
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
    "Export",
    "Finding",
    "Signer",
    "VaultSigner",
    "append_to_folder",
    "erase_person",
    "trust",
    "trusted",
    "verify_chain",
]
