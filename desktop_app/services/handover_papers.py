"""The handover sheet on paper: to be printed, pinned up, or kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core import i18n, paths
from desktop_app.core.kinds import FollowUpState
from desktop_app.core.masking import Masks, Place
from desktop_app.core.names import safe
from desktop_app.core.track import Track, everything
from desktop_app.services import handover_lists, privacy
from desktop_app.services.store import Store

if TYPE_CHECKING:
    from desktop_app.documents.handover_form import HandoverLine, HandoverSheet
    from desktop_app.services.handover_lists import ItemRow


@dataclass(frozen=True)
class WrittenHandover:
    """A file that was written: where, its pages, and how many lines it has."""

    path: Path
    pages: int
    lines: int


def paper(store: Store, handover_id: int) -> HandoverSheet:
    """The sheet as data for paper, in the language spoken now. Raises NotFound."""
    from desktop_app.documents.handover_form import HandoverSheet

    sheet = handover_lists.show(store, handover_id)
    row = sheet.row
    masks = privacy.masks(store, Place.PAPER)
    return HandoverSheet(
        day=row.day,
        shift=row.shift_name,
        from_whom=row.from_whom,
        to_whom=row.to_whom,
        note=row.note,
        signed_at=row.signed_at,
        accepted_at=row.accepted_at,
        lines=tuple(_line(item, item.age(row.day), masks) for item in sheet.items),
        language=i18n.language(),
    )


def write(
    store: Store, handover_id: int, target: Path | None = None, *, track: Track = everything
) -> WrittenHandover:
    """Writes the sheet as a PDF, into the shop's documents where no target is given.

    Raises NotFound; FileTrouble when the file can't be written.
    """
    from desktop_app.documents import handover_form

    sheet = paper(store, handover_id)
    place = target or _own_file(store, handover_id, sheet)
    made = handover_form.write(sheet, place, track=track)
    return WrittenHandover(place, made.pages, len(sheet.lines))


def _line(item: ItemRow, age: int, masks: Masks) -> HandoverLine:
    from desktop_app.documents.handover_form import HandoverLine

    return HandoverLine(
        what=item.what,
        thing="  ".join(part for part in (item.thing, masks.buyer_id(item.buyer)) if part),
        progress=masks.free(item.progress),
        due_at=item.due_at,
        age_days=age,
        acknowledged=item.acknowledged_at is not None,
        done=item.state is not FollowUpState.OPEN,
    )


def _own_file(store: Store, handover_id: int, sheet: HandoverSheet) -> Path:
    """One file for each sheet: printed again, it is the sheet as it stands then."""
    folder = store.paths.documents / "handovers"
    try:
        paths.private_dir(folder)
    except OSError as error:
        raise paths.from_os_error(error, folder) from error
    return folder / safe(f"{sheet.day} {sheet.shift} {handover_id}.pdf")
