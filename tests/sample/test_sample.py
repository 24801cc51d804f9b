"""The sample event: what the written files say of themselves, as Pillow's own readers and ExifTool see it."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageStat
from PIL.ExifTags import IFD, Base

from archive.sample import make, pictures
from archive.sample.event import EVENT, FRAMES, PEOPLE, SOCIAL_COPY, SOCIAL_COPY_OF

CAMERA_FILES = [frame.filename for frame in FRAMES]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole event, written once for all tests here."""
    folder = tmp_path_factory.mktemp("sample")
    make.write(folder)
    return folder


@pytest.mark.slow
def test_every_file_of_the_card_is_written_and_is_a_whole_picture(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted([*CAMERA_FILES, SOCIAL_COPY])
    for path in folder.iterdir():
        with Image.open(path) as picture:
            picture.load()
            assert picture.format == "JPEG"


def test_the_files_named_in_the_press_release_are_among_them() -> None:
    assert {"DSC_0569.JPG", "DSC_0622.JPG", "DSC_0664.JPG"} <= set(CAMERA_FILES)
    assert SOCIAL_COPY == "120928181_3272258616204906_5448768091981048719_n.jpg"


def test_every_frame_has_a_picture_and_every_picture_a_frame() -> None:
    assert [Path(name).stem for name in CAMERA_FILES] == list(pictures.PICTURES)


def test_frames_follow_each_other_as_a_camera_counts() -> None:
    numbers = [int(re.sub(r"\D", "", name)) for name in CAMERA_FILES]
    assert numbers == sorted(set(numbers))
    assert all(later.taken > earlier.taken for earlier, later in itertools.pairwise(FRAMES))
    assert {frame.taken.date() for frame in FRAMES} == {EVENT.day}


@pytest.mark.slow
def test_a_frame_says_when_and_by_which_camera_it_was_taken(folder: Path) -> None:
    with Image.open(folder / "DSC_0622.JPG") as picture:
        exif = picture.getexif()
        shot = exif.get_ifd(IFD.Exif)
    assert exif[Base.Model] == "NIKON D750"
    assert shot[Base.DateTimeOriginal] == "2020:10:08 11:33:19"
    assert shot[Base.OffsetTimeOriginal] == "+06:00"
    assert shot[Base.ExposureTime] == pytest.approx(1 / 125)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
def test_exiftool_reads_the_card_without_a_warning(folder: Path) -> None:
    command = [
        "exiftool",
        "-json",
        "-validate",
        "-warning",
        "-Subject",
        "-PersonInImage",
        "-Event",
        str(folder),
    ]
    files = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert {Path(file["SourceFile"]).name: file["Validate"] for file in files} == {
        path.name: "OK" for path in folder.iterdir()
    }
    signing = next(file for file in files if file["SourceFile"].endswith("DSC_0622.JPG"))
    assert signing["PersonInImage"] == ["Ospanova Bakytzhamal Kayirbekovna", "Kim Khing Su"]
    assert signing["Event"] == "The Window to Korea: opening of the Book corner"
    assert "memorandum" in signing["Subject"]


@pytest.mark.slow
def test_the_copy_from_a_social_network_is_the_same_picture_with_nothing_said(folder: Path) -> None:
    with Image.open(folder / SOCIAL_COPY) as copy, Image.open(folder / SOCIAL_COPY_OF) as original:
        assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not copy.getexif()
        assert copy.width < original.width
        small = [np.asarray(image.convert("L").resize((64, 43)), float) for image in (copy, original)]
    assert np.abs(small[0] - small[1]).mean() < 2


@pytest.mark.slow
def test_no_two_frames_look_alike(folder: Path) -> None:
    thumbs = {}
    for name in CAMERA_FILES:
        with Image.open(folder / name) as picture:
            thumbs[name] = np.asarray(picture.convert("RGB").resize((16, 16)), float)
    for first, second in itertools.combinations(CAMERA_FILES, 2):
        assert np.abs(thumbs[first] - thumbs[second]).mean() > 8, f"{first} and {second}"


@pytest.mark.slow
def test_every_frame_has_depth_of_tone_neither_black_nor_burnt_out(folder: Path) -> None:
    for name in CAMERA_FILES:
        with Image.open(folder / name) as picture:
            statistics = ImageStat.Stat(picture.convert("L"))
        assert 15 < statistics.mean[0] < 200, name
        assert statistics.stddev[0] > 18, name


def test_a_picture_is_the_same_each_time_it_is_drawn() -> None:
    first, second = (hashlib.sha256(pictures.draw("DSC_0653").tobytes()).digest() for _ in range(2))
    assert first == second


def test_everybody_is_named_in_the_release_and_seen_in_a_frame() -> None:
    for person in PEOPLE:
        russian = next(name for name, language, kind in person.variants if (language, kind) == ("ru", "parallel"))
        assert person.name in EVENT.description["en"]
        assert russian in EVENT.description["ru"]
        assert any(person in frame.people for frame in FRAMES)


def test_each_form_of_a_name_is_recorded_once_and_in_its_script() -> None:
    scripts = {
        "ru": r"[А-Яа-яЁё. ]+",
        "kk": r"[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІі ]+",
        "ko": r"[가-힣 ]+",
        "en": r"[A-Za-z.\- ]+",
    }
    for person in PEOPLE:
        forms = [person.name, *(name for name, _, _ in person.variants)]
        assert len(forms) == len(set(forms))
        for name, language, kind in person.variants:
            assert re.fullmatch(scripts[language], name)
            assert kind in {"parallel", "other"}


def test_texts_are_there_in_the_languages_promised() -> None:
    assert set(EVENT.title) == {"en", "ru", "kk", "ko"}
    assert set(EVENT.description) == {"en", "ru"}
    for frame in FRAMES:
        assert set(frame.caption) == {"en", "ru"}
