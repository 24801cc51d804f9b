"""What must come first: searches in four languages over the sample event and the shared photographs.

The files are small, but carry the metadata of the real ones through the real ingest; each search goes
the way of the results page, once with Whoosh and once with the plain engine that is its reference.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from archive import wiring
from archive.engines.search_memory import MemorySearch
from archive.media import embed
from archive.media.sandbox import Sandbox
from archive.model import NameKind
from archive.model.account import COMMAND_LINE
from archive.sample.event import EVENT, FRAMES, PEOPLE, SOCIAL_COPY, SamplePerson
from archive.services import authorities, discovery, indexing, tagging
from archive.services.authorities import EventDraft, Name, PersonDraft
from archive.services.discovery import Request
from archive.services.tagging import AssetChange
from archive.settings import Settings
from archive.work import Archive
from tests.factories import jpeg, take_in
from tests.shared import needed, photo

NOW = datetime(2020, 10, 14, 9, tzinfo=UTC)
"""The Wednesday of the week after the event."""

Search = Callable[[str], list[str]]

# A search; the frames that must come first, in any order; whether nothing else may be found.
# Frames by number: DSC_0622.JPG is 622.
SAMPLE: tuple[tuple[str, str, bool], ...] = (
    # Words, in any of their forms
    ("memorandum", "622", True),
    ("memorandum \u2212violin", "622", True),
    ("lamps \u2014corridor", "590", True),
    ("эээээ", "", True),
    ("ту", "", True),
    ("меморандум", "622", True),
    ("меморандуме", "622", True),
    ("the signing of the memorandum", "622", True),
    ("lantern", "614", True),
    ("lanterns", "614", True),
    ("фонари", "614", True),
    ("фонарей", "614", True),
    ("violin", "631", True),
    ("симфонический квартет", "631 634", True),
    ("Symphonic Quartets", "631 634", True),
    ("шкаф", "", True),
    ("жёлтые листья", "574", True),
    ("желтый лист", "574", True),
    ("mountain", "569 660 664", True),
    ("горы", "", True),
    ("хребтом", "664", False),
    ("снегом", "569", True),
    ("steppe", "664", True),
    ("степи", "664", True),
    ("slides seoul", "649", True),
    ("rain window", "653", False),
    ("hanok", "611 643", True),
    ("крыши ханоков", "611 643", True),
    ("shelf", "583 603", True),
    ("porcelain", "601", True),
    ("лампы в коридоре", "577", True),
    ("lamps -corridor", "590", True),
    ("violin or porcelain", "631 601", True),
    ("2 of (books, shelves, reading)", "583 590 603 625", True),
    ("slide -(hanok or seoul)", "614 640 653 660 664", True),
    # Phrases and beginnings
    ('"first reader\'s book"', "625", True),
    ('"moon jar"', "601", True),
    ('"jar moon"', "", True),
    ("«читального зала»", "625", True),
    ("porcel*", "601", True),
    ("мемор*", "622", True),
    # The event, in the languages of its title
    ("терезе ханок", "611 643", True),
    ("кореяға терезе lanterns", "614", True),
    ("кітап бұрышы violin", "631", True),
    ("кітаптың бұрышында violin", "631", True),
    ("китап бурышы violin", "631", True),
    ("개관식 violin", "631", True),
    ("도서 코너 memorandum", "622", True),
    ("개관식에서 violin", "631", True),
    ("event:корею memorandum", "622", True),
    ("series:corners lanterns", "614", True),
    # People, across scripts and endings
    ("person:ospanova", "588 596 622", True),
    ("ospanova", "622 588 596", True),
    ("Оспанова", "588 596 622", True),
    ("Оспановой", "596 588 622", True),
    ("Бакытжамал Оспанова", "622 588 596", True),
    ("Оспанова Бақытжамал", "588 596 622", True),
    ("김흥수", "588 596 622", True),
    ("Ким Хын Су", "588 596 622", True),
    ("Kim Heung-soo", "588 596 622", True),
    ("Искаков", "590 596", True),
    ("Искаковым", "590 596", True),
    ("Ысқақов", "590 596", True),
    ("Жолаев", "590 596", True),
    ("Пак Иван", "601", True),
    ("박 이반", "601", True),
    ("강 게오르기", "601", True),
    ("서혜란", "608", True),
    ("Seo Hye-ran", "608", True),
    ("person:(пак or херан)", "601 608", True),
    ("су", "588 596 622", True),
    ("Ким Кхинг Су", "588 596 622", True),
    ("ospanova -iskakov", "588 622", True),
    ("оспанова и ким, memorandum", "622", True),
    ("people:4", "596", True),
    ("people:>1 -people:4", "588 590 601 622", True),
    ("человек:ким флаги", "588", True),
    # File names
    ("DSC_0622.JPG", "622", False),
    ("dsc 0622", "622", False),
    ("0622", "622", True),
    ("622", "622", True),
    ("62", "", True),
    ("DSC_0601..0608", "601 603 608", True),
    ("DSC_0601-0608", "601 603 608", True),
    ("DSC_0622 DSC_0625", "622 625", False),
    ("C:\\photos\\DSC_0622.JPG", "622", False),
    ("file:0660..", "660 664", True),
    ("файл:DSC_0601~2", "601 603", True),
    ("120928181_3272258616204906", SOCIAL_COPY, True),
    ("3272258616204906", SOCIAL_COPY, True),
    # Dates and numbers
    ("8 октября 2020 memorandum", "622", True),
    ("8 қазан 2020 violin", "631", True),
    ("2020년 10월 8일 lanterns", "614", True),
    ("October 8, 2020 porcelain", "601", True),
    ("last week violin", "631", True),
    ("на прошлой неделе violin", "631", True),
    ("өткен аптада violin", "631", True),
    ("지난주 violin", "631", True),
    ("2019 violin", "", True),
    ("8.10.20 violin", "631", True),
    ("10.2020 violin", "631", True),
    ("до 2020 violin", "", True),
    ("after 2019 violin", "631", True),
    ("2021 жылға дейін violin", "631", True),
    ("2019년 이후 violin", "631", True),
    ("iso>2000", "596 608 634", True),
    ("iso 3200", "596 608 634", True),
    ("before:2020-10-08 violin", "", True),
    ("iso:>2000", "596 608 634", True),
    ("iso:<=100", "569 574", True),
    ("lens:18-140 shelves", "603", True),
    ("camera:d3300 quartet", "634", True),
    # Places
    ("near:43.2417,76.9489~50m", "569 571 574", True),
    ("near:51.13,71.43~100km", "", True),
    ("place:алматы memorandum", "", True),
    ("place:almaty memorandum", "622", True),
    ('place:"abay avenue"', "569 571 574", True),
    # What is recorded, or not
    ("no:person slide lanterns", "614", True),
    ("has:person slide", "", True),
    ("no:date", SOCIAL_COPY, True),
    ("status:черновик", SOCIAL_COPY, True),
    ("keyword:autumn", "571 574", True),
    ("ключ:autumn -leaves", "571", True),
    ("headline:window", "580 653", True),
    ("rights:sample violin", "631", True),
)

# A search; the files that must come first; one that must not be found.
SHARED: tuple[tuple[str, str, str], ...] = (
    ("Ақылбек Өміров", "made-all_three_agree_kk.jpg", "made-iptc_utf8_declared_kk.jpg"),
    ("creator:омиров", "made-all_three_agree_kk.jpg", "made-iptc_utf8_declared_kk.jpg"),
    ("keyword:кітапхана", "made-all_three_agree_kk.jpg", "made-iptc_utf8_declared_kk.jpg"),
    ("китапхана", "made-all_three_agree_kk.jpg", "made-iptc_latin1_declared.jpg"),
    ("қалада бұрыштың", "made-iptc_utf8_declared_kk.jpg", "made-iptc_latin1_declared.jpg"),
    ("ашылуында терезенің", "made-iptc_utf8_declared_kk.jpg", "made-iptc_latin1_declared.jpg"),
    ("ёлки съездом", "made-xmp_lang_alternatives.jpg", "made-iptc_latin1_declared.jpg"),
    ("книжный уголок", "made-xmp_lang_alternatives.jpg", "made-iptc_utf8_declared_kk.jpg"),
    ("국립 도서관", "made-tiff_iptc_xmp_ko.tif", "made-iptc_latin1_declared.jpg"),
    ("개관식에서", "made-tiff_iptc_xmp_ko.tif", "made-iptc_latin1_declared.jpg"),
    ("図書館", "made-xmp_ko_ja_zh.jpg", "made-tiff_iptc_xmp_ko.tif"),
    ("strasse", "made-iptc_latin1_declared.jpg", "made-xmp_lang_alternatives.jpg"),
    ("bucherecke grosse", "made-iptc_latin1_declared.jpg", "made-xmp_lang_alternatives.jpg"),
    ("йогурт", "made-xmp_decomposed_accents.jpg", "made-xmp_lang_alternatives.jpg"),
    ("angstrom ete", "made-xmp_decomposed_accents.jpg", "made-iptc_latin1_declared.jpg"),
    ("andre muller", "made-xmp_decomposed_accents.jpg", "made-iptc_latin1_declared.jpg"),
    ("Пак Иван", "made-iptc_ext_people_regions.jpg", "made-iptc_latin1_declared.jpg"),
    ("ronald reagan", "exiv2-Reagan.jpg", "made-iptc_latin1_declared.jpg"),
    ("near:43.238,76.945~30km", "made-gps_almaty.jpg", "exiv2-Reagan.jpg"),
    ("2004 reagan", "exiv2-Reagan.jpg", "made-gps_almaty.jpg"),
    ("june 2004", "exiv2-Reagan.jpg", "made-gps_almaty.jpg"),
    ("aeske ollegard", "pigallery-digikam.jpg", "exiv2-Reagan.jpg"),
    ("place:japan", "pigallery-digikam.jpg", "exiv2-Reagan.jpg"),
    ("1990s or 2000-е nikon", "exiv2-Reagan.jpg", "made-gps_almaty.jpg"),
)


@pytest.fixture(scope="module", params=["memory", "whoosh"])
def open_archive(
    request: pytest.FixtureRequest, blank: Path, tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox
) -> Iterator[Callable[[], Archive]]:
    opened: list[Archive] = []

    def opening() -> Archive:
        home = tmp_path_factory.mktemp("relevance") / "home"
        shutil.copytree(blank, home)
        archive = wiring.open_archive(Settings(home=home), sandbox)
        archive.clock = lambda: NOW
        if request.param == "memory":
            archive.search = MemorySearch()
        opened.append(archive)
        return archive

    yield opening
    for archive in opened:
        archive.engine.dispose()


@pytest.fixture(scope="module")
def sample(open_archive: Callable[[], Archive]) -> Search:
    archive = open_archive()
    with archive.begin() as work:
        draft = EventDraft(title=EVENT.title, starts_on=EVENT.day, place=EVENT.place, series=EVENT.series)
        event_id = authorities.create_event(work, draft).id
        people = {person.name: authorities.create_person(work, drafted(person)).id for person in PEOPLE}
    for frame in FRAMES:
        with Image.open(io.BytesIO(jpeg())) as image:
            content = embed.encode(image, frame.metadata)
        receipt = take_in(archive, COMMAND_LINE, content, frame.filename, event_id=event_id, publish=True)
        with archive.begin() as work:
            shown = tuple(people[person.name] for person in frame.people)
            tagging.edit(work, [receipt.asset_id], AssetChange(add_people=shown))
    take_in(archive, COMMAND_LINE, name=SOCIAL_COPY, event_id=event_id)
    return searching(archive)


@pytest.fixture(scope="module")
def shared(open_archive: Callable[[], Archive]) -> Search:
    archive = open_archive()
    for name in sorted({name for _, *names in SHARED for name in names}):
        take_in(archive, COMMAND_LINE, photo(f"metadata/{name}").read_bytes(), name, publish=True)
    return searching(archive)


def drafted(person: SamplePerson) -> PersonDraft:
    variants = tuple(Name(name, language, NameKind(kind)) for name, language, kind in person.variants)
    return PersonDraft(person.name, person.role, variants)


def searching(archive: Archive) -> Search:
    """A way to search as an archivist does: names of files, in order."""
    indexing.settle(archive)

    def search(text: str) -> list[str]:
        with archive.reading() as work:
            return [asset.filename for asset in discovery.search(work, Request(text)).assets]

    return search


def test_there_are_more_searches_than_promised() -> None:
    assert len(SAMPLE) + len(SHARED) >= 60
    assert all(len({text for text, *_ in table}) == len(table) for table in (SAMPLE, SHARED))


@pytest.mark.parametrize(("text", "frames", "alone"), SAMPLE)
def test_search_of_the_sample_finds_what_is_meant_first(sample: Search, text: str, frames: str, alone: bool) -> None:
    first = {number if number == SOCIAL_COPY else f"DSC_0{number}.JPG" for number in frames.split()}
    found = sample(text)
    assert set(found[: len(first)]) == first
    assert not alone or len(found) == len(first), found


@needed
@pytest.mark.parametrize(("text", "first", "unwanted"), SHARED)
def test_search_of_real_files_finds_what_is_meant_first(shared: Search, text: str, first: str, unwanted: str) -> None:
    found = shared(text)
    assert found[:1] == [first], found
    assert unwanted not in found
