"""What all commands share: options, the open shop, the answer as text or JSON, the exit status."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click
from typing_extensions import override

from desktop_app.core import clock, i18n, paths, texts
from desktop_app.core.errors import (
    BadValue,
    FileTrouble,
    NotAllowed,
    Reason,
    StoreTrouble,
    UserError,
)
from desktop_app.core.i18n import _
from desktop_app.core.track import length
from desktop_app.services.store import WRITE_WAIT_S, Store, open_store

DONE, REFUSED, NOT_STARTED = 0, 1, 2
LOCK_PASSWORD = "AFTERSALES_PASSWORD"  # noqa: S105 - a variable's name
Item = TypeVar("Item")


class Command(click.Command):
    """A command that takes ``--json`` as its own option too."""

    @override
    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*super().get_params(ctx), _json_option()]

    @override
    def invoke(self, ctx: click.Context) -> Any:
        if ctx.params.pop("as_json", False):
            ctx.find_object(Call).as_json = True  # type: ignore[union-attr] # the group set it
        return super().invoke(ctx)


class Group(click.Group):
    """A group whose commands are `Command`."""

    command_class = Command


class LazyGroup(Group):
    """The outermost group: a command's module is imported when it is called.

    ``homes`` gives for each command ``module:name``.
    """

    def __init__(self, *args: Any, homes: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._homes = homes

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._homes)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        home = self._homes.get(cmd_name)
        if home is None:
            return None
        module, _colon, name = home.partition(":")
        found: click.Command = getattr(importlib.import_module(module), name)
        return found


def _json_option() -> click.Option:
    return click.Option(["--json", "as_json"], is_flag=True, help="One JSON object.")


@dataclass
class Call:
    """One call of the command line."""

    root: Path
    as_json: bool = False
    status: int = DONE

    @classmethod
    def begin(cls, data: str | None, lang: str | None, *, as_json: bool) -> Call:
        """Settles data folder and language: as said, else as chosen, else the system's."""
        i18n.use(lang or i18n.system_language())
        return cls(paths.data_dir(data), as_json)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Store]:
        """The shop opened beside whoever has it open."""
        self._unlock()
        with self._opened(open_store(self.root, writing=False, wait_s=WRITE_WAIT_S)) as store:
            yield store

    @contextlib.contextmanager
    def writing(self) -> Iterator[Store]:
        """The shop opened for writing; after 10 s of another writer, StoreTrouble."""
        from desktop_app.services import search_index

        self._unlock()
        with self._opened(open_store(self.root, wait_s=WRITE_WAIT_S)) as store:
            yield store
            search_index.catch_up(store, self.track)

    def _unlock(self) -> None:
        """Asks for the password of a locked shop: by the variable, else at a terminal.

        Raises StoreTrouble where it is neither given nor can be asked, or is wrong.
        """
        from desktop_app.services import app_lock

        data = paths.DataPaths(self.root)
        if not app_lock.is_on(data):
            return
        given = os.environ.get(LOCK_PASSWORD)
        if given is None and sys.stdin.isatty():
            given = click.prompt(_("Password of the shop"), hide_input=True, err=True)
        if given is None:
            raise StoreTrouble(Reason.LOCK_PASSWORD_WANTED)
        try:
            app_lock.check(data, given)
        except NotAllowed as error:  # nothing was started: exit status 2
            raise StoreTrouble(error.reason, **error.data) from None

    @contextlib.contextmanager
    def _opened(self, store: Store) -> Iterator[Store]:
        from desktop_app.services import search, settings

        search.follow(store)
        store.who = settings.get(store, settings.WHO)
        try:
            yield store
        finally:
            store.close()

    def answer(self, result: Mapping[str, object], lines: Iterable[str]) -> None:
        """Prints the result: one JSON object, or lines for people. Refusals set the status."""
        refused = result.get("refused")
        if refused:
            self.status = REFUSED
        if self.as_json:
            click.echo(json.dumps(result, ensure_ascii=False, default=_plain))
            return
        for line in lines:
            click.echo(line)
        for entry in refused if isinstance(refused, list) else []:
            click.echo(_refusal(entry), err=True)

    def track(self, items: Iterable[Item], /, total: int | None = None) -> Iterable[Item]:
        """Progress on standard error: a bar on a terminal, nothing otherwise."""
        if not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(items, length=length(items, total), file=sys.stderr) as bar:
            yield from bar


def refusal(error: UserError, **about: object) -> dict[str, object]:
    """A refused input as it is listed: what it was, the reason as a sentence and as a code."""
    return {**about, "reason": texts.sentence(error), "code": error.reason.value}


def kind_option(kinds: type[StrEnum], value: str) -> StrEnum:
    """Reads a kind's code; raises BadValue listing the codes there are."""
    try:
        return kinds(value)
    except ValueError:
        allowed = ", ".join(kind.value for kind in kinds)
        raise BadValue(Reason.UNKNOWN_KIND, value=value, allowed=allowed) from None


def run(group: click.Group, arguments: Sequence[str]) -> int:
    """Runs a command and turns what it raises into one line and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] # text
    context: click.Context | None = None
    status = NOT_STARTED
    try:
        context = group.make_context("aftersales-desk", list(arguments))
        with context:
            group.invoke(context)
        status = _status(context)
    except click.exceptions.Exit as stop:
        status = stop.exit_code
    except click.ClickException as error:
        _complain(error.format_message())
    except (StoreTrouble, FileTrouble) as error:
        _complain(texts.sentence(error))
    except UserError as error:
        status = _refuse_whole(context, error)
    except BrokenPipeError:  # who reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = DONE
    except (KeyboardInterrupt, click.Abort):
        _complain(_("Stopped."))
    return status


def _complain(sentence: str) -> None:
    click.echo(f"aftersales-desk: {sentence}", err=True)


def _refuse_whole(context: click.Context | None, error: UserError) -> int:
    call = context.find_object(Call) if context else None
    if call is not None and call.as_json:
        click.echo(json.dumps({"refused": [refusal(error)]}, ensure_ascii=False, default=_plain))
    else:
        _complain(texts.sentence(error))
    return REFUSED


def _status(context: click.Context) -> int:
    call = context.find_object(Call)
    return call.status if call else DONE


def _refusal(entry: Mapping[str, object]) -> str:
    about = [str(entry[key]) for key in ("file", "source", "row") if entry.get(key) is not None]
    return f"{': '.join(about)}: {entry['reason']}" if about else str(entry["reason"])


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return clock.to_iso(value)
    return str(value)
