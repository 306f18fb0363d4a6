"""Compares the translations in resources/i18n with the source, or brings them up to date.

python -m checks.catalogue check     say what misses; exit status 1 when anything does
python -m checks.catalogue update    add new texts (untranslated), drop those that are gone, sort
"""

from __future__ import annotations

import ast
import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent

# The functions that translate or mark, with the places of the texts among their arguments.
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0+-]?[\d.]*[a-z]|%[#0+-]?[\d.]*[sdrf]|\{\w*(?:[!:][^{}]*)?\}")


def extracted(source: Path) -> Catalog:
    """Return every text of the Python files below a folder that is marked for translation."""
    found = Catalog()
    methods = [("**.py", "python")]
    for _file, _line, text, _comments, _context in extract_from_dir(
        source, methods, None, KEYWORDS
    ):
        found.add(text)
    return found


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as text, always in one form, so that a diff shows only what changed."""
    out = io.BytesIO()
    write_po(out, catalogue, sort_output=True, no_location=True, ignore_obsolete=True, width=100)
    return out.getvalue()


def updated(catalogue: Catalog, wanted: Catalog) -> bytes:
    """Return the catalogue's text with exactly the wanted texts, translations kept."""
    catalogue.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    return written(catalogue)


def forms(message: Message) -> tuple[list[str], list[str]]:
    """Return a message's source texts and its translations; a plural has several of each."""
    source, target = message.id, message.string
    sources = [source] if isinstance(source, str) else list(source)
    return sources, [target] if isinstance(target, str) else list(target or [""])


def placeholders(text: str) -> set[str]:
    """Return what is filled in: %(name)s, %d, {name}; doubled signs stand for themselves."""
    plain = text.replace("%%", "").replace("{{", "").replace("}}", "")
    return set(PLACEHOLDER.findall(plain))


def problems_of(catalogue: Catalog, wanted: Catalog) -> Iterator[str]:
    """Yield what keeps a catalogue from being complete: one line each."""
    have = {forms(message)[0][0]: message for message in catalogue if message.id}
    need = {forms(message)[0][0] for message in wanted if message.id}
    yield from (f"not in the catalogue: {text!r}" for text in sorted(need - set(have)))
    yield from (f"no longer in the source: {text!r}" for text in sorted(set(have) - need))
    for text, message in sorted(have.items()):
        sources, targets = forms(message)
        if message.fuzzy:
            yield f"fuzzy: {text!r}"
        if not all(targets):
            yield f"not translated: {text!r}"
        # A language with one form for all numbers says what the plural says.
        elif any(placeholders(target) != placeholders(sources[-1]) for target in targets):
            yield f"other placeholders than the source: {text!r}"


def built_texts(code: str) -> Iterator[int]:
    """Yield the lines where a text is put together before it is translated.

    An f-string, `%` or `.format` inside the call makes a text that no catalogue can know.
    """
    for call in ast.walk(ast.parse(code)):
        if isinstance(call, ast.Call) and name_of(call.func) in KEYWORDS:
            yield from (call.lineno for argument in call.args[:2] if is_built(argument))


def name_of(function: ast.expr) -> str:
    """Return the last name of what is called: `ngettext` of `i18n.ngettext(...)`."""
    return getattr(function, "id", getattr(function, "attr", ""))


def is_built(argument: ast.expr) -> bool:
    """Say whether an argument is a text made at run time from a literal and something else."""
    if isinstance(argument, ast.Call):
        return name_of(argument.func) == "format" and isinstance(argument.func, ast.Attribute)
    return isinstance(argument, ast.JoinedStr | ast.BinOp)


def problems(root: Path = ROOT) -> Iterator[str]:
    """Yield everything that is wrong with the checkout's translations."""
    for path in sorted((root / "desktop_app").rglob("*.py")):
        for line in built_texts(path.read_text("utf-8")):
            yield f"{path.relative_to(root).as_posix()}:{line}: a text is built inside the call"
    wanted = extracted(root / "desktop_app")
    for path in catalogues(root):
        yield from (f"{path.name}: {problem}" for problem in problems_of(read(path), wanted))


def catalogues(root: Path) -> list[Path]:
    return sorted((root / "resources" / "i18n").glob("*.po"))


def update(root: Path = ROOT) -> None:
    """Bring every catalogue of the checkout up to date; one that is already is left alone."""
    wanted = extracted(root / "desktop_app")
    for path in catalogues(root):
        before, after = path.read_bytes(), updated(read(path), wanted)
        if after != before:
            path.write_bytes(after)


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
    elif arguments != ["check"]:
        print(__doc__)
        return 2
    found = list(problems())
    print("\n".join(found) or "The translations are complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
