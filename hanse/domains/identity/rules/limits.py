"""How often what may be tried. The narrowest comes first; the counting is platform/limits."""

from __future__ import annotations

import hashlib
from typing import Final

from hanse.platform.limits import Limit

MINUTE: Final = 60
HOUR: Final = 3_600

LOG_IN_PAIR: Final = Limit(10, 15 * MINUTE)  # one account from one address
LOG_IN_ADDRESS: Final = Limit(60, 15 * MINUTE)  # any accounts from one address
LOG_IN_ACCOUNT: Final = Limit(100, 24 * HOUR)  # one account from anywhere: NIST SP 800-63B-4, section 3.2.2
SECOND_FACTOR: Final = Limit(10, 15 * MINUTE)
STEP_UP: Final = Limit(10, 15 * MINUTE)
MAIL_ADDRESS: Final = Limit(20, HOUR)  # mails asked for from one address
MAIL_ACCOUNT: Final = Limit(5, HOUR)  # mails to one recipient
LINK: Final = Limit(60, HOUR)  # links of mails tried from one address
PASSKEY: Final = Limit(60, 15 * MINUTE)  # challenges asked for from one address

CHALLENGE_TRIES: Final = 5  # codes one second-factor challenge takes


def key_of(text: str) -> str:
    """A name for a counter that does not carry the e-mail address itself."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
