"""What can be wrong with a file, each with a sentence that says what to do instead."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Forbidden, HanseError, Invalid, PayloadTooLarge, Unavailable, UnsupportedMedia


class FileTooLarge(PayloadTooLarge):
    """The upload passed the size its purpose allows; reading stopped there."""

    code = "file_too_large"

    def __init__(self, most: int) -> None:
        super().__init__(f"This file is larger than the {readable_size(most)} that are accepted here")


class FileTypeRefused(UnsupportedMedia):
    """This kind of file is not accepted for this purpose."""

    code = "file_type_refused"
    title = "This kind of file is not accepted here"


class FileRefused(Invalid):
    """The content is not what the name says, is damaged, or would be dangerous to open."""

    code = "file_refused"
    title = "This file cannot be accepted"


class FileBeingChecked(Conflict):
    """Nobody gets the file before the virus scanner called it clean."""

    code = "file_being_checked"
    title = "This file is being checked for viruses; try again in a moment"


class FileNotSafe(Forbidden):
    """The virus scanner found something; nobody gets the file."""

    code = "file_not_safe"
    title = "The virus scanner refused this file; ask whoever sent it for another one"

    def __init__(self, finding: str) -> None:
        super().__init__(f"The virus scanner refused this file ({finding}); ask whoever sent it for another one")


class RangeNotSatisfiable(HanseError):
    """The requested part lies behind the end of the file."""

    status = 416
    code = "range_not_satisfiable"
    title = "The file is shorter than the part you asked for"


class FilesUnavailable(Unavailable):
    """The storage is full, away or misconfigured; nothing was kept. `reason` is for logs."""

    code = "files_unavailable"
    title = "Files cannot be stored or read at the moment; try again later"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


def readable_size(size: int) -> str:
    """Say a size the way people do."""
    for unit, name in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{size} bytes"
