"""What the attacks share: a visitor's form token, and pages read as a browser reads them. No assertions about Hanse."""

from __future__ import annotations

import re

from hanse.testing.installation import Client

_TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')


async def csrf_of(client: Client, path: str) -> str:
    """The token of the forms on a page."""
    page = await client.page(path)
    found = _TOKEN.search(page.text)
    if found is None:
        raise LookupError(f"{path} answered {page.status_code} and has no form")
    return found.group(1)
