from __future__ import annotations

from typing import ClassVar

import pytest

from hanse.kit.events import Event
from hanse.kit.structs import from_json, to_json


class ShipSailed(Event, frozen=True, kw_only=True):
    name: ClassVar[str] = "ship.sailed"
    version: ClassVar[int] = 2

    ship: str


def test_an_event_has_a_versioned_name_on_the_wire() -> None:
    assert ShipSailed.wire_name() == "ship.sailed.v2"


def test_an_event_is_a_frozen_fact_that_reads_back() -> None:
    event = ShipSailed(ship="Adler")
    assert from_json(to_json(event), ShipSailed) == event
    with pytest.raises(AttributeError):
        event.ship = "Bär"  # type: ignore[misc]


def test_later_versions_of_a_program_may_add_fields() -> None:
    # Stored events outlive the code that wrote them.
    assert from_json(b'{"ship": "Adler", "port": "Visby"}', ShipSailed) == ShipSailed(ship="Adler")
