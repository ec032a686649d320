"""Opens the storage that the settings name: a folder of this machine, or an S3-compatible bucket."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from obstore.store import LocalStore, S3Store

from hanse.kit.clock import Clock
from hanse.kit.errors import HanseError
from hanse.platform.files.store import FileStore


class FilesUrlInvalid(HanseError):
    """The setting for the file storage cannot be used; the start must stop."""

    code = "files_url_invalid"
    title = "The address of the file storage is not usable"


def open_file_store(url: str, clock: Clock, data_dir: Path) -> FileStore:
    """Open `file:///folder`, `s3://bucket/prefix`, or `data_dir/files` when `url` is empty.

    S3 takes `?region=…`, `endpoint=https://…` (another provider than AWS), `timeout=5` (seconds it may be silent), and
    `s3://key:secret@bucket`; without a key the usual AWS_… environment or the machine's role is used.

    Raises FilesUrlInvalid with a sentence that says what to change.
    """
    spool = data_dir / "tmp"
    parts = urlsplit(url)
    if not url:
        return _open_folder(data_dir / "files", clock, spool)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return _open_folder(Path(unquote(parts.path)), clock, spool)
    if parts.scheme == "s3" and parts.hostname:
        return _open_bucket(url, clock, spool)
    raise FilesUrlInvalid(
        "The address of the file storage looks like file:///var/lib/hanse/files or s3://bucket/prefix"
    )


def _open_folder(folder: Path, clock: Clock, spool: Path) -> FileStore:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FilesUrlInvalid(f"The folder {folder} for files cannot be made: {error.strerror}") from error
    return FileStore(LocalStore(folder), clock, spool=spool, root=folder)


def _open_bucket(url: str, clock: Clock, spool: Path) -> FileStore:
    parts = urlsplit(url)
    options = parse_qs(parts.query)
    silence = options.get("timeout", ["5"])[0]
    if set(options) - {"region", "endpoint", "timeout"} or not re.fullmatch(r"[1-9][0-9]?", silence):
        raise FilesUrlInvalid(
            "The address of the file storage knows region, endpoint and timeout (1 to 99 seconds) only"
        )
    endpoint = options.get("endpoint", [""])[0]
    if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
        raise FilesUrlInvalid("The endpoint of the file storage starts with https:// (or http:// in a private network)")
    config: dict[str, str] = {"region": options.get("region", ["us-east-1"])[0]}
    if endpoint:
        config["endpoint"] = endpoint
    if parts.username:
        config["access_key_id"] = unquote(parts.username)
        config["secret_access_key"] = unquote(parts.password or "")
    bucket = S3Store(
        parts.netloc.rpartition("@")[2],
        prefix=unquote(parts.path.strip("/")) or None,
        config=config,  # type: ignore[arg-type]
        client_options={
            "allow_http": endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=3),
            "read_timeout": timedelta(seconds=int(silence)),
            "timeout": timedelta(hours=1),  # a large download by a slow reader is no failure
        },
        retry_config={"max_retries": 1, "retry_timeout": timedelta(seconds=30)},
    )
    return FileStore(bucket, clock, spool=spool)
