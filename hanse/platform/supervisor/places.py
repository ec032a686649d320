"""Owns where the embedded database lives on disk: its folder, its socket folder, its programs.

Must not be here: starting anything.
"""

import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path

import msgspec

from hanse.platform.supervisor.binaries import Binaries
from hanse.platform.supervisor.errors import SupervisorError
from hanse.platform.supervisor.service_user import (
    NAME,
    Account,
    account_of_owner,
    current_account,
    database_account,
    may_enter,
    may_read_tree,
)

# Where things go that the service user cannot reach where they are, such as below /root.
SHARED_ROOT = Path("/var/lib/hanse")
# sockaddr_un holds 108 bytes with the closing zero; the longest socket name is ".s.PGSQL.65535".
SOCKET_FOLDER_MAX = 107 - len("/.s.PGSQL.65535")


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """Where one embedded database lives, and who runs it."""

    data_dir: Path
    base: Path
    sockets: Path
    binaries: Binaries
    account: Account

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data folder."""
        return self.base / "postgres"

    @property
    def lock(self) -> Path:
        """The file whose lock says that a supervisor looks after this database."""
        return self.base / "postgres.lock"

    @property
    def log(self) -> Path:
        """What PostgreSQL says."""
        return self.base / "postgres.log"


def arrange_places(data_dir: Path, binaries: Binaries) -> Places:
    """Decide where the database of `data_dir` lives, and make the folders with the right owners.

    Raises: SupervisorError when a folder cannot be made or reached.
    """
    data_dir = data_dir.absolute()
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        account = _account(data_dir)
        if account.switch:
            # The service user passes through; it may not list or read.
            os.chmod(data_dir, stat.S_IMODE(data_dir.stat().st_mode) & 0o700 | 0o011)
        base = _base(data_dir, account)
        return Places(
            data_dir=data_dir,
            base=base,
            sockets=_socket_folder(base, account),
            binaries=_reachable_binaries(binaries, account),
            account=account,
        )
    except OSError as problem:
        raise SupervisorError(
            f"The data folder {data_dir} cannot be used ({problem.strerror}: {problem.filename}): make it writable "
            "for this user, or set HANSE_DATA_DIR to a folder that is."
        ) from problem


def _account(data_dir: Path) -> Account:
    """Who runs the server: the owner of an existing database, else this user or root's service user."""
    cluster = data_dir / "postgres"
    try:
        owner = account_of_owner(cluster)
    except FileNotFoundError:
        return database_account()
    if os.geteuid() not in (0, owner.uid):
        raise SupervisorError(
            f"The database in {cluster} belongs to {owner.name}: start Hanse as {owner.name} or root, or set "
            "HANSE_DATA_DIR to another folder."
        )
    if owner.uid == 0:
        raise SupervisorError(
            f"The folder {cluster} belongs to root, as which PostgreSQL cannot run: give it to {NAME} with "
            f"`chown -R {NAME}: {cluster}`, or delete it when it holds nothing."
        )
    return owner if os.geteuid() == 0 else current_account()


def _base(data_dir: Path, account: Account) -> Path:
    link = data_dir / "postgres"
    if link.is_symlink():
        return link.resolve().parent
    if not account.switch or may_enter(data_dir, account):
        return data_dir
    base = SHARED_ROOT / secrets.token_hex(8)
    _make_shared_root()
    base.mkdir(mode=0o711)
    os.chmod(base, 0o711)
    link.symlink_to(base / "postgres")
    return base


def _make_shared_root() -> None:
    try:
        SHARED_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as problem:
        raise SupervisorError(
            f"The user {NAME} cannot reach the data folder, and {SHARED_ROOT} cannot be made ({problem.strerror}): set "
            "HANSE_DATA_DIR to a folder every user may enter, or start Hanse as an ordinary user."
        ) from problem


def _socket_folder(base: Path, account: Account) -> Path:
    folder = base / "run"
    if len(os.fsencode(folder)) <= SOCKET_FOLDER_MAX:
        _own_private_folder(folder, account)
        return folder
    digest = hashlib.sha256(os.fsencode(base)).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"hanse-{account.uid}-{digest}"
    if len(os.fsencode(short)) > SOCKET_FOLDER_MAX:
        short = Path("/tmp") / short.name
    _own_private_folder(short, account)
    return short


def _own_private_folder(folder: Path, account: Account) -> None:
    """Make a folder of mode 0700 for the account; refuse one that somebody else laid out there."""
    try:
        os.mkdir(folder, 0o700)
        if account.switch:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        found = os.lstat(folder)
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid:
            raise SupervisorError(
                f"{folder} belongs to somebody else: delete it, because Hanse keeps the database's socket there."
            ) from None
        os.chmod(folder, 0o700)


def _reachable_binaries(binaries: Binaries, account: Account) -> Binaries:
    if not account.switch or may_read_tree(binaries.root, account):
        return binaries
    copy = SHARED_ROOT / f"postgresql-{binaries.fingerprint}"
    if not copy.is_dir():
        _make_shared_root()
        beside = SHARED_ROOT / f".{copy.name}.{secrets.token_hex(4)}"
        _copy_programs(binaries, beside)
        try:
            os.rename(beside, copy)
        except OSError:
            # Another start put its copy there first.
            shutil.rmtree(beside)
            if not copy.is_dir():
                raise
    return Binaries(copy / binaries.root.parent.name / binaries.root.name)


def _copy_programs(binaries: Binaries, target: Path) -> None:
    """Copy the programs in the package's own layout: they find their libraries beside it by relative path."""
    package = binaries.root.parent
    target.mkdir(mode=0o755)
    (target / package.name).mkdir(mode=0o755)
    shutil.copytree(
        binaries.root,
        target / package.name / binaries.root.name,
        ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig"),
    )
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    for folder in (target, target / package.name):
        os.chmod(folder, 0o755)
