"""Owns the system account PostgreSQL runs as when Hanse itself runs as root (PostgreSQL refuses to).

Must not be here: where files live.
"""

import os
import pwd
import shutil
import signal
import stat
import subprocess
from pathlib import Path
from typing import Any

import msgspec

from hanse.platform.supervisor.errors import SupervisorError
from hanse.platform.supervisor.identity import end_with_parent

NAME = "hanse-postgres"


class Account(msgspec.Struct, frozen=True):
    """The user and group a database process runs as; `switch` is false when it is already ours."""

    uid: int
    gid: int
    name: str
    switch: bool


def current_account() -> Account:
    """The account this process runs as."""
    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        name = str(uid)
    return Account(uid, os.getegid(), name, switch=False)


def database_account() -> Account:
    """The account for PostgreSQL: this user, or the service user (created when missing) under root.

    Raises: SupervisorError when root may not create it.
    """
    if os.geteuid() != 0:
        return current_account()
    entry = _entry() or _create()
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, switch=True)


def account_of_owner(path: Path) -> Account:
    """The account that owns an existing database folder, for root to run PostgreSQL as."""
    found = path.stat()
    try:
        name = pwd.getpwuid(found.st_uid).pw_name
    except KeyError:
        name = str(found.st_uid)
    return Account(found.st_uid, found.st_gid, name, switch=True)


def spawn_options(account: Account, with_parent: signal.Signals) -> dict[str, Any]:
    """How `Popen` starts a program as the account, so that it gets a signal when this process dies."""
    options: dict[str, Any] = {
        "preexec_fn": end_with_parent(with_parent),
        # Out of the terminal's group: Ctrl-C must reach the supervisor only, which stops things in order.
        "start_new_session": True,
        "cwd": "/",
        "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
    }
    if account.switch:
        options |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    return options


def own(path: Path, account: Account) -> None:
    """Give a file or folder to the account."""
    if account.switch:
        os.chown(path, account.uid, account.gid)


def write_owned(path: Path, text: str, account: Account) -> None:
    """Write a new file of mode 0600 for the account, in place of an old one."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    own(path, account)


def may_enter(path: Path, account: Account) -> bool:
    """Whether the account may pass through every folder from the root down to `path`, `path` included."""
    return all(_has_bit(folder, account, 0o1) for folder in [*reversed(path.parents), path])


def may_read_tree(path: Path, account: Account) -> bool:
    """Whether the account may reach and read the folder `path` (its files are taken to be alike)."""
    return may_enter(path, account) and _has_bit(path, account, 0o5)


def _has_bit(folder: Path, account: Account, bits: int) -> bool:
    try:
        found = folder.stat()
    except OSError:
        return False
    mode = stat.S_IMODE(found.st_mode)
    if found.st_uid == account.uid:
        return (mode >> 6) & bits == bits
    if found.st_gid == account.gid:
        return (mode >> 3) & bits == bits
    return mode & bits == bits


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd:
    command = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    reason = "the program useradd is missing"
    if command:
        done = subprocess.run(
            [command, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
            capture_output=True,
            text=True,
            check=False,
        )
        reason = (done.stderr.strip().splitlines() or ["useradd failed"])[-1]
    # Another start may have made it at the same moment.
    entry = _entry()
    if entry is None:
        raise SupervisorError(
            f"PostgreSQL may not run as root and the user {NAME} could not be created ({reason}): run "
            f"`useradd --system {NAME}`, start Hanse as an ordinary user, or set DATABASE_URL."
        )
    return entry
