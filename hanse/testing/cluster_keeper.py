"""Owns the life of the shared test database server: a process that ends it when its last user is gone.

Must not be here: what tests do with it (`database.py`).
"""

import fcntl
import json
import os
import shutil
import signal
import sys
from pathlib import Path

from hanse.platform.supervisor import EmbeddedPostgres, SupervisorError, arrange_places, find_binaries


def keep(folder: Path) -> None:
    """Run a server in `folder` until nobody holds the shared lock of `folder/users`, then delete it all.

    A lock ends with its holder in every way a process can end, so nothing is left behind by killed tests.
    """
    # Ctrl-C belongs to the tests; the keeper leaves when they have.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open(folder / "users", "rb") as users:
        server = EmbeddedPostgres(arrange_places(folder, find_binaries()), durable=False, connections=200)
        try:
            server.begin()
            server.wait()
            _announce(folder, {"admin_url": server.superuser_url()})
            fcntl.flock(users, fcntl.LOCK_EX)
        except SupervisorError as problem:
            _announce(folder, {"problem": str(problem)})
            fcntl.flock(users, fcntl.LOCK_EX)
        finally:
            server.stop()
            shutil.rmtree(folder)


def _announce(folder: Path, what: dict[str, str]) -> None:
    beside = folder / f"ready.{os.getpid()}"
    beside.touch(mode=0o600)
    beside.write_text(json.dumps(what), "utf-8")
    os.replace(beside, folder / "ready.json")


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
