from __future__ import annotations

import copy
import pickle
import re
import time
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.kit.ids import Id, decode_uuid, encode_uuid, uuid7, uuid7s
from tests.kit.properties import at_length


class ShipId(Id, prefix="idtestship"):
    pass


class PortId(Id, prefix="idtest_port"):
    pass


@given(st.uuids())
@at_length
def test_ids_read_back_and_sort_as_their_uuids(uuid: UUID) -> None:
    text = str(ShipId(uuid))
    assert re.fullmatch("idtestship_[0-7][0-9a-hjkmnp-tv-z]{25}", text)
    assert ShipId.parse(text) == ShipId(uuid)
    assert decode_uuid(encode_uuid(uuid)) == uuid


@given(st.uuids(), st.uuids())
@at_length
def test_the_text_sorts_like_the_uuid(one: UUID, other: UUID) -> None:
    assert (encode_uuid(one) < encode_uuid(other)) == (one < other) == (ShipId(one) < ShipId(other))


def test_a_prefix_may_hold_an_underscore() -> None:
    port = PortId.new()
    assert PortId.parse(str(port)) == port


GOOD = str(ShipId(UUID(int=2**128 - 1)))


@pytest.mark.parametrize(
    "text",
    [
        "", "_", "idtestship", "idtestship_", GOOD[:-1], GOOD + "0", GOOD.upper(), " " + GOOD, GOOD + "\n",
        GOOD.replace("_", "-"), GOOD.replace("idtestship", "idtestport"), GOOD.replace("idtestship", ""),
        "idtestship_8" + "0" * 25, "idtestship_" + "i" * 26, "idtestship_" + "u" * 26, "idtestship_" + "\u0660" * 26,
        "x" * 100_000, str(PortId(UUID(int=7))), "01890a5d-ac96-774b-bcce-b302099a8057",
    ],
)  # fmt: skip
def test_only_the_exact_spelling_is_an_id(text: str) -> None:
    with pytest.raises(ValueError, match="id"):
        ShipId.parse(text)


def test_ids_of_different_kinds_are_never_equal() -> None:
    uuid = uuid7()
    assert ShipId(uuid) != PortId(uuid)
    assert ShipId(uuid) != uuid
    assert ShipId(uuid) != str(ShipId(uuid))
    assert len({ShipId(uuid), PortId(uuid), ShipId(uuid)}) == 2


def test_an_id_cannot_be_changed_and_copies_are_equal() -> None:
    ship = ShipId.new()
    with pytest.raises(AttributeError):
        ship.uuid = uuid7()
    assert pickle.loads(pickle.dumps(ship)) == copy.deepcopy(ship) == ship


def test_a_prefix_belongs_to_one_kind() -> None:
    with pytest.raises(TypeError, match="already belongs to ShipId"):
        type("OtherId", (Id,), {}, prefix="idtestship")


def test_new_uuids_are_version_7_unique_and_in_order_of_time() -> None:
    earliest = time.time_ns() // 1_000_000
    made = [uuid7() for _ in range(2_000)]
    latest = time.time_ns() // 1_000_000
    assert len(set(made)) == len(made)
    assert {uuid.version for uuid in made} == {7}
    assert {uuid.variant for uuid in made} == {"specified in RFC 4122"}
    stamps = [uuid.int >> 80 for uuid in made]
    assert stamps == sorted(stamps)
    assert [uuid.int >> 64 for uuid in made] == sorted(uuid.int >> 64 for uuid in made)
    assert earliest <= stamps[0] <= stamps[-1] <= latest


def test_the_schema_accepts_exactly_what_is_written() -> None:
    schema = ShipId.json_schema()
    assert re.search(schema["pattern"], str(ShipId.new()))
    assert re.search(schema["pattern"], schema["example"])
    assert ShipId.parse(schema["example"])


def test_many_ids_keep_their_order_and_are_of_their_kind() -> None:
    before = uuid7()
    made = uuid7s(5_000)
    assert made == sorted(made)
    assert len(set(made)) == 5_000
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {RFC_4122}
    assert before.int >> 64 <= made[0].int >> 64
    assert uuid7s(0) == []
