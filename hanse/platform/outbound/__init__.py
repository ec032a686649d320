"""The only way out to other systems by HTTP: guarded against private addresses, slow, huge and dead answers.

Not here: what is said to which system (connectors, webhooks, payment adapters), retries and queues (jobs).
"""

from hanse.platform.outbound.addresses import is_public
from hanse.platform.outbound.breaker import Breakers
from hanse.platform.outbound.client import GuardedClient, OutboundRequest, OutboundResponse
from hanse.platform.outbound.errors import (
    OutboundBusy,
    OutboundFailed,
    OutboundPaused,
    OutboundRefused,
    OutboundTooLarge,
)
from hanse.platform.outbound.network import Resolver, system_resolver
from hanse.platform.outbound.policy import OutboundPolicy, Target, parse_target
from hanse.platform.outbound.transport import GuardedTransport, tls_context

__all__ = [
    "Breakers",
    "GuardedClient",
    "GuardedTransport",
    "OutboundBusy",
    "OutboundFailed",
    "OutboundPaused",
    "OutboundPolicy",
    "OutboundRefused",
    "OutboundRequest",
    "OutboundResponse",
    "OutboundTooLarge",
    "Resolver",
    "Target",
    "is_public",
    "parse_target",
    "system_resolver",
    "tls_context",
]
