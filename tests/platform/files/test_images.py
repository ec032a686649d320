"""Pictures are written anew: what was hidden in them is gone, what people see stays, and bombs never unfold."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from hanse.kit.errors import NotFound
from hanse.platform.files import IMAGE, FilePurpose, FileRefused, FileStore, Upload, resize_image
from hanse.platform.files.images import rewrite_image
from hanse.platform.files.kinds import JPEG, PNG, WEBP

TENANT = UUID("018f0000-0000-7000-8000-000000000001")
TYPES = {"png": PNG, "jpg": JPEG, "webp": WEBP}
FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}


def picture(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    image = Image.new(mode, size, "red" if mode in ("RGB", "RGBA", "P") else 0)
    image.paste("blue" if mode in ("RGB", "RGBA", "P") else 1, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, FORMATS[kind], **options)
    return out.getvalue()


def upload(kind: str, purpose: FilePurpose = IMAGE) -> Upload:
    return Upload(tenant_id=TENANT, purpose=purpose, name=f"photo.{kind}", declared_type=TYPES[kind])


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def png_with(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG whose header promises any size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
async def test_a_picture_keeps_its_looks_and_its_kind(local: FileStore, kind: str) -> None:
    stored = await local.put(upload(kind), picture(kind))
    content = await local.read(TENANT, stored.key)
    image = opened(content)
    assert (image.format, image.size) == (FORMATS[kind], (60, 40))
    assert (stored.width, stored.height, stored.size) == (60, 40, len(content))
    left, right = image.convert("RGB").getpixel((5, 5)), image.convert("RGB").getpixel((55, 5))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[2] > 200 > 60 > left[0]
    assert right[0] > 200 > 60 > right[2]


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
async def test_nothing_hidden_survives(local: FileStore, kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "<?php evil(); ?>"
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    options: dict[str, Any] = {"exif": exif}
    if kind == "png":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", "<script>evil()</script>")
        options["pnginfo"] = info
    if kind == "jpg":
        options["comment"] = b"<script>evil()</script>"
    hidden = picture(kind, **options) + b"PK\x03\x04<script>evil()</script>"
    assert b"evil" in hidden
    stored = await local.put(upload(kind), hidden)
    content = await local.read(TENANT, stored.key)
    assert b"evil" not in content
    assert b"PK\x03\x04" not in content
    assert dict(opened(content).getexif()) == {}


@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_pictures_are_turned_upright(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = rewrite_image(io.BytesIO(picture(kind, exif=exif)), TYPES[kind], 4096)
    assert (turned.width, turned.height) == (40, 60)


def test_colours_of_another_space_are_translated() -> None:
    lab_like = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = rewrite_image(io.BytesIO(picture("jpg", icc_profile=lab_like)), JPEG, 4096)
    broken = rewrite_image(io.BytesIO(picture("png", icc_profile=b"not a profile")), PNG, 4096)
    for content in (kept.content, broken.content):
        assert "icc_profile" not in opened(content).info


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_read(mode: str) -> None:
    out = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    source = Image.new(mode, (30, 20), 40_000 if mode.startswith("I") else None)
    source.save(out, kind)
    again = opened(rewrite_image(out, JPEG if mode == "CMYK" else PNG, 4096).content)
    assert (again.size, again.mode) == ((30, 20), "RGBA" if mode in ("RGBA", "LA") else "RGB")
    if mode.startswith("I"):
        assert again.getpixel((0, 0)) == (156, 156, 156)


def test_transparency_stays() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(out, "WEBP", lossless=True)
    assert opened(rewrite_image(out, WEBP, 4096).content).getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_phone_pictures_with_a_second_one_behind_are_read() -> None:
    out = io.BytesIO()
    first, second = Image.new("RGB", (30, 20), "red"), Image.new("RGB", (15, 10), "blue")
    first.save(out, "MPO", save_all=True, append_images=[second])
    again = opened(rewrite_image(out, JPEG, 4096).content)
    assert (again.format, again.size) == ("JPEG", (30, 20))


async def test_large_pictures_are_kept_smaller(local: FileStore) -> None:
    stored = await local.put(upload("jpg"), picture("jpg", (6000, 3000)))
    assert (stored.width, stored.height) == (4096, 2048)


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (20_001, 10), (10, 20_001), (6000, 5001)])
async def test_a_bomb_is_refused_from_its_header(local: FileStore, width: int, height: int) -> None:
    bomb = png_with(width, height, zlib.compress(b"\0" * 1_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused, match="pixels; scale it down"):
            await local.put(upload("png"), bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("png", picture("png")[:60]),
        ("jpg", picture("jpg")[:200]),
        ("webp", picture("webp")[:40]),
        ("png", png_with(10, 10)),
        ("png", png_with(0, 10)),
        ("jpg", b"\xff\xd8\xff" + b"<svg onload=alert(1)>" * 10),
        ("webp", b"RIFF\x00\x00\x00\x00WEBP" + b"\0" * 50),
    ],
)
async def test_broken_pictures_are_refused(local: FileStore, kind: str, content: bytes) -> None:
    with pytest.raises(FileRefused):
        await local.put(upload(kind), content)
    assert [key async for key in local.list_keys(TENANT)] == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["png", "jpg", "webp"]), st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_damage_anywhere_is_refused_or_read_but_never_a_crash(kind: str, at: int, junk: bytes) -> None:
    content = bytearray(picture(kind))
    position = at % len(content)
    content[position : position + len(junk)] = junk
    try:
        rewritten = rewrite_image(io.BytesIO(bytes(content)), TYPES[kind], 4096)
    except FileRefused:
        return
    assert opened(rewritten.content).size == (rewritten.width, rewritten.height)


async def test_a_variant_is_made_once_and_goes_with_its_picture(store: FileStore) -> None:
    stored = await store.put(upload("jpg"), picture("jpg", (900, 600)))
    first = await store.variant(TENANT, stored.key, "card")
    assert opened(first).size == (480, 320)
    decoded: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hanse.platform.files.store.resize_image", lambda *_: decoded.append("again"))
        assert await store.variant(TENANT, stored.key, "card") == first
    assert decoded == []
    assert [key async for key, _ in store.list_keys(TENANT)] == [stored.key]
    with pytest.raises(NotFound):
        await store.variant(UUID(int=7), stored.key, "card")
    await store.delete(TENANT, stored.key)
    with pytest.raises(NotFound):
        await store.variant(TENANT, stored.key, "card")


async def test_a_picture_deleted_while_a_variant_is_made_leaves_none(
    local: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = await local.put(upload("jpg"), picture("jpg", (900, 600)))
    keep = local._keep

    async def late(key: str, file: Any) -> None:
        await local.delete(TENANT, stored.key)
        await keep(key, file)

    monkeypatch.setattr(local, "_keep", late)
    with pytest.raises(NotFound):
        await local.variant(TENANT, stored.key, "card")
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("kind", ["webp", "png"])
def test_variants_have_named_widths_and_never_grow(kind: Any) -> None:
    small = resize_image(picture("jpg", (2000, 1000)), "card", kind)
    assert (small.width, small.height) == (480, 240)
    assert opened(small.content).format == kind.upper()
    same = resize_image(picture("png", (50, 40)), "card", kind)
    assert (same.width, same.height) == (50, 40)
    thin = resize_image(picture("png", (2000, 2)), "icon", kind)
    assert (thin.width, thin.height) == (64, 1)
    with pytest.raises(KeyError):
        resize_image(picture("png"), "huge", kind)
    with pytest.raises(FileRefused):
        resize_image(b"GIF89a", "card", kind)
