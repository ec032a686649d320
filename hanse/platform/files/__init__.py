"""Uploaded and generated files: what is let in, where the bytes live, and the short-lived links to them.

Not here: who may see a file (the domains), and reading CSV or XLSX content.
"""

from hanse.platform.files.errors import (
    FileBeingChecked,
    FileNotSafe,
    FileRefused,
    FilesUnavailable,
    FileTooLarge,
    FileTypeRefused,
    RangeNotSatisfiable,
)
from hanse.platform.files.images import WIDTHS, resize_image
from hanse.platform.files.kinds import DOCUMENT, EXPORT, IMAGE, IMPORT, FilePurpose, ScanState, StoredFile, Upload
from hanse.platform.files.links import FileLink, FileLinks, download_headers
from hanse.platform.files.opening import FilesUrlInvalid, open_file_store
from hanse.platform.files.ranges import ByteRange, parse_range
from hanse.platform.files.records import FileRecord, files_of, find_file, forget_file, keep_file, link_to
from hanse.platform.files.scanner import ScannerUnavailable, VirusScanner
from hanse.platform.files.scanning import require_clean
from hanse.platform.files.store import FileStore, OpenFile

__all__ = [
    "DOCUMENT",
    "EXPORT",
    "IMAGE",
    "IMPORT",
    "WIDTHS",
    "ByteRange",
    "FileBeingChecked",
    "FileLink",
    "FileLinks",
    "FileNotSafe",
    "FilePurpose",
    "FileRecord",
    "FileRefused",
    "FileStore",
    "FileTooLarge",
    "FileTypeRefused",
    "FilesUnavailable",
    "FilesUrlInvalid",
    "OpenFile",
    "RangeNotSatisfiable",
    "ScanState",
    "ScannerUnavailable",
    "StoredFile",
    "Upload",
    "VirusScanner",
    "download_headers",
    "files_of",
    "find_file",
    "forget_file",
    "keep_file",
    "link_to",
    "open_file_store",
    "parse_range",
    "require_clean",
    "resize_image",
]
