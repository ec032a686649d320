"""Owns generated secrets on disk: one file per secret, mode 0600, in a folder of mode 0700.

Must not be here: what a secret is used for.
"""

import os
import secrets
import stat
from pathlib import Path

from hanse.kit.errors import ExplainedError

_BYTES = 32


class SecretFileError(ExplainedError):
    """A secret cannot be read or kept safely; the message is one sentence that says what to change."""


def read_or_create_secret(folder: Path, name: str, *, create: bool = True) -> str:
    """The secret kept in `folder/name`; made on first use with 256 random bits.

    Safe when several processes ask at once: all get the same secret. Without `create` a missing
    secret is an empty text.

    Raises: SecretFileError when the file cannot be read or written, or others may read it.
    """
    path = folder / name
    try:
        found = _read(path)
        if found is None and create:
            _write_once(folder, path, secrets.token_urlsafe(_BYTES))
            found = _read(path)
    except OSError as problem:
        raise SecretFileError(
            f"The secret file {path} cannot be used ({problem.strerror}): make {folder} writable for this user, or "
            "set HANSE_DATA_DIR to a folder that is."
        ) from problem
    return found or ""


def replace_secret(folder: Path, name: str, value: str) -> None:
    """Keep `value` as the secret `folder/name`, atomically, instead of what was there.

    Raises: OSError when the folder cannot be written.
    """
    _private_folder(folder)
    beside = _beside(folder / name, value)
    os.replace(beside, folder / name)


def _read(path: Path) -> str | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, encoding="utf-8") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise SecretFileError(f"Others may read the secret file {path}: run `chmod 600 {path}`.")
        value = file.read().strip()
    if not value:
        raise SecretFileError(f"The secret file {path} is empty: restore it from a backup, or delete it.")
    return value


def _write_once(folder: Path, path: Path, value: str) -> None:
    _private_folder(folder)
    beside = _beside(path, value)
    try:
        # A hard link fails when the name exists: whoever is first wins, and nobody sees half a file.
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink(missing_ok=True)


def _private_folder(folder: Path) -> None:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _beside(path: Path, value: str) -> Path:
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(value + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        # A full disk leaves no half secret behind.
        beside.unlink()
        raise
    return beside
