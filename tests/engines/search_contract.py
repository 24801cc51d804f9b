"""What every search engine promises. Each engine's test module subclasses ``SearchContract``."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.errors import Invalid
from archive.ports import SearchEngine
from archive.query.document import Document
from archive.query.fields import FIELDS
from archive.query.parse import parse
from archive.query.query import DATE, Bar, FacetValue, Grain, Hit, Hits, Position, Query, Sort
from archive.query.tree import AtLeast, Like, Named, Near, Node, Not, Word
from tests.engines.corpus import GEORGIY, ISKAKOV, KIM, OSPANOVA, STATUSES, document, generated

TODAY = date(2026, 11, 22)
EVERYONE = frozenset(STATUSES)
FACETS = tuple(field.name for field in FIELDS if field.is_facet and not field.hidden)
ALMATY, ASTANA, FIJI, TONGA, POLE = (43.238, 76.945), (51.128, 71.430), (-17.8, 179.9), (-17.8, -179.9), (89.99, 120.0)
SOCIAL = "120928181_3272258616204906_5448768091981048719_n.jpg"

# What is recorded, what is typed, whether it is found.
LANGUAGE: tuple[tuple[str, str, bool], ...] = (
    # English: number, tense, possession; another word stays another word
    ("Opening of the libraries", "library", True),
    ("The library opens", "opening", True),
    ("Readers running", "run", True),
    ("The director's speech", "director", True),
    ("The director speaks", "director's", True),
    ("Book corner", "BOOK", True),
    ("Bookkeeping", "book", False),
    ("Universe", "universal", False),
    ("A cat", "dog", False),
    ("Concert", "concerto", False),
    # Russian: case, number, ё
    ("Открытие выставки", "выставка", True),
    ("На выставке книг", "выставка", True),
    ("Национальная библиотека", "библиотеки", True),
    ("В Национальной библиотеке", "национальная библиотека", True),
    ("Ёлка в фойе", "елка", True),
    ("Елка в фойе", "ёлки", True),
    ("Район", "раион", True),
    ("Бой быков", "бои", True),
    ("Концерт", "выставка", False),
    # Kazakh: endings, and letters that a Russian keyboard has not
    ("Ұлттық кітапхана", "кітапхана", True),
    ("Ұлттық кітапханада", "кітапхана", True),
    ("Кітапхананың оқырмандары", "кітапхана", True),
    ("Ұлттық кітапханалар", "кітапхана", True),
    ("Ұлттық кітапхана", "улттык китапхана", True),
    ("Алматыда өтті", "Алматы", True),
    ("Алматыға келді", "алматыда", True),
    ("Көрмеде", "көрме", True),
    ("Қазақстан", "казакстан", True),
    ("Мұражай", "кітапхана", False),
    # Korean: no spaces, endings glued on, one syllable
    ("국립중앙도서관에서", "도서관", True),
    ("국립중앙도서관", "국립 도서관", True),
    ("김흥수 총영사", "김", True),
    ("총영사 김흥수", "수", True),
    ("국립중앙도서관", "박물관", False),
    ("서울", "울서", False),
    # Accents, ligatures, width, case, composition, apostrophes
    ("Café Français", "cafe francais", True),
    ("Cafe", "café", True),
    ("Ｔｏｋｙｏ", "tokyo", True),
    ("ﬁlm", "film", True),
    ("Straße", "STRASSE", True),
    ("Łódź", "lodz", True),
    ("İstanbul", "istanbul", True),
    (unicodedata.normalize("NFD", "Юбилей"), "юбилей", True),
    ("Юбилей", unicodedata.normalize("NFD", "юбилей"), True),
    ("O\u2019Connor", "o'connor", True),
    ("O'Connor", "connor", True),
    ("e-mail", "mail", True),
    # Other scripts, and words of one letter
    ("東京国立博物館", "博物館", True),
    ("हिन्दी साहित्य", "हिन्दी", True),
    ("مَكْتَبَة", "مكتبة", True),
    ("თბილისი", "თბილისი", True),
    ("Plan B", "b", True),
    ("Vitamin C", "b", False),
)

# A recorded name, what is typed, whether it is found.
NAMES: tuple[tuple[str, str, bool], ...] = (
    ("Ospanova Bakytzhamal Kayirbekovna", "ospanova", True),
    ("Ospanova Bakytzhamal Kayirbekovna", "Оспанова", True),
    ("Ospanova Bakytzhamal Kayirbekovna", "Оспановой", True),
    ("Ospanova Bakytzhamal Kayirbekovna", "Бакытжамал Оспанова", True),
    ("Ospanova Bakytzhamal Kayirbekovna", "Каирбековна", True),
    ("Оспанова Бакытжамал", "Ospanova", True),
    ("Оспанова Бакытжамал", "оспановой", True),
    ("Djulayev Akhat Kairatovich", "Джулаев Ахат Кайратович", True),
    ("Искаков Ерлан", "Iskakov", True),
    ("Искаков Ерлан", "Искаковым", True),
    ("Ысқақов Ерлан", "Ыскаков", True),
    ("Kassym-Jomart Tokayev", "Касым-Жомарт Токаев", True),
    ("Kan Georgiy Vasilyevich", "Георгию", True),
    ("Достоевский", "Dostoevsky", True),
    ("김흥수", "Gim Heung Su", True),
    ("김흥수", "흥수", True),
    ("Pak Ivan Timofeyevich", "Пак Иван Тимофеевич", True),
    ("Ospanova Bakytzhamal", "Искаков", False),
    ("Искаков Ерлан", "Исаков", False),
    ("Pak Ivan", "Павел", False),
)

# A file's name, what is typed, whether it is found.
FILES: tuple[tuple[str, str, bool], ...] = (
    *(("DSC_0622.JPG", typed, True) for typed in ("DSC_0622.JPG", "DSC 0622", "dsc0622", "0622", "622", "DSC_0622")),
    *(("DSC_0622.JPG", typed, True) for typed in ("dsc-622", "DSC622", "dsc", "DSC_06*", "file:DSC_0622", "_0622.jpg")),
    ("DSC_0622.JPG", '"DSC 0622"', True),
    ("DSC_0622.NEF", "DSC_0622.JPG", True),
    ("DSC_0622.JPG", "62", False),
    ("DSC_0622.JPG", "22", False),
    ("DSC_1622.JPG", "622", False),
    ("DSC_6220.JPG", "622", False),
    ("DSC_1622.JPG", "0622", False),
    ("DSC_0622.JPG", "IMG_0622", False),
    ("DSC_0622.JPG", "DSC_0623", False),
    ("DSC_6622.JPG", "DSC_06*", False),
    *((SOCIAL, typed, True) for typed in (SOCIAL, "120928181", "3272258616204906", "5448768091981048719")),
    *((SOCIAL, typed, True) for typed in ("120928", "327225861", "120928181 3272258616204906 5448768091981048719 n")),
    (SOCIAL, "120928181_3272258616204906", True),
    (SOCIAL, "120928181_3272258", True),
    (SOCIAL, "12092", False),
    (SOCIAL, "209281", False),
    ("IMG_20201008_110512.jpg", "20201008", True),
    ("IMG_20201008_110512.jpg", "20201008110512", True),
    ("2020-10-08 11.05.12.jpg", "20201008", True),
    ("P1010622.JPG", "p1010622", True),
    ("P1010622.JPG", "1010622", True),
    ("P1010622.JPG", "622", False),
    (unicodedata.normalize("NFD", "Юбилей 5.jpg"), unicodedata.normalize("NFC", "Юбилей 5"), True),
    (unicodedata.normalize("NFC", "Юбилей 5.jpg"), unicodedata.normalize("NFD", "юбилей"), True),
    ("Открытие выставки.tif", "выставка", True),
    ("IMG_0001(1).jpg", "IMG_0001(1).jpg", True),
    ("_MG_0007.CR2", "_MG_0007", True),
    ("0622.jpg", "622", True),
    ("noname", "noname", True),
)


class SearchContract:
    """The tests. A subclass says how to make an engine that is empty and ready."""

    @classmethod
    def make(cls, folder: Path) -> SearchEngine:
        raise NotImplementedError

    @pytest.fixture
    def engine(self, tmp_path: Path) -> SearchEngine:
        return self.make(tmp_path)

    @pytest.fixture(scope="class")
    @classmethod
    def archive(cls, tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
        """An engine with 100 photos that came in batches, replaced since; tests only read it."""
        engine = cls.make(tmp_path_factory.mktemp("archive"))
        with engine.writing():
            for first in range(1, 121, 30):
                engine.write([generated(n, seed=1) for n in range(first, first + 30)], [])
            engine.write([generated(n) for n in range(1, 101)], list(range(101, 121)))
        return engine

    # Finding

    def test_words_are_found_in_their_forms_and_languages(self, engine: SearchEngine) -> None:
        put(engine, (document(n, captions={"": text}) for n, (text, _, _) in enumerate(LANGUAGE, start=1)))
        assert wrong(engine, LANGUAGE) == []

    def test_people_are_found_across_scripts_and_endings(self, engine: SearchEngine) -> None:
        put(engine, (document(n, persons_named=(name,)) for n, (name, _, _) in enumerate(NAMES, start=1)))
        assert wrong(engine, NAMES) == []
        assert wrong(engine, [(name, f'person:"{typed}"', True) for name, typed, _ in NAMES[:3]]) == []

    def test_files_are_found_as_people_write_their_names(self, engine: SearchEngine) -> None:
        put(engine, (document(n, filenames=(name,)) for n, (name, _, _) in enumerate(FILES, start=1)))
        assert wrong(engine, FILES) == []

    def test_number_of_a_file_finds_that_file_only(self, engine: SearchEngine) -> None:
        names = ("DSC_0622.JPG", "DSC_1622.JPG", "DSC_6220.JPG", "DSC_0062.JPG", "DSC_2262.JPG")
        put(engine, (document(n, filenames=(name,)) for n, name in enumerate(names, start=1)))
        assert ids(find(engine, "622")) == {1}
        assert ids(find(engine, "DSC 0622")) == {1}

    def test_any_recorded_form_finds_the_person_in_every_photo(self, engine: SearchEngine) -> None:
        put(
            engine,
            [document(1, people=(KIM, OSPANOVA)), document(2, people=(KIM,)), document(3, people=(GEORGIY,))],
        )
        assert ids(find(engine, "김흥수")) == ids(find(engine, "Ким Хын Су")) == {1, 2}
        assert ids(find(engine, "김흥수 оспанова")) == {1}

    def test_field_finds_only_what_is_in_it(self, engine: SearchEngine) -> None:
        put(
            engine,
            [
                document(1, captions={"en": "Kim"}, headline="Opening"),
                document(2, people=(KIM,), keywords=("opening",)),
                document(3, creator="Kim", copyright="Opening Ltd", places=("Almaty",)),
                document(4, event=7, event_titles={"ru": "Открытие"}, series="Kim"),
            ],
        )
        assert ids(find(engine, "kim")) == {1, 2, 3, 4}
        assert ids(find(engine, "caption:kim")) == {1}
        assert ids(find(engine, "person:ким")) == {2}
        assert ids(find(engine, "creator:kim")) == {3}
        assert ids(find(engine, "series:kim")) == {4}
        assert ids(find(engine, "keyword:openings")) == {2}
        assert ids(find(engine, "copyright:opening")) == {3}
        assert ids(find(engine, "event:открытия or place:almaty")) == {3, 4}
        assert ids(find(engine, "keyword:(opening or closing) -creator:kim")) == {2}

    def test_phrase_needs_its_words_in_order_and_in_one_value(self, engine: SearchEngine) -> None:
        put(
            engine,
            [
                document(1, captions={"en": "the book corner of Korea"}),
                document(2, captions={"en": "corner book"}),
                document(3, captions={"en": "a book", "ru": "corner"}),
                document(4, headline="book", captions={"en": "corner"}),
                document(5, keywords=("book", "corner")),
                document(6, captions={"en": "book in a book corner"}),
            ],
        )
        assert ids(find(engine, '"book corner"')) == {1, 6}
        assert ids(find(engine, 'caption:"corner of korea"')) == {1}
        assert ids(find(engine, 'headline:"book corner"')) == set()

    def test_beginning_of_a_word_finds_it(self, engine: SearchEngine) -> None:
        put(engine, [document(1, captions={"en": "Korea"}), document(2, people=(ISKAKOV,)), document(3)])
        assert ids(find(engine, "kor*")) == {1}
        assert ids(find(engine, "iska*")) == {2}
        assert ids(find(engine, "caption:иска*")) == set()
        assert ids(find(engine, "caption:k*")) == {1}

    def test_dates_bound_the_time_of_capture(self, engine: SearchEngine) -> None:
        moments = (
            "2019-12-31 23:59:59.999999",
            "2020-01-01",
            "2020-10-08 11:00",
            "2020-12-31 23:59:59",
            "2021-01-01",
        )
        put(
            engine,
            [*(document(n, captured=datetime.fromisoformat(m)) for n, m in enumerate(moments)), document(9)],
        )
        assert ids(find(engine, "2020")) == {1, 2, 3}
        assert ids(find(engine, "year:2020")) == {1, 2, 3}
        assert ids(find(engine, "2020-10")) == ids(find(engine, "08.10.2020")) == {2}
        assert ids(find(engine, "date:2020-10-08")) == {2}
        assert ids(find(engine, "2020..2021")) == {1, 2, 3, 4}
        assert ids(find(engine, "before:2020")) == {0}
        assert ids(find(engine, "after:2020")) == {4}
        assert ids(find(engine, "no:date")) == {9}
        assert ids(find(engine, "-has:date")) == {9}

    def test_year_typed_by_itself_is_a_date_or_a_word(self, engine: SearchEngine) -> None:
        put(
            engine,
            [
                document(1, captured=datetime(2020, 5, 1)),
                document(2, captions={"en": "Plan 2020"}),
                document(3),
            ],
        )
        assert ids(find(engine, "2020")) == {1, 2}

    def test_numbers_and_marks(self, engine: SearchEngine) -> None:
        put(
            engine,
            [
                document(1, iso=100, accession=17),
                document(2, iso=6400, status="draft", position=(0.0, 0.0)),
                document(3, copyright="©", iso=10**30),
            ],
        )
        assert ids(find(engine, "iso:100..400")) == {1}
        assert ids(find(engine, "iso:400..")) == {2}
        assert ids(find(engine, "accession:17")) == {1}
        assert ids(find(engine, "id:3 or status:draft")) == {2, 3}
        assert ids(find(engine, "has:gps")) == {2}
        assert ids(find(engine, "no:copyright")) == {1, 2}

    def test_words_are_all_wanted_unless_said_otherwise(self, engine: SearchEngine) -> None:
        put(engine, [document(n, captions={"": text}) for n, text in enumerate(("a b", "a", "b", "c"))])
        assert ids(find(engine, "a b")) == {0}
        assert ids(find(engine, "a or b")) == {0, 1, 2}
        assert ids(find(engine, "a -b")) == {1}
        assert ids(find(engine, "-(a or b)")) == {3}
        assert ids(find(engine, "")) == {0, 1, 2, 3}

    def test_text_that_cannot_be_read_never_finds_everything(self, engine: SearchEngine) -> None:
        put(engine, [document(n) for n in range(5)])
        for text in ("???", "()", '""', "-", "or", "foo:bar", "date:yesterdayish", "(((", "*"):
            assert find(engine, text).total == 0, text

    def test_near_a_place_is_within_so_many_metres(self, engine: SearchEngine) -> None:
        """GeographicLib has 971.0 km, 21.2 km and 10.6 km across the date line, 2.01 km across the pole."""
        places = (ALMATY, ASTANA, FIJI, TONGA, POLE, None)
        put(engine, (document(n, position=position) for n, position in enumerate(places)))
        assert ids(found(engine, Near(*ALMATY, 0))) == {0}
        assert ids(found(engine, Near(*ALMATY, 960_000))) == {0}
        assert ids(found(engine, Near(*ALMATY, 990_000))) == {0, 1}
        assert ids(found(engine, Near(*FIJI, 20_900))) == {2}
        assert ids(found(engine, Near(*FIJI, 21_500))) == ids(found(engine, Near(*TONGA, 21_500))) == {2, 3}
        assert (
            ids(found(engine, Near(-17.8, 180.0, 11_000))) == ids(found(engine, Near(-17.8, -180.0, 11_000))) == {2, 3}
        )
        assert ids(found(engine, Near(89.992, -60.0, 1_800))) == set()
        assert ids(found(engine, Near(89.992, -60.0, 2_200))) == {4}
        assert ids(found(engine, Near(0.0, 0.0, 21_000_000))) == {0, 1, 2, 3, 4}
        assert ids(found(engine, Not(Near(*ALMATY, 500)))) == {1, 2, 3, 4, 5}

    def test_so_many_of_several_are_enough(self, engine: SearchEngine) -> None:
        put(engine, [document(n, captions={"": text}) for n, text in enumerate(("a b c", "a b", "c", "d"))])
        words = (Word("a"), Word("b"), Word("c"))
        assert [ids(found(engine, AtLeast(n, words))) for n in range(5)] == [
            {0, 1, 2, 3},
            {0, 1, 2},
            {0, 1},
            {0},
            set(),
        ]

    def test_alike_are_those_that_share_most_of_what_is_rare(self, engine: SearchEngine) -> None:
        put(
            engine,
            [
                document(1, people=(KIM, OSPANOVA), keywords=("library",)),
                document(2, people=(KIM, OSPANOVA), keywords=("library",)),
                document(3, people=(OSPANOVA,), keywords=("library",)),
                document(4, keywords=("library",)),
                document(5, keywords=("library",)),
                document(6),
            ],
        )
        like = Like(1, (("person", "1"), ("person", "2"), ("keyword", "library")))
        assert order(found(engine, like)) == [2, 3, 5, 4]

    def test_named_people_are_found_by_the_words_or_by_their_records(self, engine: SearchEngine) -> None:
        put(engine, [document(1, people=(KIM,)), document(2, captions={"": "A visitor"}), document(3)])
        assert order(found(engine, Named(Word("visitor"), (KIM.id,)))) == [1, 2]
        assert ids(found(engine, Named(Word("visitor"), (77,)))) == {2}

    # Order

    def test_file_names_go_as_people_count(self, engine: SearchEngine) -> None:
        names = ("DSC_10.JPG", "dsc_9.jpg", "DSC_0100.JPG", "IMG 1.jpg", "DSC_9.NEF", "img 1.jpg")
        put(engine, (document(n, filenames=(name,)) for n, name in enumerate(names)))
        assert order(find(engine, sort=Sort.FILENAME)) == [1, 4, 0, 2, 5, 3]

    def test_order_by_time_puts_undated_photos_last(self, engine: SearchEngine) -> None:
        days = {1: None, 2: datetime(2020, 1, 1), 3: datetime(1950, 1, 1), 4: datetime(2020, 1, 1), 5: None}
        put(engine, (document(n, captured=day) for n, day in days.items()))
        assert order(find(engine, sort=Sort.NEWEST)) == [4, 2, 3, 5, 1]
        assert order(find(engine, sort=Sort.OLDEST)) == [3, 4, 2, 5, 1]
        assert order(find(engine, sort=Sort.RELEVANCE)) == [4, 2, 3, 5, 1]
        assert order(find(engine, sort=Sort.ADDED)) == [5, 4, 3, 2, 1]

    def test_word_as_typed_goes_before_its_other_forms(self, engine: SearchEngine) -> None:
        put(
            engine,
            [document(n, captions={"ru": text}) for n, text in enumerate(("выставок", "выставка", "выставки"))],
        )
        assert order(find(engine, "выставка"))[0] == 1
        assert order(find(engine, "выставок"))[0] == 0

    def test_person_goes_before_a_mention_and_equals_by_date(self, engine: SearchEngine) -> None:
        put(
            engine,
            [
                document(1, captions={"en": "Thanks to Ospanova, and to many others of the library"}),
                document(2, people=(OSPANOVA,)),
                document(3, people=(OSPANOVA,), captured=datetime(2020, 1, 1)),
                document(4),
            ],
        )
        hits = find(engine, "ospanova").hits
        assert [hit.id for hit in hits] == [3, 2, 1]
        assert hits[0].score == hits[1].score > hits[2].score > 0

    @pytest.mark.parametrize("sort", Sort)
    @pytest.mark.parametrize("text", ["", "library or 2020", "opening"])
    def test_pages_join_up_to_the_whole(self, archive: SearchEngine, sort: Sort, text: str) -> None:
        whole = order(find(archive, text, sort=sort, limit=1_000))
        pages = [order(find(archive, text, sort=sort, offset=at, limit=7)) for at in range(0, 120, 7)]
        assert [number for page in pages for number in page] == whole
        assert len(whole) == len(set(whole)) == find(archive, text, limit=0).total > 0

    @pytest.mark.parametrize("sort", Sort)
    @pytest.mark.parametrize("text", ["", "library or 2020", "opening", "nosuchword"])
    def test_pages_behind_and_in_front_of_a_position_join_up_to_the_whole(
        self, archive: SearchEngine, sort: Sort, text: str
    ) -> None:
        whole = order(find(archive, text, sort=sort, limit=1_000))
        forth: list[Hits] = [find(archive, text, sort=sort, limit=7)]
        while forth[-1].hits:
            assert forth[-1].before == 7 * (len(forth) - 1)
            forth.append(find(archive, text, sort=sort, limit=7, after=parsed(forth[-1].hits[-1])))
        assert [number for page in forth for number in order(page)] == whole
        back: list[Hits] = [find(archive, text, sort=sort, limit=7, offset=max(0, len(whole) - 7))]
        while back[-1].hits:
            assert back[-1].before == max(0, len(whole) - 7 * len(back))
            back.append(find(archive, text, sort=sort, limit=7, before=parsed(back[-1].hits[0])))
        assert [number for page in reversed(back) for number in order(page)] == whole

    @pytest.mark.parametrize("sort", Sort)
    def test_position_stays_while_photos_come_and_go(self, engine: SearchEngine, sort: Sort) -> None:
        put(engine, (generated(n) for n in range(1, 41)))
        text = "library or терезе or 2020 or opening" if sort is Sort.RELEVANCE else ""
        whole = order(find(engine, text, sort=sort, limit=100))
        middle = len(whole) // 2
        at = find(engine, text, sort=sort, limit=middle).hits[-1].position
        gone = [whole[0], whole[middle - 1], whole[middle + 1]]
        engine.write([], gone)
        if sort is Sort.RELEVANCE:  # whatever goes changes how rare a word is, and with it every score
            engine.write([generated(n) for n in gone], [])
            gone = []
        behind, front = whole[middle:], whole[: middle - 1]
        hits = find(engine, text, sort=sort, limit=100, after=at)
        assert order(hits) == [number for number in behind if number not in gone]
        assert hits.before == hits.total - len(hits.hits)
        front_hits = find(engine, text, sort=sort, limit=100, before=at)
        assert order(front_hits) == [number for number in front if number not in gone]
        assert front_hits.before == 0

    def test_between_two_positions_is_what_stands_there(self, archive: SearchEngine) -> None:
        hits = find(archive, sort=Sort.ADDED, limit=20).hits
        between = find(archive, sort=Sort.ADDED, after=hits[3].position, before=hits[10].position)
        assert order(between) == [hit.id for hit in hits[4:10]]
        assert find(archive, sort=Sort.ADDED, after=hits[10].position, before=hits[3].position).hits == ()

    def test_place_in_another_order_is_refused(self, archive: SearchEngine) -> None:
        at = find(archive, sort=Sort.ADDED).hits[0].position
        with pytest.raises(Invalid, match="another order"):
            find(archive, sort=Sort.NEWEST, after=at)
        undemanded = find(archive, sort=Sort.RELEVANCE).hits[4].position
        assert order(find(archive, sort=Sort.NEWEST, after=undemanded)) == order(find(archive, offset=5))

    def test_place_by_large_numbers_is_before_or_behind_all(self, archive: SearchEngine) -> None:
        for sort, key in ((Sort.ADDED, (10**30, 1)), (Sort.NEWEST, (-(10**30), 0, 0))):
            assert find(archive, sort=sort, after=Position(sort, key)).before == 0
            assert find(archive, sort=sort, before=Position(sort, key)).hits == ()

    # The histogram

    @pytest.mark.parametrize(("grain", "shown"), [(Grain.YEAR, "%Y"), (Grain.MONTH, "%Y-%m"), (Grain.DAY, "%Y-%m-%d")])
    def test_histogram_counts_the_dated_in_order_of_time(self, archive: SearchEngine, grain: Grain, shown: str) -> None:
        documents = [generated(n) for n in range(1, 101)]
        for text, counted in (("", documents), ("status:draft", [d for d in documents if d.status == "draft"])):
            counts = Counter(d.captured.strftime(shown) for d in counted if d.captured)
            assert find(archive, text, histogram=grain).histogram == tuple(Bar(*bar) for bar in sorted(counts.items()))
        assert find(archive, "nosuchword", histogram=grain).histogram == ()
        assert find(archive).histogram == ()

    def test_chosen_bar_narrows_the_result_but_not_the_histogram(self, archive: SearchEngine) -> None:
        documents = [generated(n) for n in range(1, 101)]
        drafts = [d for d in documents if d.status == "draft" and d.captured]
        years = Counter(str(d.captured.year) for d in drafts if d.captured)
        chosen = {DATE: ("2020", "2019-01"), "status": ("draft",)}
        hits = find(archive, selected=chosen, histogram=Grain.YEAR, facets=("year", "status"), limit=999)
        chosen_days = [d for d in documents if d.captured and f"{d.captured:%Y-%m}".startswith(("2020", "2019-01"))]
        assert ids(hits) == {d.id for d in chosen_days if d.status == "draft"} != set()
        assert {bar.period: bar.count for bar in hits.histogram} == years
        assert as_counts(hits, "status") == Counter(d.status for d in chosen_days)
        assert as_counts(hits, "year").keys() <= {"2019", "2020"}

    def test_histogram_reaches_from_the_first_year_to_the_last(self, engine: SearchEngine) -> None:
        days = (datetime(1, 1, 1), datetime(1969, 12, 31, 23, 59), datetime(1970, 1, 1), datetime(9999, 12, 31, 23))
        put(engine, (document(n, captured=day) for n, day in enumerate(days)))
        bars = find(engine, histogram=Grain.DAY).histogram
        assert [bar.period for bar in bars] == ["0001-01-01", "1969-12-31", "1970-01-01", "9999-12-31"]
        assert [b.period for b in find(engine, histogram=Grain.YEAR).histogram] == ["0001", "1969", "1970", "9999"]

    # Facets

    def test_facets_count_exactly_most_frequent_first(self, archive: SearchEngine) -> None:
        hits = find(archive, facets=FACETS, limit=1_000)
        documents = [generated(n) for n in range(1, 101)]
        assert hits.total == 100
        expected = {
            "event": Counter(str(d.event) for d in documents if d.event),
            "person": Counter(str(p.id) for d in documents for p in d.people),
            "year": Counter(str(d.captured.year) for d in documents if d.captured),
            "camera": Counter(d.camera for d in documents if d.camera),
            "keyword": Counter(k for d in documents for k in d.keywords),
            "place": Counter(p for d in documents for p in d.places),
            "status": Counter(d.status for d in documents),
        }
        for name, counts in expected.items():
            ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            assert hits.facets[name] == tuple(FacetValue(*pair) for pair in ranked), name

    def test_choice_narrows_the_result_and_the_other_facets_but_not_its_own(self, archive: SearchEngine) -> None:
        documents = [generated(n) for n in range(1, 101)]
        facets = ("keyword", "year")
        hits = find(archive, facets=facets, limit=999, selected={"keyword": ("library", "книги"), "year": ("2020",)})
        with_keyword = [d for d in documents if {"library", "книги"} & set(d.keywords)]
        of_year = [d for d in documents if d.captured and d.captured.year == 2020]
        assert ids(hits) == {d.id for d in with_keyword} & {d.id for d in of_year} != set()
        assert as_counts(hits, "keyword") == Counter(k for d in of_year for k in d.keywords)
        assert as_counts(hits, "year") == Counter(str(d.captured.year) for d in with_keyword if d.captured)

    def test_facet_tells_no_more_than_asked_but_always_the_chosen(self, archive: SearchEngine) -> None:
        full = find(archive, facets=("keyword",)).facets["keyword"]
        last = full[-1].value
        short = find(archive, facets=("keyword",), facet_limit=2, selected={"keyword": (last,)}).facets["keyword"]
        assert short == (*full[:2], full[-1])

    def test_values_are_told_by_the_beginning_of_any_word_with_what_one_may_see(self, engine: SearchEngine) -> None:
        put(
            engine,
            [
                document(1, places=("Алматы", "Almaty Arena"), keywords=("Ёлка",)),
                document(2, places=("Big Almaty Lake", "Алматы"), status="draft"),
                document(3, places=("Алматы", "Palma")),
                document(4, places=("Secret Almaty",), status="draft"),
            ],
        )
        published = frozenset({"published"})

        def told(beginning: str, limit: int = 9, statuses: frozenset[str] = EVERYONE) -> list[tuple[str, int]]:
            return [(value.value, value.count) for value in engine.values("place", statuses, beginning, limit)]

        assert told("almaty") == [("Almaty Arena", 1), ("Big Almaty Lake", 1), ("Secret Almaty", 1)]
        assert told("ALMATY", statuses=published) == [("Almaty Arena", 1)]
        assert told("алм") == [("Алматы", 3)]
        assert told("алм", statuses=published) == [("Алматы", 2)]
        assert told("almaty a") == [("Almaty Arena", 1)]
        assert told("lma") == []
        assert told("", limit=2) == [("Алматы", 3), ("Almaty Arena", 1)]
        assert [value.value for value in engine.values("keyword", EVERYONE, "елк", 9)] == ["Ёлка"]
        assert engine.values("place", frozenset(), "", 9) == ()
        assert engine.counts("place", published, ("Алматы", "Secret Almaty", "nowhere")) == {"Алматы": 2}

    def test_values_and_counts_agree_with_the_facets(self, archive: SearchEngine) -> None:
        for name, values in find(archive, facets=FACETS).facets.items():
            assert archive.values(name, EVERYONE, "", 100) == values
            assert archive.counts(name, EVERYONE, [v.value for v in values]) == {v.value: v.count for v in values}

    def test_word_may_be_a_slip_for_another(self, engine: SearchEngine) -> None:
        words = ("library", "libraries", "Open library", "выставка", "открытие", "Ospanova", "2019", "cat")
        put(engine, (document(n, captions={"": text}) for n, text in enumerate(words)))
        for typed, meant in (
            *(("libary", "library"), ("Lirbary", "library"), ("xlibrary", "library"), ("lbirarx", None)),
            *(("выставкы", "выставка"), ("октрытие", "открытие"), ("aspanowa", "ospanova"), ("vыstavka", None)),
            *(("2018", None), ("ca", None), ("library", None)),
        ):
            assert list(engine.similar_words(typed, 1)) == ([meant] if meant else []), typed
        put(engine, (document(n, captions={"": "card"}) for n in range(20, 25)))
        assert list(engine.similar_words("carr", 5)) == ["card"]
        assert list(engine.similar_words("catd", 5)) == ["card", "cat"]
        engine.write([], [0, 2])
        assert list(engine.similar_words("libary", 5)) == []

    def test_unknown_facet_is_refused(self, engine: SearchEngine) -> None:
        with pytest.raises(Invalid, match="no facet 'caption'"):
            find(engine, facets=("caption",))
        with pytest.raises(Invalid, match="no facet 'nonsense'"):
            find(engine, selected={"nonsense": ("x",)})
        with pytest.raises(Invalid, match="no facet 'filename'"):
            find(engine, facets=("filename",))
        with pytest.raises(Invalid, match="not a year"):
            find(engine, selected={DATE: ("2020-13",)})

    @pytest.mark.parametrize("text", ["", "status:draft", "-status:published", "library or has:date", "-nothing"])
    def test_what_one_may_not_see_shows_in_no_hit_count_or_facet(self, archive: SearchEngine, text: str) -> None:
        published = {n: d for n in range(1, 101) if (d := generated(n)).status == "published"}
        hits = find(archive, text, statuses=frozenset({"published"}), facets=FACETS, limit=1_000)
        assert ids(hits) <= published.keys()
        assert hits.total == len(hits.hits)
        assert as_counts(hits, "camera") == Counter(c for h in hits.hits if (c := published[h.id].camera))
        assert "draft" not in as_counts(hits, "status")
        chosen = {"status": ("draft",)}
        assert find(archive, text, statuses=frozenset({"published"}), selected=chosen).total == 0
        assert find(archive, text, statuses=frozenset(), facets=FACETS) == Hits((), 0, dict.fromkeys(FACETS, ()))

    # Writing

    def test_what_was_written_is_found_what_was_dropped_is_not(self, engine: SearchEngine) -> None:
        put(engine, [document(1, captions={"": "old"}), document(2, captions={"": "old"})])
        engine.write([document(1, version=2, captions={"": "new"})], [2, 77])
        assert find(engine, "old").total == 0
        assert order(find(engine, "new")) == [1]
        assert engine.versions() == {1: 2}

    def test_same_batch_twice_is_as_good_as_once(self, engine: SearchEngine) -> None:
        for _ in range(2):
            engine.write([document(1), document(2)], [3])
        assert find(engine).total == 2

    def test_document_twice_in_a_batch_is_the_last(self, engine: SearchEngine) -> None:
        engine.write([document(1, version=1), document(1, version=2)], [1])
        assert engine.versions() == {1: 2}

    def test_empty_archive_answers(self, engine: SearchEngine) -> None:
        for text in ("", "a", '"a b"', "a*", "2020", "caption:a", "has:date"):
            for sort in Sort:
                assert find(engine, text, sort=sort, facets=FACETS).total == 0
        engine.write([], [1, 2])
        engine.write([document(1)], [])
        engine.write([], [1])
        assert find(engine, facets=FACETS).total == 0

    def test_document_that_cannot_be_leaves_everything_as_it_was(self, engine: SearchEngine) -> None:
        engine.write([document(1)], [])
        broken = replace(document(2), captured="yesterday")  # type: ignore[arg-type]
        with pytest.raises(AttributeError):
            engine.write([document(3), broken], [1])
        assert engine.versions() == {1: 1}
        engine.write([document(4)], [])
        assert engine.versions() == {1: 1, 4: 1}

    def test_odd_text_is_no_obstacle(self, engine: SearchEngine) -> None:
        odd = "\ud800\0 a\u202eb 😀 " + "x" * 5_000
        put(
            engine,
            [document(1, camera=odd, keywords=(odd, ""), captions={"": odd}, filenames=(odd,), iso=10**40)],
        )
        assert find(engine, facets=FACETS).total == 1
        assert find(engine, "x" * 100).total == 1

    def test_rebuild_replaces_all(self, engine: SearchEngine) -> None:
        engine.write([document(1)], [])
        with engine.writing() as ours:
            assert ours
            engine.rebuild(document(n) for n in (2, 3))
        assert engine.versions() == {2: 1, 3: 1}
        assert not engine.needs_rebuild()

    def test_old_index_answers_until_the_rebuilt_one_is_whole(self, engine: SearchEngine) -> None:
        engine.write([document(1), document(2)], [])

        def documents() -> Iterable[Document]:
            for n in range(10, 20):
                assert ids(find(engine)) == {1, 2}
                yield document(n)

        engine.rebuild(documents())
        assert ids(find(engine)) == set(range(10, 20))

    def test_failed_rebuild_changes_nothing(self, engine: SearchEngine) -> None:
        engine.write([document(1)], [])

        def documents() -> Iterable[Document]:
            yield document(2)
            raise OSError(28, "No space left on device")

        with pytest.raises(Exception, match="No space left"):
            engine.rebuild(documents())
        assert ids(find(engine)) == {1}
        engine.write([document(3)], [])
        assert ids(find(engine)) == {1, 3}

    def test_writer_may_ask_again(self, engine: SearchEngine) -> None:
        with engine.writing() as first, engine.writing() as second:
            assert first
            assert second
            engine.write([document(1)], [])
        with engine.writing() as third:
            assert third


def put(engine: SearchEngine, documents: Iterable[Document]) -> None:
    engine.write(list(documents), [])


def find(engine: SearchEngine, text: str = "", *, statuses: frozenset[str] = EVERYONE, **asked: Any) -> Hits:
    return engine.find(Query(statuses, parse(text, TODAY).tree, **asked))


def found(engine: SearchEngine, tree: Node, **asked: Any) -> Hits:
    return engine.find(Query(EVERYONE, tree, **asked))


def parsed(hit: Hit) -> Position:
    """The position of a hit as it comes back in an address."""
    return Position.parse(str(hit.position))


def ids(hits: Hits) -> set[int]:
    return {hit.id for hit in hits.hits}


def order(hits: Hits) -> list[int]:
    return [hit.id for hit in hits.hits]


def as_counts(hits: Hits, facet: str) -> dict[str, int]:
    return {value.value: value.count for value in hits.facets[facet]}


def wrong(engine: SearchEngine, table: Iterable[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """The rows of a table, recorded from 1 on, that come out otherwise."""
    return [
        row for number, row in enumerate(table, start=1) if (number in ids(find(engine, row[1], limit=1_000))) != row[2]
    ]
