"""Pictures: decoded under limits and written anew, so that nothing but the picture survives.

Writing anew ends polyglots, hidden data and camera metadata (place, time). Blocking and heavy: call it in a thread.
"""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Literal, NamedTuple

from hanse.platform.files.errors import FileRefused
from hanse.platform.files.kinds import JPEG, PNG, WEBP
from hanse.platform.loading import later

if TYPE_CHECKING:
    import PIL
    from PIL import Image, ImageCms, ImageOps
else:
    PIL, Image, ImageCms, ImageOps = map(later, ("PIL", "PIL.Image", "PIL.ImageCms", "PIL.ImageOps"))

# Widths in pixels that pages may ask for; any number would let strangers fill the storage with variants.
WIDTHS = {"icon": 64, "thumb": 160, "card": 480, "page": 1200}
_FORMATS: dict[str, Literal["PNG", "JPEG", "WEBP"]] = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}
_MAX_SIDE = 20_000
_ORIENTATION = 0x0112  # the tag of the camera's position
_MAX_PIXELS = {"JPEG": 60_000_000, "PNG": 30_000_000, "WEBP": 30_000_000}  # JPEG can be read at a reduced scale


class Picture(NamedTuple):
    """A picture written anew, and its size in pixels."""

    content: bytes
    width: int
    height: int


def rewrite_image(file: IO[bytes], content_type: str, side: int) -> Picture:
    """Read a PNG, JPEG or WebP and write it anew: upright, in sRGB, without metadata, no side longer than `side`.

    Of an animation the first frame is kept. Raises FileRefused for broken, huge or other pictures.
    """
    return _save(_load(file, _FORMATS[content_type], side), _FORMATS[content_type])


def resize_image(content: bytes, width: str, kind: Literal["webp", "png"] = "webp") -> Picture:
    """Make the variant of a stored picture for a named width (`WIDTHS`); never larger than the picture.

    Raises FileRefused, and KeyError for a width that has no name.
    """
    target = WIDTHS[width]
    with io.BytesIO(content) as file:
        picture = _load(file, None, max(target * 8, 4096), draft=target)
    if picture.width > target:
        height = max(1, round(picture.height * target / picture.width))
        picture = picture.resize((target, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _save(picture, "PNG" if kind == "png" else "WEBP")


def _load(file: IO[bytes], kind: str | None, side: int, draft: int | None = None) -> Image.Image:
    """Decode to upright RGB or RGBA in sRGB, scaled down to `side`; JPEG is decoded no larger than `draft` needs."""
    try:
        with Image.open(file, formats=[kind] if kind else list(_MAX_PIXELS)) as image:
            _check_size(image)
            image.draft("RGB", (draft or side, draft or side))
            turned = image.getexif().get(_ORIENTATION, 1) != 1
            picture = _to_srgb(ImageOps.exif_transpose(image) if turned else image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FileRefused("This picture has too many pixels; scale it down") from None
    except (PIL.UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError):
        raise FileRefused("This picture is damaged or of another kind; save it again as PNG or JPEG") from None
    if max(picture.size) > side:
        picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return picture


def _check_size(image: Image.Image) -> None:
    # MPO is what many phones write: a JPEG with a second picture behind it.
    most = _MAX_PIXELS["JPEG" if image.format == "MPO" else image.format or ""]
    if image.width * image.height > most or max(image.size) > _MAX_SIDE:
        raise FileRefused(f"This picture has more than {most // 1_000_000} million pixels; scale it down")


def _to_srgb(image: Image.Image) -> Image.Image:
    """Give pixels that mean the same everywhere, as RGB or RGBA."""
    if image.mode.startswith("I"):  # 16 bits a channel
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "L", "CMYK"):
        return image.convert("RGBA" if has_alpha else "RGB")
    opaque = image.convert("RGB") if has_alpha else image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(opaque, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):  # a broken or unfitting profile is worth no failure
        converted = None
    if converted is None:
        return image.convert("RGBA" if has_alpha else "RGB")
    if has_alpha:
        converted.putalpha(image.convert("RGBA").getchannel("A"))
    return converted


def _save(image: Image.Image, kind: Literal["PNG", "JPEG", "WEBP"]) -> Picture:
    image.info = {}
    out = io.BytesIO()
    if kind == "JPEG":
        image.convert("RGB").save(out, "JPEG", quality=88, optimize=True, progressive=True, exif=b"")
    elif kind == "WEBP":
        image.save(out, "WEBP", quality=86, method=4, exif=b"", icc_profile=None)
    else:
        image.save(out, "PNG", optimize=True)
    return Picture(out.getvalue(), image.width, image.height)
