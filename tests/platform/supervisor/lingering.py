"""Staying in one step of the start for as long as a test wants; used by the supervisor's small installation."""

import json
import os
import time


def linger(where: str) -> None:
    """Stay in one step of the start, when a test asks for it, after saying so."""
    if os.environ.get("HANSE_TEST_LINGER") == where:
        print(json.dumps({"port": 0, "lingers": where}), flush=True)
        time.sleep(60)
