"""What a check says. Data only."""

from __future__ import annotations

from typing import Literal

from hanse.kit.structs import Data

State = Literal["pass", "warn", "fail", "skip"]


class Check(Data, frozen=True, kw_only=True):
    """One thing that was looked at: what was found, and when it is not as it should be, what to do."""

    area: str
    name: str
    state: State
    found: str
    mend: str = ""


def good(area: str, name: str, found: str) -> Check:
    """As it should be."""
    return Check(area=area, name=name, state="pass", found=found)


def warn(area: str, name: str, found: str, mend: str) -> Check:
    """Hanse works, but somebody should look at it."""
    return Check(area=area, name=name, state="warn", found=found, mend=mend)


def fail(area: str, name: str, found: str, mend: str) -> Check:
    """Something does not work, or is not safe."""
    return Check(area=area, name=name, state="fail", found=found, mend=mend)


def skip(area: str, name: str, why: str) -> Check:
    """Not looked at."""
    return Check(area=area, name=name, state="skip", found=why)
