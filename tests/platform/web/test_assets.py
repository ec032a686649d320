"""Browser files: addresses that change with the content, nothing outside the folder, and the promised sizes."""

import gzip
import re
from pathlib import Path

import pytest

from hanse.platform.web.assets import AssetMissing, Assets
from hanse.platform.web.render import STATIC

OWN = [path for path in sorted(STATIC.rglob("*")) if path.is_file() and "vendor" not in path.parts]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "app.css").write_text(
        '@import url("a.css") layer(base);\nb { color: red } /* note */\n', "utf-8"
    )
    (tmp_path / "css" / "a.css").write_text("a { color: blue }\n" * 100, "utf-8")
    (tmp_path / "app.js").write_text("export {};\n", "utf-8")
    return tmp_path


def test_the_address_changes_when_any_file_does(folder: Path) -> None:
    before = Assets(folder).url("app.js")
    assert Assets(folder).url("app.js") == before
    (folder / "css" / "a.css").write_text("a { color: green }", "utf-8")
    assert Assets(folder).url("app.js") != before


def test_in_development_a_changed_file_is_seen_at_once(folder: Path) -> None:
    assets = Assets(folder, development=True)
    before, body = assets.url("app.js"), assets.read("app.js").body
    (folder / "app.js").write_text("export const changed = true;\n", "utf-8")
    assert assets.url("app.js") != before
    assert assets.read("app.js").body != body


def test_old_addresses_are_told_from_the_present_one(folder: Path) -> None:
    assets = Assets(folder)
    assert assets.is_current(assets.url("app.js").split("/")[2])
    assert not assets.is_current("000000000000")


def test_style_sheets_are_joined_in_their_layers(folder: Path) -> None:
    asset = Assets(folder).read("css/app.css")
    text = asset.body.decode()
    assert text.startswith("@layer base{a { color: blue }")
    assert "@import" not in text
    assert "note" not in text
    assert asset.content_type == "text/css; charset=utf-8"
    assert asset.gzipped is not None
    assert gzip.decompress(asset.gzipped) == asset.body


@pytest.mark.parametrize(
    "path", ["../pyproject.toml", "css/../../x", "/etc/passwd", "missing.js", ".installed", "css", "vendor/.installed"]
)
def test_nothing_outside_the_folder_or_hidden_is_given(folder: Path, path: str) -> None:
    (folder / ".installed").write_text("x", "utf-8")
    (folder / "vendor").mkdir()
    (folder / "vendor" / ".installed").write_text("x", "utf-8")
    with pytest.raises(AssetMissing):
        Assets(folder).read(path)


def test_scripts_and_styles_stay_small() -> None:
    scripts = [*STATIC.glob("js/*.js"), STATIC / "vendor" / "htmx" / "htmx.min.js"]
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in scripts) < 60_000
    assert len(gzip.compress(Assets(STATIC).read("css/app.css").body, 9)) < 20_000


@pytest.mark.parametrize("path", [path for path in OWN if path.suffix in {".css", ".js"}], ids=lambda path: path.name)
def test_own_files_are_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 500


def test_colours_are_named_in_one_place_only() -> None:
    """Roles, never colours; what must be literal (a QR code's white, the log-in picture) may only shrink."""
    literal = re.compile(r"#[0-9a-fA-F]{3,6}\b|\boklch\(|\brgb\(")
    found = {path.name: len(literal.findall(path.read_text("utf-8"))) for path in OWN if path.suffix == ".css"}
    found.pop("tokens.css")
    allowed = {"layout.css": 2, "audience.css": 8, "feedback.css": 7, "floating.css": 4, "choice.css": 1}
    assert {name: count for name, count in found.items() if count > allowed.get(name, 0)} == {}


def test_every_import_and_file_a_style_sheet_names_exists() -> None:
    css = Assets(STATIC).read("css/app.css").body.decode()
    for name in re.findall(r'url\("([^"]+)"\)', css):
        assert (STATIC / "css" / name).resolve().is_file(), name


def test_every_module_a_script_imports_exists() -> None:
    for path in STATIC.glob("js/*.js"):
        for name in re.findall(r'(?:from|import\()\s*"(\./[^"]+)"', path.read_text("utf-8")):
            assert (path.parent / name).is_file(), f"{path.name} imports {name}"
