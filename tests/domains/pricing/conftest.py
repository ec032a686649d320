"""A shop for every test."""

from __future__ import annotations

import pytest_asyncio

from hanse.testing.installation import Business
from tests.domains.pricing.shop import Shop, open_shop


@pytest_asyncio.fixture
async def shop(business: Business) -> Shop:
    return await open_shop(business)
