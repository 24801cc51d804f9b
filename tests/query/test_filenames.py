"""File names as people write them: sixteen patterns of real cameras, telephones and web sites, all in one archive."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.engines.search_memory import MemorySearch
from archive.query.filenames import Frame, frame, natural_key, span
from archive.query.parse import parse
from archive.query.query import Query
from tests.engines.corpus import STATUSES, document

SOCIAL = "120928181_3272258616204906_5448768091981048719_n.jpg"

# A name in the archive; what is typed for it.
WANTED: tuple[tuple[str, str], ...] = (
    ("DSC_0622.JPG", "DSC_0622.JPG | DSC 0622 | dsc0622 | DSC-622 | 0622 | 622"),
    ("_DSC1734.NEF", "_DSC1734 | dsc1734 | 1734"),
    ("IMG_4460.CR2", "IMG_4460.jpg | img 4460"),
    ("P1040958.RW2", "P1040958 | 1040958"),
    ("DSCF7005.RAF", "dscf 7005 | DSCF7005"),
    ("IMG_20201008_110320.jpg", "IMG_20201008_110320 | 20201008 | 20201008 110320"),
    ("PXL_20210903_081522123.jpg", "PXL_20210903_081522123 | 081522123"),
    ("20191127_155102.jpg", "20191127_155102 | 20191127"),
    ("WhatsApp Image 2020-10-09 at 11.03.20 (1).jpeg", "WhatsApp Image 2020-10-09 at 11.03.20 (1)"),
    (SOCIAL, f"{SOCIAL} | 120928181 | 3272258616204906 | 5448768091981048719 | 120928"),
    ("photo_2021-03-08_14-25-37.jpg", "photo_2021-03-08_14-25-37.jpg | photo 2021-03-08"),
    ("Screenshot 2022-04-01 at 10.15.33.png", "Screenshot 2022-04-01"),
    (unicodedata.normalize("NFD", "Юбилей 12.tif"), "Юбилей 12 | юбилей"),
    ("Қысқы көрме-03.jpg", "Қысқы көрме 03 | кыскы корме 3"),
    ("도서관_0007.jpg", "도서관_0007 | 도서관 7"),
    ("scan0031 копия.tiff", "scan0031 | scan 31"),
)
# Typed, and the name that must not be found by it.
UNWANTED: tuple[tuple[str, str], ...] = (
    ("62", "DSC_0622.JPG"),
    ("22", "DSC_0622.JPG"),
    ("DSC_1734", "DSC_0622.JPG"),
    ("4460", "P1040958.RW2"),
    ("958", "P1040958.RW2"),
    ("209281", SOCIAL),
    ("IMG_0622", "DSC_0622.JPG"),
)
TYPED = [(name, typed) for name, several in WANTED for typed in several.split(" | ")]


@pytest.fixture(scope="module")
def engine() -> MemorySearch:
    engine = MemorySearch()
    engine.rebuild(document(n, filenames=(name,)) for n, (name, _) in enumerate(WANTED))
    return engine


def found(engine: MemorySearch, text: str) -> list[str]:
    query = Query(statuses=frozenset(STATUSES), tree=parse(text, date(2026, 11, 22)).tree)
    return [WANTED[hit.id][0] for hit in engine.find(query).hits]


def test_the_table_is_as_large_as_promised() -> None:
    assert (len(WANTED), len(TYPED), len(UNWANTED)) == (16, 39, 7)


@pytest.mark.parametrize(("name", "typed"), TYPED)
def test_a_file_is_found_as_its_name_is_typed(engine: MemorySearch, name: str, typed: str) -> None:
    for form in ("NFC", "NFD"):
        assert found(engine, unicodedata.normalize(form, typed))[:1] == [name]


@pytest.mark.parametrize(("typed", "name"), UNWANTED)
def test_a_file_is_not_found_by_a_piece_of_its_number(engine: MemorySearch, typed: str, name: str) -> None:
    assert name not in found(engine, typed)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("DSC_0620..0640", {"DSC_0622.JPG"}),
        ("dsc620..DSC_0622", {"DSC_0622.JPG"}),
        ("DSC_0623..0640", set()),
        ("file:DSC_0600~22", {"DSC_0622.JPG"}),
        ("file:DSC_0600~21", set()),
        ("DSC_0001..9999", {"DSC_0622.JPG", "_DSC1734.NEF"}),
        ("file:DSC_1000..", {"_DSC1734.NEF"}),
        ("file:..DSC_1000", {"DSC_0622.JPG"}),
        ("file:0030..0040", {"scan0031 копия.tiff"}),
        ('file:"Юбилей 10..20"', {WANTED[12][0]}),
        ("도서관_0000..0010", {"도서관_0007.jpg"}),
        ("IMG_20201008_110300..110400", {"IMG_20201008_110320.jpg"}),
        ("-DSC_0620..0640 file:dsc", {"_DSC1734.NEF"}),
    ],
)
def test_a_range_of_numbers_finds_the_files_between(engine: MemorySearch, typed: str, names: set[str]) -> None:
    for form in ("NFC", "NFD"):
        assert set(found(engine, unicodedata.normalize(form, typed))) - {""} == names


@given(st.integers(0, 9_999), st.integers(0, 9_999), st.integers(0, 9_999))
def test_a_range_holds_just_the_numbers_between(number: int, one: int, other: int) -> None:
    taken = frame(f"DSC_{number:04}.JPG")
    between = span(f"DSC_{one:04}", f"DSC_{other:04}")
    assert taken == Frame("dsc", number)
    assert between == ("dsc", min(one, other), max(one, other))


@pytest.mark.parametrize(
    ("name", "stem", "number"),
    [
        ("DSC_0622.JPG", "dsc", 622),
        ("dsc0622 (1).jpg", "dsc", 622),
        ("DSC_0622-Edit-2.tif", "dsc", 622),
        ("DSC_0622-1500x1000.jpg", "dsc", 622),
        ("IMG_20201008_000012.HEIC", "img20201008", 12),
        ("0000.jpg", "-", 0),
        ("Юбилей 5.jpg", "юбилей", 5),
        ("noname.jpg", "noname", None),
        (SOCIAL, "1209281813272258616204906", None),
    ],
)
def test_a_frame_is_what_the_camera_counted(name: str, stem: str, number: int | None) -> None:
    assert frame(name) == frame(unicodedata.normalize("NFD", name)) == Frame(stem, number)


@pytest.mark.parametrize(
    ("first", "last", "meant"),
    [
        ("DSC_0620", "0640", ("dsc", 620, 640)),
        ("DSC_0620", "40", ("dsc", 620, 640)),
        ("DSC_0640", "DSC_0620", ("dsc", 620, 640)),
        ("0620", "0640", ("", 620, 640)),
        ("9", "10", ("", 9, 10)),
        ("DSC_0620", "", ("dsc", 620, None)),
        ("", "DSC_0640", ("dsc", None, 640)),
        ("DSC_0620", "IMG_0640", None),
        ("dsc", "img", None),
        ("", "", None),
    ],
)
def test_the_ends_of_a_range_may_be_short(first: str, last: str, meant: tuple[str, int, int] | None) -> None:
    assert span(first, last) == meant


def test_names_are_ordered_as_people_count() -> None:
    names = ["DSC_9.JPG", "DSC_10.JPG", "dsc_0011.jpg", "DSC_100.JPG", "IMG_1.JPG"]
    assert sorted(set(names), key=natural_key) == names
