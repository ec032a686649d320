"""Owns answering connections that arrive while Hanse stops: a clean 503 instead of a broken connection.

Must not be here: requests that were accepted before; their web process finishes them.
"""

import contextlib
import socket
import time
from types import TracebackType
from typing import Self

_ANSWER = (
    b"HTTP/1.1 503 Service Unavailable\r\n"
    b"Content-Type: application/problem+json\r\n"
    b"Retry-After: 2\r\n"
    b"Connection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s"
)
_BODY = (
    b'{"type":"about:blank","title":"Service unavailable","status":503,"code":"stopping",'
    b'"detail":"Hanse is restarting. Try again in a few seconds."}'
)
_LINGER_SECONDS = 1.0
_OPEN_MAX = 256


class Farewell:
    """Answers on the listening socket once the web processes have left it; closes it at the end.

    It takes no connection before `after` seconds, the time the web processes need to leave.
    """

    def __init__(self, listener: socket.socket | None, *, after: float) -> None:
        self._listener = listener
        self._begin = time.monotonic() + after
        self._open: dict[int, tuple[socket.socket, float]] = {}

    def __enter__(self) -> Self:
        if self._listener is not None:
            self._listener.setblocking(False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._listener is not None:
            self.answer([self._listener.fileno()])
            self._listener.close()
        for connection, _ in self._open.values():
            connection.close()

    def filenos(self) -> list[int]:
        """The descriptors to wait for."""
        if self._listener is None or time.monotonic() < self._begin:
            return []
        return [self._listener.fileno(), *self._open]

    def answer(self, readable: list[int]) -> None:
        """Accept and answer what waits, and close what has been read to its end."""
        if self._listener is not None and self._listener.fileno() in readable:
            self._accept()
        now = time.monotonic()
        for number, (connection, since) in list(self._open.items()):
            if now - since > _LINGER_SECONDS or (number in readable and not _more(connection)):
                connection.close()
                del self._open[number]

    def _accept(self) -> None:
        assert self._listener is not None
        while len(self._open) < _OPEN_MAX:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError):
                connection.setblocking(False)
                connection.send(_ANSWER % (len(_BODY), _BODY))
                # Reading on until the client closes keeps a reset from destroying the answer.
                connection.shutdown(socket.SHUT_WR)
            self._open[connection.fileno()] = (connection, time.monotonic())


def _more(connection: socket.socket) -> bool:
    try:
        return bool(connection.recv(65536))
    except BlockingIOError:
        return True
    except OSError:
        return False
