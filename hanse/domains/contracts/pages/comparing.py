"""Two states of a contract side by side, for both sides: terms, and the clauses word by word."""

from __future__ import annotations

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.rooms import frame
from hanse.domains.contracts.types import CompareContractVersions, ListContractVersions, ListRounds
from hanse.domains.organizations.types import Side
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, View


async def compare(ctx: Ctx, request: PageRequest) -> View:
    """Versions and what was handed over of them; the reader is shown those of their side."""
    base = await frame(ctx, request, "text")
    contract = base["contract"]
    left, right = _state(request.argument("left")), _state(request.argument("right"))
    query = CompareContractVersions(left=left[0], left_round=left[1], right=right[0], right_round=right[1])
    difference = await api.compare_versions(ctx, contract.id, query)
    versions = (await api.list_versions(ctx, contract.id, ListContractVersions(limit=100))).items
    rounds = (await api.list_rounds(ctx, contract.id, ListRounds(limit=100))).items
    words = {Side.SELLER: "to the partner", Side.BUYER: "by the partner"}
    if contract.side is Side.BUYER:
        words = {Side.SELLER: "by the seller", Side.BUYER: "by you"}
    states = []
    for one in versions:
        states.append(Option(str(one.number), f"Version {one.number}"))
        for handed in rounds:
            if handed.version_number == one.number:
                label = f"Version {one.number}, handed over {handed.number} ({words[handed.side]})"
                states.append(Option(f"{one.number}.{handed.number}", label))
    return View(
        "contracts/compare.html",
        {
            **base,
            "difference": difference,
            "states": states,
            "text_at": f"{base['root']}/text" if contract.side is Side.SELLER else base["root"],
            "left": _name(difference.left, difference.left_round),
            "right": _name(difference.right, difference.right_round),
        },
    )


def _state(text: str) -> tuple[int | None, int | None]:
    """`2` is a version, `2.1` what was handed over first of it. Raises NotFound."""
    if not text:
        return None, None
    number, _, handed = text.partition(".")
    if not number.isdecimal() or (handed and not handed.isdecimal()) or len(text) > 13:
        raise NotFound()
    found = int(number), int(handed) if handed else None
    if not 1 <= found[0] <= 1_000_000 or (found[1] is not None and not 1 <= found[1] <= 1_000_000):
        raise NotFound()
    return found


def _name(number: int, handed: int | None) -> str:
    return f"{number}.{handed}" if handed else str(number)
