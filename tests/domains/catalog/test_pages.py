"""The pages of the catalogue, as a browser without scripts uses them."""

from __future__ import annotations

import re
from io import BytesIO

from PIL import Image

from hanse.testing.installation import Business, Person
from tests.domains.catalog.shop import category, made, make, partner, sell

LIST = "/admin/products"


async def text_of(person: Person, path: str, status: int = 200) -> str:
    """A page's markup."""
    answer = await person.page(path)
    assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:2000]}"
    return answer.text


async def send(person: Person, path: str, fields: dict[str, object], status: int = 303) -> str:
    """Where a form leads."""
    answer = await person.submit(path, dict(fields))
    assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:3000]}"
    return answer.headers.get("location", answer.text)


async def test_a_product_is_entered_changed_and_sold(business: Business) -> None:
    owner = business.owner
    place = await category(owner, "Bolts")
    colours = {"key": "colour", "label": "Colour", "kind": "multi_choice", "choices": ["Red", "Blue"]}
    await made(owner, "/v1/attributes", colours)
    await text_of(owner, f"{LIST}/new")
    fields = {"name": "Hex bolt", "sku": "HB-8", "stock_unit": "C62", "kind": "simple", "tax_class": "standard"}
    root = await send(owner, f"{LIST}/new", {**fields, "category_ids": place, "attributes.colour": ["Red", "Blue"]})
    again = await owner.submit(f"{LIST}/new", {**fields, "name": "Other"})
    assert (again.status_code, "HB-8 is taken" in again.text) == (409, True)
    page = await text_of(owner, root)
    for said in ("Hex bolt", "Draft", "HB-8", "Red, Blue", "Bolts", "Activate"):
        assert said in page, said
    await send(owner, f"{root}/activate", {})
    assert "Active" in await text_of(owner, root)
    edit = await text_of(owner, f"{root}/edit")
    version = re.search(r'name="_version" value="(\d+)"', edit)
    assert version
    change = {**fields, "name": "Hexagon bolt", "handle": "hex-bolt", "category_ids": "", "_version": version[1]}
    del change["sku"], change["stock_unit"]
    await send(owner, f"{root}/edit", {**change, "attributes.colour": "Red"})
    await send(owner, f"{root}/edit", change, 412)
    other = (await make(owner, "Loose nut", "LN-1"))["id"]
    await send(owner, f"{LIST}/bulk", {"selected": other, "verb": "activate"})
    assert (await owner.get(f"/v1/products/{other}")).json()["status"] == "active"
    listed = await text_of(owner, f"{LIST}?q=hexagon&status=active")
    assert "Hexagon bolt" in listed
    for part in ("variants", "media", "visibility", "activity"):
        await text_of(owner, f"{root}/{part}")


async def test_the_grid_and_the_form_of_variants(business: Business) -> None:
    owner = business.owner
    product = await make(owner, kind="bundle")
    nut = await sell(owner, "Nut", "N-1")
    root, one = f"{LIST}/{product['id']}", product["variants"][0]["id"]
    assert nut["variants"]
    await send(owner, f"{root}/variants", {f"{one}.sku": "HB-2", f"{one}.lead_time_days": "5", f"{one}.gtin": ""})
    wrong = await send(owner, f"{root}/variants", {f"{one}.gtin": "123"}, 422)
    assert "8, 12, 13 or 14 digits" in wrong
    await text_of(owner, f"{root}/variants/new")
    path = f"{root}/variants/{one}"
    await text_of(owner, path)
    fields = {
        "sku": "HB-2",
        "stock_unit": "C62",
        "is_stocked": "true",
        "weight": "0,5",
        "units.0.unit": "C62",
        "units.1.unit": "XBX",
        "units.1.holds": "50",
        "units.1.minimum": "2",
        "default_unit": "1",
        "components": "n-1 12\n",
        "_version": "2",
    }
    await send(owner, path, fields)
    variant = (await owner.get(f"/v1/products/{product['id']}")).json()["variants"][0]
    assert [unit["unit"] for unit in variant["units"] if unit["is_default"]] == ["XBX"]
    assert (variant["weight"]["value"], variant["components"][0]["quantity"]["value"]) == ("0.5", "12")
    assert "is not sold" in await send(owner, path, {**fields, "components": "gone 1", "_version": "3"}, 422)
    await send(owner, f"{path}/archive", {})
    await send(owner, f"{path}/restore", {})


async def test_options_are_written_as_lines(business: Business) -> None:
    owner = business.owner
    product = await make(owner, kind="configurable")
    path = f"{LIST}/{product['id']}/options"
    await text_of(owner, path)
    fields = {
        "option.0.label": "Width",
        "option.0.choices": "140 cm\n280 cm | 4,50 gbp | 5 EUR\n",
        "option.0.is_required": "true",
        "option.1.label": "Care",
        "option.1.choices": "Flame retardant | 12.5%",
        "rules": "Width = 140 cm excludes Care = flame Retardant",
        "_version": "1",
    }
    await send(owner, path, fields)
    page = await text_of(owner, path)
    assert "280 cm | 4.50 GBP | 5.00 EUR" in page or "280 cm | 4.5 GBP | 5 EUR" in page, page
    assert "12.5%" in page
    assert "Width = 140 cm excludes Care = Flame retardant" in page
    keys = {"option.0.key": "width", "option.1.key": "care"}
    await send(owner, path, {**fields, **keys, "option.0.label": "Breadth", "rules": "", "_version": "2"})
    saved = (await owner.get(f"/v1/products/{product['id']}/options")).json()
    assert [(one["key"], one["label"]) for one in saved["options"]] == [("width", "Breadth"), ("care", "Care")]
    fields["_version"] = "3"
    wrong = await send(owner, path, {**fields, "rules": "nonsense", "option.0.choices": "a | b"}, 422)
    assert "Line 1" in wrong


async def test_pictures_and_visibility(business: Business) -> None:
    owner = business.owner
    _, place = await partner(business)
    product = await make(owner)
    root = f"{LIST}/{product['id']}"
    with BytesIO() as out:
        Image.new("RGB", (900, 700), "navy").save(out, "PNG")
        picture = out.getvalue()
    options = {"headers": {"accept": "text/html", "origin": "http://hanse.test"}}
    answer = await owner.send(
        "POST",
        f"{root}/media",
        data={"csrf_token": owner.csrf, "kind": "image", "alt": "From the side"},
        files={"file": ("side.png", picture, "image/png")},
        **options,
    )
    assert answer.status_code == 303, answer.text
    await business.installation.drain()
    media = (await owner.get(f"/v1/products/{product['id']}/media")).json()["items"][0]
    assert (media["state"], media["alt"]) == ("ready", "From the side")
    assert (await owner.get(media["thumbnail"])).headers["content-type"] == "image/webp"
    assert "From the side" in await text_of(owner, f"{root}/media")
    await send(owner, f"{root}/media/{media['id']}", {"alt": "Seen from above", "position": "2"})
    refused = await owner.send(
        "POST",
        f"{root}/media",
        data={"csrf_token": owner.csrf, "kind": "image"},
        files={"file": ("bad.png", b"<svg onload=alert(1)>", "image/png")},
        **options,
    )
    assert refused.status_code in (415, 422)
    await send(owner, f"{root}/media/{media['id']}/delete", {})
    await send(owner, f"{root}/visibility", {"audience": "organization", "organization_id": place})
    assert "Dock Works" in await text_of(owner, f"{root}/visibility")
    await send(owner, f"{root}/visibility", {"audience": "organization", "organization_id": place}, 409)
    assigned = (await owner.get("/v1/catalogue-assignments")).json()["items"][0]["id"]
    await send(owner, f"{LIST}/assignments/{assigned}/delete", {"next": f"{root}/visibility"})


async def test_categories_and_attributes(business: Business) -> None:
    owner = business.owner
    await send(owner, "/admin/categories/new", {"name": "Metal", "parent_id": "", "position": "0"})
    metal = (await owner.get("/v1/categories")).json()["items"][0]["id"]
    await send(owner, "/admin/categories/new", {"name": "Bolts", "parent_id": metal, "position": "0"})
    tree = await text_of(owner, "/admin/categories")
    assert "Metal" in tree
    assert "Bolts" in tree
    await text_of(owner, f"/admin/categories/{metal}")
    await send(owner, f"/admin/categories/{metal}/visibility", {"audience": "group", "price_group": "Workshops"})
    assert "Price group Workshops" in await text_of(owner, f"/admin/categories/{metal}")
    assert "categories below" in await text_of(owner, await send(owner, f"/admin/categories/{metal}/delete", {}))
    fields = {"label": "Colour", "key": "colour", "kind": "choice", "choices": "Red\nBlue\n", "position": "0"}
    await send(owner, "/admin/attributes/new", fields)
    await send(owner, "/admin/attributes/new", fields, 409)
    attribute = (await owner.get("/v1/attributes")).json()["items"][0]
    assert attribute["choices"] == ["Red", "Blue"]
    await text_of(owner, f"/admin/attributes/{attribute['id']}")
    await send(owner, "/admin/attributes/sets/new", {"name": "Fixings", "required": attribute["id"]})
    assert "Fixings" in await text_of(owner, "/admin/attributes")


async def test_the_import_wizard(business: Business) -> None:
    owner = business.owner
    await text_of(owner, f"{LIST}/import")
    answer = await owner.send(
        "POST",
        f"{LIST}/import",
        data={"csrf_token": owner.csrf},
        files={"file": ("p.csv", b"SKU;Name;Gewicht\nA-1;Anchor;1,5\nA-2;;x\n", "text/csv")},
        headers={"accept": "text/html", "origin": "http://hanse.test"},
    )
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    assert "Gewicht" in await text_of(owner, path)
    columns = {"column.0": "sku", "column.1": "name", "column.2": "weight", "decimal_style": "comma"}
    await send(owner, f"{path}/mapping", {**columns, "is_activating": "true", "_version": "1"})
    await business.installation.drain()
    checked = await text_of(owner, path)
    assert "Would be created" in checked
    version = re.search(r'name="_version" value="(\d+)"', checked)
    assert version
    await send(owner, f"{path}/run", {"_version": version[1]})
    assert "import-progress" in await text_of(owner, f"{path}?poll=1")
    await business.installation.drain()
    assert "Show the products" in await text_of(owner, path)
    assert "is not a number" in (await owner.get(f"{path}/problems.csv")).text
    page = await send(owner, f"{LIST}/export?format=csv", {})
    await text_of(owner, page)
    await business.installation.drain()
    assert "Download" in await text_of(owner, page)


async def test_partners_do_not_reach_the_pages_of_staff(business: Business) -> None:
    buyer, _ = await partner(business)
    for path in (LIST, "/admin/categories", "/admin/attributes", f"{LIST}/import"):
        assert (await buyer.page(path)).status_code in (403, 404), path
