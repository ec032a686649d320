"""Papers as outsiders get them: made by a job, read by whom they concern, the same bytes for the same data."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from hanse.domains.access.types import OrganizationId
from hanse.domains.documents.api import make_document, render_document
from hanse.domains.documents.types import MakeDocument
from hanse.domains.tenants.api import update_branding, upload_logo
from hanse.domains.tenants.types import UpdateBranding
from hanse.kit.errors import Invalid
from hanse.testing.installation import Business, names
from tests.domains.documents.papers import ask, paper

HOSTILE = (
    '#panic("no") #import "/etc/passwd" $x$ *a* _b_ <lab> @ref `raw` // \\ #{while true {}} "quoted" </script> ﷽ 😀'
)


async def place(business: Business, **body: object) -> str:
    made = await business.owner.post("/v1/organizations", {"name": "North", "is_active": True, **body})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def test_a_paper_is_made_and_read(business: Business) -> None:
    north = await place(business)
    buyer = await business.join("buyer", OrganizationId.parse(north))
    identity = await ask(business, north)
    waiting = (await buyer.get(f"/v1/documents/{identity}")).json()
    assert (waiting["status"], waiting["link"]) == ("waiting", None)
    await business.installation.drain()
    found = (await buyer.get("/v1/documents", params={"subject_kind": "quote", "subject_id": "quo_1"})).json()
    assert names(found["items"], "id") == [str(identity)]
    ready = found["items"][0]
    assert (ready["status"], ready["page_count"], ready["file_name"]) == ("ready", 1, "Quotation Q-2026-00417.pdf")
    file = await business.installation.visitor().get(ready["link"])
    assert file.status_code == 200
    assert file.headers["content-type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")
    assert len(file.content) == ready["size"]


async def test_papers_concern_an_organization_and_internal_ones_only_staff(business: Business) -> None:
    north, south = await place(business), await place(business, name="South")
    boss = await business.join("company_admin", OrganizationId.parse(north))
    shown, foreign = await ask(business, north), await ask(business, south)
    internal, without = await ask(business, north, is_internal=True), await ask(business)
    listed = (await boss.get("/v1/documents")).json()["items"]
    assert names(listed, "id") == [str(shown)]
    for hidden in (foreign, internal, without):
        assert (await boss.get(f"/v1/documents/{hidden}")).status_code == 404
    viewer = await business.join("viewer")
    assert len((await viewer.get("/v1/documents")).json()["items"]) == 4
    assert (await viewer.get(f"/v1/documents/{internal}")).status_code == 200
    below = await place(business, name="Below", parent_id=north)
    lower = await ask(business, below)
    assert names((await boss.get("/v1/documents")).json()["items"], "id") == [str(lower), str(shown)]


async def test_documents_come_in_pages(business: Business) -> None:
    made = [str(await ask(business)) for _ in range(5)]
    first = (await business.owner.get("/v1/documents", params={"limit": 3})).json()
    rest = (await business.owner.get("/v1/documents", params={"limit": 3, "cursor": first["next"]})).json()
    assert names([*first["items"], *rest["items"]], "id") == made[::-1]
    assert rest["next"] is None


async def test_the_same_data_gives_the_same_bytes(business: Business) -> None:
    wanted = MakeDocument(
        kind="Quote", subject_kind="quote", subject_id="quo_1", title="x", template="quote", data=paper(120)
    )
    hashes = set()
    for _ in range(2):
        async with business.open() as ctx:
            hashes.add(hashlib.sha256(await render_document(ctx, wanted)).hexdigest())
    assert len(hashes) == 1


async def test_a_paper_carries_the_face_of_the_business(business: Business) -> None:
    plain = await printed(business)
    buffer = io.BytesIO()
    Image.new("RGBA", (320, 96), (200, 20, 40, 255)).save(buffer, "PNG")
    async with business.open() as ctx:
        key = await upload_logo(ctx, "logo.png", "image/png", buffer.getvalue())
        await update_branding(ctx, UpdateBranding(accent="#0b6e4f", logo_key=key))
    faced = await printed(business)
    assert faced.count(b"/Subtype /Image") + faced.count(b"/Subtype/Image") > 0
    assert plain.count(b"/Subtype /Image") + plain.count(b"/Subtype/Image") == 0


async def printed(business: Business) -> bytes:
    """The PDF of a new paper, made by its job."""
    identity = await ask(business)
    await business.installation.drain()
    link = (await business.owner.get(f"/v1/documents/{identity}")).json()["link"]
    return (await business.owner.get(link)).content


async def test_hostile_text_is_printed_and_never_read(business: Business) -> None:
    data = paper(
        title=HOSTILE,
        number=HOSTILE,
        notes=HOSTILE,
        terms=HOSTILE,
        intro=HOSTILE,
        notice=HOSTILE,
        footer=[HOSTILE],
        seller={"label": HOSTILE, "lines": [HOSTILE]},
    )
    data["lines"] = [{"cells": [HOSTILE, HOSTILE, HOSTILE], "note": HOSTILE}]
    data["columns"][0]["label"] = HOSTILE
    identity = await ask(business, data=data)
    await business.installation.drain()
    made = (await business.owner.get(f"/v1/documents/{identity}")).json()
    assert made["status"] == "ready", made["problem"]


async def test_a_thousand_lines_make_one_paper(business: Business) -> None:
    identity = await ask(business, data=paper(1_000))
    await business.installation.drain()
    made = (await business.owner.get(f"/v1/documents/{identity}")).json()
    assert made["status"] == "ready"
    assert made["page_count"] > 10


async def test_data_of_another_shape_is_refused_before_anything_is_kept(business: Business) -> None:
    for wrong in (
        paper(locale="#panic()"),
        paper(lines=[{"cells": ["one"]}]),
        paper(surprise="x"),
        paper(lines=[{"cells": "x"}]),
    ):
        with pytest.raises(Invalid):
            await ask(business, data=wrong)
    async with business.open() as ctx:
        with pytest.raises(LookupError):
            await make_document(
                ctx,
                MakeDocument(kind="x", subject_kind="x", subject_id="x", title="x", template="../x", data=paper()),
            )
    assert (await business.owner.get("/v1/documents")).json()["items"] == []
