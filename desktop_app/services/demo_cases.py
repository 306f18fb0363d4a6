"""The demo's cases: each walks by its kind's own rules to a stage, with its events and clocks."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from desktop_app.core import clock
from desktop_app.core.kinds import (
    CaseEventKind,
    CaseKind,
    CaseStage,
    Cause,
    CostKind,
    OfferAnswer,
    Party,
    Platform,
)
from desktop_app.models.cases import (
    AfterSalesCase,
    CaseCost,
    CaseEvent,
    CaseLine,
    CaseStep,
    CaseTag,
    Offer,
)
from desktop_app.services import timeline
from desktop_app.services.case_rules import ENDED, Rules
from desktop_app.services.clocks import ClockRule, Happening, chosen, derive
from desktop_app.services.demo_orders import Order
from desktop_app.services.demo_rows import Heap
from desktop_app.services.demo_words import Dice, words

_WEEK = timedelta(days=7)
_FAULTS = {
    Cause.DEFECT: Party.FACTORY,
    Cause.PACKING: Party.SHOP,
    Cause.TRANSIT: Party.COURIER,
    Cause.LISTING_MISMATCH: Party.SHOP,
    Cause.WRONG_VARIANT_CHOSEN: Party.BUYER,
    Cause.COLOUR_SIZE_STYLE: Party.BUYER,
}
_COSTS = (CostKind.REFUND, CostKind.RESEND, CostKind.COMPENSATION)


@dataclass
class Story:
    """A case as it is made up."""

    id: int
    opened: datetime
    now: datetime
    at: datetime
    happened: list[Happening] = field(default_factory=list)


class Cases:
    """Makes cases into a heap."""

    def __init__(self, heap: Heap, dice: Dice, now: datetime, rules: Sequence[ClockRule]) -> None:
        self._heap = heap
        self._dice = dice
        self._now = now
        self._clocks = rules
        self.given: Counter[str] = Counter()

    def add(self, number: int, order: Order, kind: CaseKind, rules: tuple[int, Rules]) -> int:
        """Makes one case about an order; returns its id."""
        dice = self._dice
        stage = self._target(rules[1], number)
        opened = self._opened(order, over=stage in ENDED)
        case_id = self._heap.last(AfterSalesCase) + 1
        story = Story(case_id, opened, self._now, opened)
        self._tell(story, rules[1], kind, stage)
        clocks = chosen(self._clocks, order.platform, kind, opened)
        due = timeline.due_columns(derive(story.happened, clocks, self._now))
        over = stage in ENDED
        cause = dice.choice(list(_FAULTS)) if over or dice.chance(50) else None
        self._heap.add(
            AfterSalesCase,
            no=self._number(opened),
            platform=order.platform,
            shop_id=1,
            buyer_id=order.buyer_id,
            order_id=order.id,
            kind=kind,
            rules_id=rules[0],
            stage=stage,
            owner=dice.staff(),
            note=dice.note(kind),
            cause=cause or "",
            fault=_FAULTS[cause] if cause else "",
            outcome=dice.choice(rules[1].outcomes) if over else "",
            satisfaction=dice.choice((5, 5, 4, 3, 2, 1)) if over and dice.chance(60) else None,
            angry=int(dice.chance(8)),
            disputed=(disputed := int(dice.chance(4))),
            intervened_at=self._stepped_in(story, order) if disputed and number % 2 else None,
            lesson=(lesson := int(over and dice.chance(6))),
            lesson_note=_learned(number) if lesson else "",
            follow_up_on=self._follow_up(over=over),
            currency=order.currency,
            opened_at=opened,
            updated_at=story.at,
            closed_at=story.at if stage in {CaseStage.CLOSED, CaseStage.CANCELLED} else None,
            **due,
        )
        self._goods(case_id, order, kind)
        if stage in ENDED and stage is not CaseStage.CANCELLED:
            self._cost(story, order)
        if dice.chance(20):
            self._heap.add(
                CaseTag, case_id=case_id, tag=dice.choice(("重点跟进", "老客户", "易碎", "双11"))
            )
        return case_id

    def _stepped_in(self, story: Story, order: Order) -> datetime | None:
        """The platform stepped in half-way; but where that starts a clock of its own."""
        if order.platform == Platform.ALIEXPRESS:
            return None
        moment = (story.opened + (story.at - story.opened) / 2).replace(microsecond=0)
        event = CaseEventKind.INTERVENED
        self._heap.add(CaseEvent, case_id=story.id, at=moment, kind=event, who="", text="")
        return moment

    def _number(self, opened: datetime) -> str:
        """The next of its day, as `numbers.next_in` gives them out."""
        series = f"AS{clock.to_local(opened):%Y%m%d}"
        self.given[series] += 1
        return f"{series}-{self.given[series]:04d}"

    def _target(self, rules: Rules, number: int) -> CaseStage:
        stages = [stage for stage in rules.stages if stage is not CaseStage.NEW]
        if number % 4:
            ended = [stage for stage in stages if stage in ENDED]
            weights = [6 if stage is CaseStage.CLOSED else 1 for stage in ended]
            return self._dice.choices(ended, weights)[0]
        return self._dice.choice([CaseStage.NEW, *stages])

    def _opened(self, order: Order, *, over: bool) -> datetime:
        dice = self._dice
        if over:
            return order.shipped + timedelta(days=dice.uniform(2, 9))
        recent = dice.choice((0.003, 0.08, 0.4, 1.2, 2.5, 5.0))
        return self._now - timedelta(days=recent * dice.uniform(0.3, 1.0))

    def _tell(self, story: Story, rules: Rules, kind: CaseKind, stage: CaseStage) -> None:
        self._event(story, CaseEventKind.OPENED, text="")
        path = _path(rules, stage)
        if path or self._dice.chance(40):
            late = self._dice.chance(12)
            self._pass(story, self._dice.uniform(6, 40) if late else self._dice.uniform(0.3, 4.6))
            self._event(story, CaseEventKind.REPLIED, text="亲，抱歉给您添麻烦了，这就为您核实")
        if "quality" in kind or "repair" in kind:
            self._offers(story)
        before = CaseStage.NEW
        for place, after in enumerate(path):
            self._pass(story, self._dice.uniform(20, 700))
            moved = CaseEventKind.MOVED
            self._event(story, moved, stage_from=before, stage_to=after)
            self._steps(story, rules, place, len(path), ended=stage in ENDED)
            before = after

    def _pass(self, story: Story, minutes: float) -> None:
        """Time goes by, but never past the present."""
        room = (story.now - story.at) * 0.6
        story.at = (story.at + min(timedelta(minutes=minutes), room)).replace(microsecond=0)

    def _event(self, story: Story, kind: CaseEventKind, **columns: str) -> None:
        who = self._dice.staff()
        self._heap.add(CaseEvent, case_id=story.id, at=story.at, kind=kind, who=who, **columns)
        story.happened.append(Happening(story.at, kind, columns.get("stage_to", "")))

    def _steps(self, story: Story, rules: Rules, place: int, moves: int, *, ended: bool) -> None:
        share = (place + 1) / (moves + (0 if ended else 2))
        reached = round(len(rules.steps) * share)
        begun = round(len(rules.steps) * place / (moves + (0 if ended else 2)))
        for position in range(begun, reached):
            step = rules.steps[position]
            if step.optional:
                continue
            self._heap.add(
                CaseStep,
                case_id=story.id,
                code=step.code,
                position=position,
                done_at=story.at,
                who=self._dice.staff(),
            )

    def _offers(self, story: Story) -> None:
        lines = self._dice.sample(words()["offers"]["rows"], self._dice.randint(1, 2))
        for place, what in enumerate(lines):
            last = place == len(lines) - 1
            self._pass(story, self._dice.uniform(5, 90))
            answer = OfferAnswer.ACCEPTED if last else OfferAnswer.DECLINED
            self._heap.add(
                Offer,
                case_id=story.id,
                position=place,
                what=what,
                answer=answer,
                offered_at=story.at,
                answered_at=story.at,
                who=self._dice.staff(),
            )
            self._event(story, CaseEventKind.OFFERED, text=what)

    def _goods(self, case_id: int, order: Order, kind: CaseKind) -> None:
        about = order.lines if self._dice.chance(30) else order.lines[:1]
        damaged = "damaged" in kind
        for place, (line_id, item, quantity) in enumerate(about):
            self._heap.add(
                CaseLine,
                case_id=case_id,
                order_line_id=line_id,
                position=place,
                sku=item.sku,
                title=item.title,
                variant=item.variant,
                quantity=quantity,
                price_minor=item.price_minor,
                cost_minor=item.cost_minor,
                shipped=quantity,
                received_damaged=quantity if damaged else 0,
                received_good=0 if damaged or kind is CaseKind.LOST else quantity,
            )

    def _cost(self, story: Story, order: Order) -> None:
        amount = order.lines[0][1].price_minor * self._dice.choice((20, 50, 100)) // 100
        kind = self._dice.choice(_COSTS)
        self._heap.add(
            CaseCost,
            case_id=story.id,
            kind=kind,
            payer=Party.SHOP,
            amount_minor=amount,
            currency=order.currency,
            at=story.at,
            who=self._dice.staff(),
        )
        if self._dice.chance(50):
            self._heap.add(
                CaseCost,
                case_id=story.id,
                kind=CostKind.POSTAGE_BACK,
                payer=self._dice.choice((Party.SHOP, Party.BUYER)),
                amount_minor=self._dice.choice((600, 800, 1200)),
                currency=order.currency,
                at=story.at,
                who=self._dice.staff(),
            )

    def _follow_up(self, *, over: bool) -> str | None:
        if over or self._dice.chance(70):
            return None
        return (self._now + timedelta(days=self._dice.randint(-1, 6))).date().isoformat()


def _learned(number: int) -> str:
    """What was learned; of some nobody wrote it down."""
    rows = words()["lessons"]["rows"]
    return str(rows[number % len(rows)]) if number % 5 else ""


def _path(rules: Rules, target: CaseStage) -> tuple[CaseStage, ...]:
    return _paths(rules.kind.value, tuple((a, tuple(b)) for a, b in rules.stages.items()), target)


@cache
def _paths(
    _kind: str, stages: tuple[tuple[CaseStage, tuple[CaseStage, ...]], ...], target: CaseStage
) -> tuple[CaseStage, ...]:
    """The shortest way from new to a stage."""
    after = dict(stages)
    queue = deque([(CaseStage.NEW, ())])  # type: deque[tuple[CaseStage, tuple[CaseStage, ...]]]
    seen = {CaseStage.NEW}
    while queue:
        stage, way = queue.popleft()
        if stage is target:
            return way
        for other in after.get(stage, ()):
            if other not in seen:
                seen.add(other)
                queue.append((other, (*way, other)))
    return ()
