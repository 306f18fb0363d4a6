"""The guides name what is there: pictures, and buttons and menus as the window writes them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GUIDES = ("guide.zh.md", "guide.en.md")
PAIR = re.compile(
    r'^msgid (?P<id>(?:".*"\n)+)(?:msgid_plural (?P<ids>(?:".*"\n)+))?'
    r'msgstr(?:\[0\])? (?P<str>(?:".*"\n?)+)',
    re.MULTILINE,
)
PLACE = re.compile(r"%\\?\(\w+\\?\)s")
ARROW = " → "
FEWEST_LETTERS = 3  # fewer around what is filled in would fit any name


def text(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@cache
def shown(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The window's words as a reader sees them, and those with places that are filled in."""
    catalogue = (ROOT / "resources" / "i18n" / "zh_CN.po").read_text("utf-8")
    found = set()
    for pair in PAIR.finditer(catalogue):
        parts = [pair["str"]] if language == "zh" else [pair["id"], pair["ids"] or '""']
        found |= {_seen(_plain(part)) for part in parts}
    found -= {""}
    filled = [
        re.compile(PLACE.sub(".+", re.escape(words)))
        for words in found
        if "%(" in words and len(PLACE.sub("", words)) >= FEWEST_LETTERS
    ]
    return frozenset(found), tuple(filled)


def _plain(quoted: str) -> str:
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', quoted)).replace('\\"', '"')


def _seen(words: str) -> str:
    """Without the marks of menu keys: “店铺(&S)”, “&Shop”."""
    return re.sub(r"\(&\w\)", "", words).replace("&", "").strip()


def named(language: str) -> list[str]:
    """Each name that a guide puts into its marks, a menu's path part by part."""
    pattern = r"「([^」]+)」" if language == "zh" else r"\*\*([^*]+)\*\*"
    names = re.findall(pattern, text(f"guide.{language}.md"))
    return [part for name in names for part in name.split(ARROW)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_button_and_menu_is_called_as_on_the_screen(language: str) -> None:
    words, filled = shown(language)
    # The language names stand in the settings as they are, in every language.
    known = words | {"English", "中文"}
    strange = [
        name
        for name in named(language)
        if name not in known and not any(one.fullmatch(name) for one in filled)
    ]
    assert not strange


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_guide_names_many_things(language: str) -> None:
    assert len(named(language)) > 150


@pytest.mark.parametrize("guide", GUIDES)
def test_every_picture_and_page_that_a_guide_points_to_is_there(guide: str) -> None:
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text(guide))
    local = [target for target in targets if "://" not in target]
    assert len(local) > 25
    assert not [target for target in local if not (DOCS / target).is_file()]


@pytest.mark.parametrize("guide", GUIDES)
def test_every_place_in_the_guide_that_it_points_to_is_there(guide: str) -> None:
    anchors = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text(guide), re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text(guide))) <= anchors


def test_both_guides_have_the_same_parts() -> None:
    levels = [re.findall(r"^(#+) ", text(guide), re.MULTILINE) for guide in GUIDES]
    assert levels[0] == levels[1]


def test_both_guides_show_the_same_pictures() -> None:
    names = [re.findall(r"pictures/([\w-]+)\.png", text(guide)) for guide in GUIDES]
    shown_in = [[re.sub(r"-(zh|en)$", "", name) for name in guide] for guide in names]
    assert shown_in[0] == shown_in[1]


def test_pictures_are_small() -> None:
    large = [one.name for one in (DOCS / "pictures").glob("*.png") if one.stat().st_size > 150_000]
    assert not large


@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_guide_points_to_is_installed_with_it(guide: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    pages = set(re.findall(r"\]\((\w[\w.]*\.md)", text(guide)))
    for name in (guide, *pages, "pictures"):
        assert shipped[f"docs/{name}"] == f"desktop_app/resources/guide/{name}"
