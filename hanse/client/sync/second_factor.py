"""What can be done with `second_factor`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.transport import Call, Transport


class SecondFactorOperations:
    """What can be done with `second_factor`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def demand(self, *, version: int, **data: Unpack[inputs.DemandSecondFactor]) -> models.SecondFactorDemand:
        """Set from which day on staff, and the people of partners, need a second factor; null ends the demand.

        From that day a log-in without one reaches nothing but its own account until one is set up; API keys go on.
        Whoever demands it has proven themselves that way, so that nobody shuts themselves out.

        Needs the right `second_factor.demand`.

        Refused with: `confirm_it_is_you`, `key_cannot`, `own_second_factor_first`, `invalid_input`.
        """
        call = Call(method="PUT", path="/v1/second-factor-demand", body=data, version=version)
        return self._transport.send(call, models.SecondFactorDemand)

    def get(self) -> models.SecondFactorDemand:
        """From which day the business demands a second factor of whom, and how many of its people have one.

        Needs the right `second_factor.view`.
        """
        call = Call(method="GET", path="/v1/second-factor-demand")
        return self._transport.send(call, models.SecondFactorDemand)
