"""Replies to buyers (R26, R46, R58): those of the program and the shop's own, filled from a case.

A text is shown filled and can be changed before it is taken; while anything in it is still empty
it can't be taken at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from desktop_app.core import clock, couriers, i18n
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import Platform, Situation, Topic
from desktop_app.core.labels import label
from desktop_app.models.desk import ReplyTemplate
from desktop_app.services import (
    case_marks,
    case_records,
    cases,
    claim_sources,
    reply_book,
    reply_facts,
)
from desktop_app.services.cases import CaseDetail
from desktop_app.services.reply_book import ShippedReply
from desktop_app.services.store import Store

MAX_TITLE = 60
MAX_BODY = 4000
_LINES = frozenset({"ePacket", "e邮宝"})  # one line of China Post's each: not all it carries


@dataclass(frozen=True)
class ReplyDraft:
    """A reply as the shop writes it.

    ``platform`` (a platform's code or a shop's name), ``channel`` and ``country`` narrow where it
    fits; several are parted by commas, none means everywhere.
    """

    title: str
    body: str
    situation: Situation = Situation.OTHER
    platform: str = ""
    channel: str = ""
    country: str = ""
    language: str = "zh_CN"


@dataclass(frozen=True)
class Reply(ReplyDraft):
    """A reply that can be chosen. ``code`` names one that came with the program.

    ``own`` says that the text is the shop's; ``used`` how often it was taken.
    """

    id: int | None = None
    code: str = ""
    used: int = 0
    own: bool = False


@dataclass(frozen=True)
class Setting:
    """Where a reply goes: what the fitting ones are chosen by. An empty field narrows nothing."""

    platform: str = ""
    shop: str = ""
    channel: str = ""
    country: str = ""
    language: str = ""


@dataclass(frozen=True)
class Filled:
    """A reply's text with what the case knew put in, and what is still empty in it."""

    text: str
    empty: tuple[str, ...]
    values: tuple[str, ...]


def listed(store: Store, situation: Situation | None = None, language: str = "") -> list[Reply]:
    """All replies of a situation and a language (or of any), the program's first."""
    with store.connection():
        replies = _all()
    return [
        reply
        for reply in replies
        if (situation is None or reply.situation is situation)
        and (not language or reply.language == i18n.nearest(language))
    ]


def for_case(
    store: Store, no: str, situation: Situation | None = None, language: str = ""
) -> list[Reply]:
    """The replies that fit a case, the likeliest first. Raises NotFound.

    In the language of its platform's buyers unless another is asked for; those for another
    platform, channel or country are left out, those made for exactly its own come first.
    """
    with store.connection():
        place, order = _place(no, language), _situations(store, no)
        found = fitting(store, place, order)
    return [reply for reply in found if situation is None or reply.situation is situation]


def fitting(store: Store, place: Setting, situations: Iterable[Situation]) -> list[Reply]:
    """The replies that fit a place, in the order of these situations; others are left out."""
    order = {situation: number for number, situation in reversed([*enumerate(situations)])}
    with store.connection():
        found = [
            (order[reply.situation], -fit, -reply.used, number, reply)
            for number, reply in enumerate(_all())
            if reply.situation in order and (fit := _fit(reply, place)) is not None
        ]
    return [row[-1] for row in sorted(found, key=lambda row: row[:-1])]


def fill(store: Store, no: str, reply: ReplyDraft) -> Filled:
    """A reply with the case's facts in it; what the case doesn't know stays in braces."""
    return filled_by(reply, reply_facts.of(store, no, reply.language))


def filled_by(reply: ReplyDraft, facts: Mapping[str, str]) -> Filled:
    """A reply with facts in it; what they don't say stays in braces."""
    text = reply_book.filled(reply.body, dict(facts))
    values = tuple(value for value in facts.values() if value)
    return Filled(text, tuple(_empty(text, values)), values)


def take(store: Store, no: str, reply: Reply, text: str, *, sent: bool = False) -> str:
    """The text to be copied, counted as used; ``sent`` notes it in the case as the answer.

    Raises NotAllowed naming what is still empty in it (R26), BadValue for no text at all.
    """
    kept = without_gaps(text, fill(store, no, reply).values)
    with store.transaction():
        count_use(store, reply)
        if sent:
            case_marks.replied(store, no, kept)
    return kept


def without_gaps(text: str, values: Iterable[str]) -> str:
    """The text as it may be sent.

    Raises NotAllowed naming what is still empty in it (R26), BadValue for no text at all.
    """
    kept = text.strip()
    if not kept:
        raise BadValue(Reason.VALUE_MISSING, field="body")
    empty = _empty(kept, values)
    if empty:
        raise NotAllowed(Reason.PLACEHOLDER_EMPTY, value=" ".join(empty))
    return kept


def count_use(store: Store, reply: Reply) -> None:
    """Counts that a reply was taken. Raises NotFound."""
    with store.transaction() as tx:
        row = _row(reply)
        ReplyTemplate.update(used=ReplyTemplate.used + 1).where(
            ReplyTemplate.id == row.id
        ).execute()
        tx.touch(Topic.TEMPLATES)


def still_empty(text: str, filled: Filled) -> list[str]:
    """What is empty in a text that was filled so and then changed by a person."""
    return _empty(text, filled.values)


def save(store: Store, draft: ReplyDraft, reply: Reply | None = None) -> Reply:
    """Keeps a reply of the shop's own: new, or in place of one that there is.

    Raises BadValue for an empty or overlong title or text, and for braces around something that no
    case could fill in, naming what it could.
    """
    kept = replace(draft, title=" ".join(draft.title.split()), body=draft.body.strip())
    _check(kept)
    values = {
        name: value for name, value in asdict(kept).items() if name in ReplyDraft.__annotations__
    }
    with store.transaction() as tx:
        row = _row(reply) if reply is not None else ReplyTemplate(code="")
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_at, row.retired = clock.now(), 0
        row.save()
        tx.touch(Topic.TEMPLATES, row.id)
        return _reply(row, reply_book.book().replies.get(row.code))


def retire(store: Store, reply: Reply) -> None:
    """Takes a reply out of the lists; of one that came with the program too."""
    _retire(store, reply, retired=True)


def restore(store: Store, reply: Reply) -> None:
    """Puts a reply that was taken out back."""
    _retire(store, reply, retired=False)


def back_to_shipped(store: Store, reply: Reply) -> Reply:
    """Gives a changed reply of the program its own words back. Raises NotFound for another."""
    shipped = reply_book.book().replies.get(reply.code)
    if shipped is None:
        raise NotFound(Reason.TEMPLATE_UNKNOWN, value=reply.title)
    with store.transaction() as tx:
        row = _row(reply)
        row.body, row.updated_at = "", clock.now()
        row.save()
        tx.touch(Topic.TEMPLATES, row.id)
        return _reply(row, shipped)


def _all() -> list[Reply]:
    rows = list(ReplyTemplate.select().order_by(ReplyTemplate.id))
    shipped = reply_book.book().replies
    by_code = {row.code: row for row in rows if row.code}
    replies = [
        _reply(by_code[code], reply) if code in by_code else _plain(reply)
        for code, reply in shipped.items()
        if code not in by_code or not by_code[code].retired
    ]
    own = [row for row in rows if row.code not in shipped and not row.retired]
    return replies + [_reply(row, None) for row in own]


def _plain(shipped: ShippedReply) -> Reply:
    return Reply(**{**asdict(shipped), "situation": shipped.situation})


def _reply(row: ReplyTemplate, shipped: ShippedReply | None) -> Reply:
    """A stored reply; one without words of its own has the program's."""
    if shipped is not None and not row.body:
        return replace(_plain(shipped), id=row.id, used=row.used)
    return Reply(
        title=row.title,
        body=row.body,
        situation=_situation(row.situation),
        platform=row.platform,
        channel=row.channel,
        country=row.country,
        language=row.language,
        id=row.id,
        code=row.code,
        used=row.used,
        own=True,
    )


def _situation(text: str) -> Situation:
    """A newer program's situation is something else to this one."""
    return Situation(text) if text in set(Situation) else Situation.OTHER


def _row(reply: Reply) -> ReplyTemplate:
    """The stored row of a reply; a shipped one gets its row when it is first needed."""
    found: ReplyTemplate | None = None
    if reply.id is not None:
        found = ReplyTemplate.get_or_none(ReplyTemplate.id == reply.id)
    elif reply.code:
        found = ReplyTemplate.get_or_none(ReplyTemplate.code == reply.code)
        found = found or ReplyTemplate.create(
            code=reply.code, title=reply.title, body="", updated_at=clock.now()
        )
    if found is None:
        raise NotFound(Reason.TEMPLATE_UNKNOWN, value=reply.title)
    return found


def _retire(store: Store, reply: Reply, *, retired: bool) -> None:
    with store.transaction() as tx:
        row = _row(reply)
        row.retired, row.updated_at = int(retired), clock.now()
        row.save()
        tx.touch(Topic.TEMPLATES, row.id)


def _check(draft: ReplyDraft) -> None:
    for field, text, limit in (("title", draft.title, MAX_TITLE), ("body", draft.body, MAX_BODY)):
        if not text:
            raise BadValue(Reason.VALUE_MISSING, field=field)
        if len(text) > limit:
            raise BadValue(Reason.VALUE_TOO_LONG, value=text[:40], limit=limit)
    for token in reply_book.unknown_tokens(draft.body):
        words = reply_book.words(draft.language).values()
        allowed = " ".join(f"{{{word}}}" for word in words)
        raise BadValue(Reason.PLACEHOLDER_UNKNOWN, value=token, allowed=allowed)


def _empty(text: str, values: Iterable[str]) -> list[str]:
    """The placeholders left in a text; a buyer who is called like one doesn't count."""
    said = "\n".join(values)
    return [token for token in reply_book.tokens(text) if token not in said]


def _place(no: str, language: str) -> Setting:
    case = case_records.find(no)
    source = claim_sources.gather(case_no=case.no)
    order = case.order
    return Setting(
        platform=case.platform,
        shop=str(source.fields.get("shop_name") or ""),
        channel=source.courier,
        country=order.country if order is not None else "",
        language=i18n.nearest(language) if language else reply_book.language_for(case.platform),
    )


def _fit(reply: Reply, place: Setting) -> int | None:
    """How particularly a reply is made for this place; None where it is made for another."""
    if place.language and reply.language != place.language:
        return None
    asked = (
        (reply.platform, {place.platform, _platform_word(place.platform), place.shop}),
        (reply.channel, _channel_words(place.channel)),
        (reply.country, {place.country}),
    )
    fit = 0
    for wanted, here in asked:
        if not wanted.strip():
            continue
        if not _parts(wanted) & {couriers.folded(word) for word in here if word}:
            return None
        fit += 1
    return fit


def _parts(text: str) -> set[str]:
    return {couriers.folded(part) for part in text.replace("，", ",").split(",")} - {""}


def _platform_word(platform: str) -> str:
    return label(Platform(platform)) if platform else ""


def _channel_words(text: str) -> set[str]:
    """A channel as the order has it, and the names of the courier that it is."""
    known = couriers.named(text) if text else None
    names = {known.code, known.zh, known.en, *known.aliases} if known else set()
    return {text} | (names - _LINES)


def _situations(store: Store, no: str) -> list[Situation]:
    """All situations, those that the case is in first."""
    detail = cases.show(store, no)
    usual = reply_book.book().situations.get(detail.row.kind, ())
    return list(dict.fromkeys((*_by_state(detail), *usual, *Situation)))


def _by_state(detail: CaseDetail) -> list[Situation]:
    row = detail.row
    return [
        situation
        for so, situation in (
            (row.reply_due is not None, Situation.FIRST_REPLY),
            (row.disputed or row.intervened, Situation.PLATFORM_DISPUTE),
            (row.closed_at is not None, Situation.REVISIT),
            (row.outcome in {"refund", "return_refund", "partial_refund"}, Situation.REFUND_DONE),
            (bool(detail.resend_tracking), Situation.RESEND),
        )
        if so
    ]
