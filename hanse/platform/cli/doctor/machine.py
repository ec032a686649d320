"""Looks at the machine: data folder, disk space, secrets, the port, and what answers there."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hanse.platform.cli.doctor.findings import Check, fail, good, skip, warn
from hanse.platform.cli.output import bytes_shown
from hanse.platform.settings import Settings

AREA = "Machine"
_GIB = 1024**3
_LITTLE_BYTES, _TOO_LITTLE_BYTES = 5 * _GIB, _GIB // 2
_ANSWER_SECONDS = 3.0


def check_machine(settings: Settings) -> Iterator[Check]:
    """Everything of this machine that needs neither database nor network."""
    yield from _data_folder(settings.data_dir)
    yield from _disk(settings)
    yield _secrets(settings)
    yield _port(settings)


def _data_folder(folder: Path) -> Iterator[Check]:
    if not folder.exists():
        yield skip(AREA, "Data folder", f"{folder} does not exist yet; the first start makes it")
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield fail(AREA, "Data folder", f"{folder} cannot be written by this user", f"chown {os.geteuid()} {folder}")
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o066:
        yield fail(AREA, "Data folder", f"others may read {folder} (mode {mode:o})", f"chmod go-rw {folder}")
        return
    yield good(AREA, "Data folder", f"{folder}, for its owner only")


def _disk(settings: Settings) -> Iterator[Check]:
    folder = next(parent for parent in (settings.data_dir, *settings.data_dir.parents) if parent.exists())
    usage = shutil.disk_usage(folder)
    found = f"{bytes_shown(usage.free)} of {bytes_shown(usage.total)} free below {folder}"
    mend = "Make room, or move HANSE_DATA_DIR to a larger disk; a full disk answers writes with 503"
    if usage.free < _TOO_LITTLE_BYTES:
        yield fail(AREA, "Disk space", found, mend)
    elif usage.free < _LITTLE_BYTES or usage.free < usage.total // 20:
        yield warn(AREA, "Disk space", found, mend)
    else:
        yield good(AREA, "Disk space", found)
    stats = os.statvfs(folder)
    if stats.f_files and stats.f_favail < stats.f_files // 100:
        yield warn(
            AREA, "Files left", f"{stats.f_favail} more files fit on the disk", "Delete files that are not needed"
        )


def _secrets(settings: Settings) -> Check:
    folder = settings.secrets_dir
    if not folder.exists():
        return skip(AREA, "Secrets", "none generated yet")
    loose = [path.name for path in folder.iterdir() if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if loose:
        return fail(AREA, "Secrets", f"others may read {', '.join(loose)}", f"chmod 600 {folder}/*")
    return good(AREA, "Secrets", f"{len(list(folder.iterdir()))} files in {folder}, for their owner only")


def _port(settings: Settings) -> Check:
    if settings.port == 0:
        return skip(AREA, "Web server", "the port is left to the system")
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "") else "::1" if settings.host == "::" else settings.host
    where = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    try:
        body = _readiness(host, settings.port)
    except (OSError, http.client.HTTPException) as problem:
        return _unanswered(settings, where, problem)
    except ValueError:
        body = None
    if not isinstance(body, dict) or "draining" not in body:
        return fail(AREA, "Web server", f"another program answers at {where}", "Stop it, or set HANSE_PORT")
    if body.get("status") != "ready":
        return fail(AREA, "Web server", f"answers at {where}, but is not ready", "Look at the database below")
    return good(AREA, "Web server", f"answers at {where}")


def _readiness(host: str, port: int) -> Any:
    """What Hanse answers on /readyz; another program may answer anything. Raises OSError, HTTPException, ValueError."""
    connection = http.client.HTTPConnection(host, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/readyz")
        return json.loads(connection.getresponse().read(4096))
    finally:
        connection.close()


def _unanswered(settings: Settings, where: str, problem: Exception) -> Check:
    """Nobody speaks HTTP there: is the port free to be used?"""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as refusal:
            found = f"{where} does not answer ({problem}), and its port cannot be used ({refusal.strerror})"
            return fail(AREA, "Web server", found, "Stop the program that holds the port, or set HANSE_PORT")
    return warn(AREA, "Web server", f"not running; {where} is free", "Start it with `hanse up`")
