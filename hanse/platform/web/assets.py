"""The browser files as addresses and bytes: one content hash in the address, `@import` joined, gzip ready.

Every address is `/static/<hash>/<path>`, where the hash covers the whole folder: relative imports between modules and
from CSS to fonts then carry the hash by themselves, and every answer may be cached for ever. No HTTP here.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
import time
from pathlib import Path, PurePosixPath

import msgspec

PREFIX = "/static"
IMPORT = re.compile(r'@import\s+url\("([^"]+)"\)(?:\s+layer\(([\w-]+)\))?;')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
TEXT = frozenset({".js", ".css", ".svg", ".json", ".txt", ".map"})
HIDDEN = frozenset({"node_modules"})


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """One browser file, ready to send: `gzipped` is None where compression does not pay."""

    body: bytes
    gzipped: bytes | None
    content_type: str
    etag: str


class AssetMissing(LookupError):
    """No browser file has this path."""


class Assets:
    """The browser files under `root`. In development a changed file gives a new hash: files are looked at again when
    `rescan_seconds` are over, because looking takes longer than drawing a page."""

    def __init__(
        self, root: Path, *, development: bool = False, prefix: str = PREFIX, rescan_seconds: float = 0.0
    ) -> None:
        self._root = root.resolve()
        self._development = development
        self._rescan_seconds = rescan_seconds
        self._scanned = 0.0
        self._addresses: dict[str, str] = {}
        self._prefix = prefix
        self._cache: dict[str, Asset] = {}
        self._stamp: tuple[tuple[str, int, int], ...] = ()
        self._version = ""

    def _files(self) -> list[Path]:
        return sorted(
            path
            for path in self._root.rglob("*")
            if path.is_file()
            and not any(part.startswith(".") or part in HIDDEN for part in path.relative_to(self._root).parts)
        )

    @property
    def version(self) -> str:
        """The content hash of all browser files (12 hexadecimal digits)."""
        if self._version and (not self._development or time.monotonic() < self._scanned + self._rescan_seconds):
            return self._version
        self._scanned = time.monotonic()
        files = self._files()
        states = ((path, path.stat()) for path in files)
        stamp = tuple((str(path), state.st_mtime_ns, state.st_size) for path, state in states)
        if stamp != self._stamp or not self._version:
            digest = hashlib.sha256()
            for path in files:
                digest.update(f"{path.relative_to(self._root)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
            self._stamp, self._version = stamp, digest.hexdigest()[:12]
            self._cache.clear()
        self._addresses.clear()
        return self._version

    def url(self, path: str) -> str:
        """Give the address of a browser file. Raises AssetMissing for a file that does not exist."""
        version = self.version
        address = self._addresses.get(path)
        if address is None:
            if not self._locate(path).is_file():
                raise AssetMissing(f"static/{path} does not exist")
            address = self._addresses[path] = f"{self._prefix}/{version}/{path}"
        return address

    def is_current(self, version: str) -> bool:
        """Say whether an address with this hash may be cached for ever."""
        return version == self.version

    def _locate(self, path: str) -> Path:
        """A file has one address: other spellings (`css/./app.css`) would each be kept in memory."""
        plain = PurePosixPath(path)
        if "\0" not in path and ".." not in plain.parts and str(plain) == path:
            file = (self._root / plain).resolve()
            if file.is_relative_to(self._root):
                return file
        raise AssetMissing(f"static/{path} does not exist")

    def read(self, path: str) -> Asset:
        """Give a file's bytes, with `@import`s of CSS joined. Raises AssetMissing."""
        if self._development:
            _ = self.version  # forgets changed files
        asset = self._cache.get(path)
        if asset is None:
            asset = self._cache[path] = self._load(path)
        return asset

    def _load(self, path: str) -> Asset:
        file = self._locate(path)
        if not file.is_file() or any(
            part.startswith(".") or part in HIDDEN for part in file.relative_to(self._root).parts
        ):
            raise AssetMissing(f"static/{path} does not exist")
        body = join_css(file).encode() if file.suffix == ".css" else file.read_bytes()
        kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if file.suffix in TEXT:
            kind = f"{kind}; charset=utf-8"
        gzipped = gzip.compress(body, 9, mtime=0) if file.suffix in TEXT and len(body) > 600 else None
        return Asset(body=body, gzipped=gzipped, content_type=kind, etag=f'"{hashlib.sha256(body).hexdigest()[:20]}"')


def join_css(file: Path) -> str:
    """Read a style sheet with its imports in place, each wrapped in the layer it names, without remarks."""

    def include(match: re.Match[str]) -> str:
        text = join_css((file.parent / match.group(1)).resolve())
        return f"@layer {match.group(2)}{{{text}}}" if match.group(2) else text

    text = IMPORT.sub(include, COMMENT.sub("", file.read_text("utf-8")))
    return re.sub(r"\s*\n\s*", "\n", text).strip() + "\n"
