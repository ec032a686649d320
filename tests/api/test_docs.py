"""The documentation people read: complete, true, small enough, and every address in it leads somewhere."""

from __future__ import annotations

import ast
import gzip
import json
import re
import shlex

import pytest

from hanse.app import build_registry
from hanse.client import Hanse
from hanse.platform.commands import operation_of
from hanse.platform.http.openapi import build_document
from hanse.platform.http.reference import Reference
from hanse.testing.installation import Business, Installation
from tests.every import for_each

REGISTRY = build_registry()
REFERENCE = Reference(build_document(REGISTRY, "https://hanse.example.com"))
OPERATIONS = {
    operation.name: (group.name, operation)
    for group in REFERENCE.groups.values()
    for _, operations in group.nouns
    for operation in operations
}
CLIENT = Hanse("http://x")
PLACES = ["/docs", "/docs/errors", *(f"/docs/api/{name}" for name in REFERENCE.groups)]


def test_every_operation_is_in_the_reference() -> None:
    offered = {operation_of(route.operation).name for route in REGISTRY.routes if not route.hidden}
    assert set(OPERATIONS) == offered


@for_each(sorted(OPERATIONS))
def test_examples_can_be_copied(name: str) -> None:
    """curl's words are as the shell reads them; the Python call names a method and arguments it takes."""
    _, operation = OPERATIONS[name]
    words = shlex.split(operation.curl.replace("\\\n", " "))
    assert words[0] == "curl"
    assert any(word.startswith("https://hanse.example.com/v1/") for word in words)
    assert "{" not in next(word for word in words if word.startswith("https://"))
    if "-d" in words:
        json.loads(words[words.index("-d") + 1])
    call = ast.parse(operation.python, mode="eval").body
    assert isinstance(call, ast.Call)
    noun, method = ast.unparse(call.func).removeprefix("hanse.").split(".")
    assert callable(getattr(getattr(CLIENT, noun), method))


@pytest.mark.parametrize("path", PLACES)
async def test_a_page_is_for_everybody_and_not_too_large(installation: Installation, path: str) -> None:
    answer = await installation.visitor().page(path)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) < 60_000
    assert "None" not in re.sub(r"<[^>]+>", " ", answer.text)


async def test_every_address_leads_somewhere(installation: Installation) -> None:
    """Links between the pages, with their anchors; and the documentation each problem names."""
    visitor = installation.visitor()
    pages = {path: (await visitor.page(path)).text for path in PLACES}
    anchors = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in pages.items()}
    for path, text in pages.items():
        assert len(re.findall(r'\bid="([^"]+)"', text)) == len(anchors[path]), f"{path}: an id stands twice"
        for target in re.findall(r'href="((?:/docs|#)[^"]*)"', text):
            page, _, anchor = target.partition("#")
            assert (page or path) in pages, f"{path} links {target}"
            assert not anchor or anchor in anchors[page or path], f"{path} links {target}"
    for _, operation in OPERATIONS.values():
        assert all(error["code"] in anchors["/docs/errors"] for error in operation.errors)
    refused = (await visitor.get("/v1/organizations")).json()["type"]
    assert refused.partition("#")[2] in anchors["/docs/errors"]


async def test_pages_say_what_an_operation_needs(installation: Installation) -> None:
    text = re.sub(r"<[^>]+>", " ", (await installation.visitor().page("/docs/api/organizations")).text)
    text = " ".join(text.split())
    assert "/v1/organizations/{organization_id}/suspend" in text
    assert "needs the right organization.suspend" in text
    assert "Why; kept in the audit trail. 1 to 500 characters." in text
    assert "organization_invalid_transition" in text


async def test_there_is_no_page_of_what_does_not_exist(installation: Installation, business: Business) -> None:
    for path in ("/docs/api/nothing", "/docs/api/%00", "/docs/api/../errors/x"):
        assert (await installation.visitor().page(path)).status_code == 404
    assert (await business.owner.page("/docs")).status_code == 200
