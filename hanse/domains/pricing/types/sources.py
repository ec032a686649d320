"""What published a price list, as traces and lists name it. Data only."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from hanse.kit.structs import Data


class PriceSource(Data, frozen=True, kw_only=True):
    """What a list was published from, in words; the clause is the one an entry stands in."""

    kind: Annotated[str, Meta(description="What published it, such as contract")]
    id: Annotated[str, Meta(description="The id of what published it")]
    label: Annotated[str, Meta(description="Its number and version")]
    clause: Annotated[str, Meta(description="The clause that agrees this price; empty when there is none")] = ""
