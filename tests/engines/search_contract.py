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
from archive.query.fields import FACETS
from archive.query.parse import parse
from archive.query.query import FacetValue, Hits, Query, Sort
from tests.engines.corpus import GEORGIY, ISKAKOV, KIM, OSPANOVA, STATUSES, document, generated

TODAY = date(2026, 11, 22)
EVERYONE = frozenset(STATUSES)
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

    # Order

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

    def test_unknown_facet_is_refused(self, engine: SearchEngine) -> None:
        with pytest.raises(Invalid, match="no facet 'caption'"):
            find(engine, facets=("caption",))
        with pytest.raises(Invalid, match="no facet 'nonsense'"):
            find(engine, selected={"nonsense": ("x",)})

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
