"""Real photos of every kind, good and bad, in one batch (AFTERSALES_SAMPLES/photos)."""

from __future__ import annotations

import csv
import hashlib
import os
import resource
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from desktop_app.core import texts
from desktop_app.core.errors import Reason
from desktop_app.core.kinds import Platform
from desktop_app.services import buyers, photo_checks, photos
from desktop_app.services.photos import ImportReport
from desktop_app.services.store import Store

BESIDE = Path(__file__).parents[3] / "shared" / "data"
SAMPLES = Path(os.environ.get("AFTERSALES_SAMPLES", BESIDE)) / "photos"
pytestmark = [
    pytest.mark.samples,
    pytest.mark.timeout(120),
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="no sample photos"),
]

SKIPPED = {"IMG_0001.AAE", "IMG_0001.jpg.crdownload", "Thumbs.db", "desktop.ini"}
REFUSED = {
    "dn_IllegalArgumentException.HeifReader.processBoxes.heif": Reason.NOT_A_PICTURE,
    "dn_beach.jpg": Reason.NOT_A_PICTURE,
    "dn_reallybig.bmp": Reason.PICTURE_TOO_LARGE,
    "made_all_zero_same_size.jpg": Reason.NOT_EVIDENCE,
    "made_exe_header.jpg": Reason.NOT_EVIDENCE,
    "made_html_login_page.jpg": Reason.NOT_EVIDENCE,
    "made_one_byte.jpg": Reason.NOT_EVIDENCE,
    "pil_combined_larger_than_size.psd": Reason.NOT_EVIDENCE,
    "pil_crash-4fb027452e6988530aa5dabee76eecacb3b79f8a.j2k": Reason.NOT_EVIDENCE,
    "pil_decompression_bomb.gif": Reason.PICTURE_TOO_LARGE,
    "pil_oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif": Reason.NOT_A_PICTURE,
    "pil_png_decompression_dos.png": Reason.NOT_A_PICTURE,
    "pil_seek_too_large.tif": Reason.NOT_A_PICTURE,
    "pil_unknown_compression_method.png": Reason.NOT_A_PICTURE,
    "pil_zero_width.gif": Reason.NOT_A_PICTURE,
    "~$evidence.jpg": Reason.NOT_EVIDENCE,
}
DAMAGED = {
    "dn_eecb78b937a7c5f04aae2f5b0f5b5acc.jpg",
    "dn_shortfile.bmp",
    "phe_truncated.heic",
    "pil_crash-0c7e0e8e11ce787078f00b5b0ca409a167f070e0.tif",
    "pil_crash-2020-10-test.tif",
    "pil_crash-f46f5b2f43c370fe65706c11449f567ecc345e74.tif",
    "pil_syntax_num_frames_zero.png",
    "pil_truncated_jpeg.jpg",
}


@pytest.fixture
def buyer(shop: Store) -> int:
    return buyers.obtain(shop, Platform.TAOBAO, "小鹿")


def truth() -> dict[str, str]:
    with (SAMPLES / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["sha256"] for row in csv.DictReader(file, delimiter="\t")}


def of(report: ImportReport) -> dict[str, photos.StoredPhoto]:
    return {Path(one.source).name: one for one in report.added}


def test_h11_every_good_photo_is_stored_as_it_is_with_an_upright_thumbnail(
    shop: Store, buyer: int
) -> None:
    report = photos.import_files(shop, buyer, [SAMPLES / "good"])
    assert (report.refused, report.duplicates, report.skipped) == ([], [], [])
    sums = {name: sha for name, sha in truth().items() if name.startswith("good/")}
    assert len(report.added) == len(sums)
    for name, stored in of(report).items():
        kept = shop.paths.absolute(stored.stored)
        assert hashlib.sha256(kept.read_bytes()).hexdigest() == sums[f"good/{name}"]
        assert not stored.damaged
        assert photos.thumbnail(shop, stored.id) is not None


def test_h07_eight_ways_of_holding_a_camera_give_one_picture(shop: Store, buyer: int) -> None:
    names = [SAMPLES / "good" / f"rec_Landscape_{way}.jpg" for way in range(9)]
    report = photos.import_files(shop, buyer, names)
    pictures = []
    for one in report.added:
        kept = photos.thumbnail(shop, one.id)
        assert kept is not None
        with Image.open(kept) as picture:
            pictures.append(picture.convert("RGB").resize((64, 43)))
    for picture in pictures:
        off = ImageStat.Stat(ImageChops.difference(picture, pictures[1])).mean
        assert max(off) < 12  # the digit in the middle differs


def test_h03_every_bad_file_is_answered_and_the_batch_goes_on(shop: Store, buyer: int) -> None:
    before = {path: path.read_bytes() for path in sorted((SAMPLES / "bad").iterdir())}
    begun = time.monotonic()
    report = photos.import_files(shop, buyer, [SAMPLES])
    assert time.monotonic() - begun < 60
    refused = {Path(one.source).name: one.error.reason for one in report.refused}
    refused.pop("manifest.tsv")
    assert refused == REFUSED
    assert {Path(name).name for name in report.skipped} == SKIPPED
    assert {name for name, one in of(report).items() if one.damaged} == DAMAGED
    assert all(texts.sentence(one.error) for one in report.refused)
    assert {path: path.read_bytes() for path in before} == before
    assert photo_checks.verify(shop).problems == []
    if sys.platform == "linux":
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_000_000


def test_h52_a_bit_that_flips_in_a_stored_photo_is_found(shop: Store, buyer: int) -> None:
    source = SAMPLES / "bad" / "made_jpeg_named.png"
    (stored,) = photos.import_files(shop, buyer, [source]).added
    kept = shop.paths.absolute(stored.stored)
    kept.write_bytes((SAMPLES / "bad" / "made_jpeg_one_bit_flipped.jpg").read_bytes())
    (problem,) = photo_checks.verify(shop).problems
    assert (problem.ill, problem.stored) == (photo_checks.Ill.ALTERED, stored.stored)
