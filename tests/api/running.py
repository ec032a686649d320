"""An installation of its own that runs beside a test that is not asynchronous, such as one that explores by chance."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from hanse.platform.db.provision import DatabaseUrls
from hanse.testing.installation import Installation, open_installation

T = TypeVar("T")
PATIENCE = 60.0


class Beside:
    """Runs coroutines on the installation's own loop, in its own thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, installation: Installation) -> None:
        self._loop = loop
        self.installation = installation

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for one coroutine."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)


@contextmanager
def running_beside(urls: DatabaseUrls, folder: Path) -> Iterator[Beside]:
    """Open an installation in a thread; closed with the context."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opened = open_installation(urls, folder)
    try:
        installation = asyncio.run_coroutine_threadsafe(opened.__aenter__(), loop).result(PATIENCE)
        try:
            yield Beside(loop, installation)
        finally:
            asyncio.run_coroutine_threadsafe(opened.__aexit__(None, None, None), loop).result(PATIENCE)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()
