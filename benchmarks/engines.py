"""Faceted search of the engine alone, beside tantivy and SQLite FTS5 over the same documents, in one run.

Each answers the same: the first sixty, the total, five facets of fifty values, a histogram by year. Ours asks each word
in all its forms; the others ask the one word, which is less. What our snapshot remembers of the last searches is
forgotten before each; "again" is the same search once more, as another page or another reader asks it.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

import tantivy

from archive.engines.search_whoosh import WhooshSearch
from archive.engines.search_whoosh.recent import Recent
from archive.query.document import Document
from archive.query.query import Grain, Query, Sort
from archive.query.tree import Everything, Like, Node, Phrase, Prefix, Range, Word, all_of, any_of
from benchmarks.documents import MadeUp, documents
from benchmarks.figures import Timing

PHOTOS = int(os.environ.get("BENCH_DOCUMENTS", "100000"))
INDEX = os.environ.get("BENCH_INDEX", "")
"""A folder to keep our index in for the next run; a million photos take minutes to index."""
QUERIES, ROUNDS, COMMITS, BATCH = 60, 3, 30, 50
SLOW_QUERIES = 20
"""Of FTS5, which takes a second for some, and knows no slips."""
FACETS = ("event", "person", "keyword", "place", "camera")
VALUES, PAGE = 50, 60
EVERYONE = frozenset({"draft", "published"})


@dataclass(frozen=True)
class Asked:
    """One search: ``words`` of it, or years."""

    kind: str
    words: tuple[str, ...] = ()
    years: tuple[int, int] = (0, 0)


class Engine(Protocol):
    """Something that is compared."""

    def search(self, asked: Asked) -> int:
        """Answer, and tell the total."""


class Ours:
    """The engine as it is."""

    def __init__(self, folder: Path) -> None:
        self.engine = WhooshSearch(folder)
        if self.engine.needs_rebuild():
            with self.engine.writing():
                self.engine.rebuild(MadeUp(PHOTOS))

    def search(self, asked: Asked) -> int:
        """Answer, and tell the total."""
        by_date = asked.kind in ("all", "range")
        query = Query(
            EVERYONE,
            self._tree(asked),
            {},
            FACETS,
            VALUES,
            Sort.NEWEST if by_date else Sort.RELEVANCE,
            Grain.YEAR,
            limit=PAGE,
        )
        return self.engine.find(query).total

    def forget(self) -> None:
        """Forget what the last searches worked out, so that the next is a search and no repetition."""
        snapshot = self.engine._snapshot()  # noqa: SLF001 (nobody else has a reason to)
        snapshot.recent = Recent(snapshot.numbering.size)

    def _tree(self, asked: Asked) -> Node:
        match asked.kind:
            case "all":
                return Everything()
            case "range":
                return Range("date", date(asked.years[0], 1, 1), date(asked.years[1], 12, 31))
            case "phrase":
                return Phrase(" ".join(asked.words))
            case "prefix":
                return Prefix(asked.words[0])
            case "fuzzy":
                return any_of(map(Word, self.engine.similar_words(asked.words[0], 5) or asked.words))
            case "like":
                return Like(1, tuple(("keyword", word) for word in asked.words))
            case _:
                return all_of(map(Word, asked.words))


class Tantivy:
    """One segment, everything that is counted in fast fields."""

    def __init__(self) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", index_option="position")
        for name in ("keyword", "place", "camera"):
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
        for name in ("event", "person", "year"):
            builder.add_unsigned_field(name, fast=True, indexed=name == "year")
        builder.add_integer_field("captured", fast=True)
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(heap_size=2_000_000_000 if PHOTOS > 200_000 else 500_000_000, num_threads=1)
        for document in MadeUp(PHOTOS):
            row = tantivy.Document(
                text=_texts(document),
                keyword=list(document.keywords),
                place=list(document.places),
                camera=document.camera,
            )
            row.add_unsigned("event", document.event or 0)
            for person in document.people:
                row.add_unsigned("person", person.id)
            if document.captured:
                row.add_unsigned("year", document.captured.year)
                row.add_integer("captured", int(document.captured.timestamp()))
            writer.add_document(row)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        self._counted = {name: {"terms": {"field": name, "size": VALUES}} for name in FACETS}
        self._counted["year"] = {"terms": {"field": "year", "size": 200}}

    def search(self, asked: Asked) -> int:
        """Answer, and tell the total."""
        query = self._query(asked)
        order = {"order_by_field": "captured"} if asked.kind in ("all", "range") else {}
        found = self._searcher.search(query, PAGE, **order)
        self._searcher.aggregate(query, self._counted)
        return int(found.count)

    def _query(self, asked: Asked) -> object:
        terms = [tantivy.Query.term_query(self._schema, "text", word) for word in asked.words]
        match asked.kind:
            case "all":
                return tantivy.Query.all_query()
            case "range":
                return tantivy.Query.range_query(self._schema, "year", tantivy.FieldType.Unsigned, *asked.years)
            case "phrase":
                return tantivy.Query.phrase_query(self._schema, "text", list(asked.words))
            case "prefix":
                return tantivy.Query.regex_query(self._schema, "text", asked.words[0] + ".*")
            case "fuzzy":
                return tantivy.Query.fuzzy_term_query(self._schema, "text", asked.words[0], distance=1)
            case "like":
                keywords = [tantivy.Query.term_query(self._schema, "keyword", word) for word in asked.words]
                return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in keywords])
            case _:
                return tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])


class Fts5:
    """A contentless table, the facets by GROUP BY over a temporary table of matches."""

    def __init__(self) -> None:
        self._run = sqlite3.connect(":memory:").execute
        run = self._run
        run("CREATE VIRTUAL TABLE words USING fts5(text, content='', prefix='4', tokenize='unicode61')")
        run("CREATE TABLE photo(id INTEGER PRIMARY KEY, event INT, camera TEXT, year INT, captured INT)")
        for name in ("person", "keyword", "place"):
            run(f"CREATE TABLE {name}(photo INT, value)")
        for document in MadeUp(PHOTOS):
            run("INSERT INTO words(rowid, text) VALUES (?, ?)", (document.id, "\n".join(_texts(document))))
            moment = document.captured
            when = (moment.year, int(moment.timestamp())) if moment else (None, None)
            run("INSERT INTO photo VALUES (?, ?, ?, ?, ?)", (document.id, document.event, document.camera, *when))
            people = [str(person.id) for person in document.people]
            for name, values in (("person", people), ("keyword", document.keywords), ("place", document.places)):
                for value in values:
                    run(f"INSERT INTO {name} VALUES (?, ?)", (document.id, value))
        for name in ("person", "keyword", "place"):
            run(f"CREATE INDEX {name}_photo ON {name}(photo, value)")
        run("CREATE INDEX keyword_value ON keyword(value)")
        run("CREATE INDEX photo_captured ON photo(captured)")
        run("CREATE INDEX photo_year ON photo(year)")
        run("ANALYZE")

    def search(self, asked: Asked) -> int:
        """Answer, and tell the total."""
        run = self._run
        run("DROP TABLE IF EXISTS temp.found")
        source, values = self._source(asked)
        run(f"CREATE TEMP TABLE found AS {source}", values)
        order = "captured DESC" if asked.kind in ("all", "range") else "rank"
        run(f"SELECT f.id FROM found f CROSS JOIN photo p ON p.id = f.id ORDER BY {order} LIMIT {PAGE}").fetchall()
        for column in ("event", "camera", "year"):
            counted = f"SELECT {column}, count(*) n FROM found f CROSS JOIN photo p ON p.id = f.id GROUP BY 1"
            run(f"{counted} ORDER BY n DESC LIMIT {VALUES}").fetchall()
        for table in ("person", "keyword", "place"):
            counted = f"SELECT value, count(*) n FROM found CROSS JOIN {table} ON photo = id GROUP BY 1"
            run(f"{counted} ORDER BY n DESC LIMIT {VALUES}").fetchall()
        return int(run("SELECT count(*) FROM found").fetchone()[0])

    def _source(self, asked: Asked) -> tuple[str, Sequence[object]]:
        match asked.kind:
            case "all":
                return "SELECT id, 0 AS rank FROM photo", ()
            case "range":
                return "SELECT id, 0 AS rank FROM photo WHERE year BETWEEN ? AND ?", asked.years
            case "like":
                holes = ", ".join("?" * len(asked.words))
                return (
                    f"SELECT photo AS id, -count(*) AS rank FROM keyword WHERE value IN ({holes}) GROUP BY 1",
                    asked.words,
                )
        quoted = {"phrase": '"' + " ".join(asked.words) + '"', "prefix": f'"{"".join(asked.words)}"*'}
        match = quoted.get(asked.kind) or " ".join(f'"{word}"' for word in asked.words)
        return "SELECT rowid AS id, bm25(words) AS rank FROM words WHERE words MATCH ?", (match,)


def _texts(document: Document) -> list[str]:
    names = (name for person in document.people for name in person.names)
    return [
        *document.captions.values(), *document.keywords, *document.places, *document.event_titles.values(), *names,
        *document.filenames,
    ]  # fmt: skip


def queries() -> Mapping[str, Sequence[Asked]]:
    """Kinds of search, by how many photos have the words in their captions; counted in a part of them."""
    chance, counts, pairs, keywords = random.Random(1), Counter[str](), [], Counter[str]()
    sample = min(PHOTOS, 20_000)
    for document in itertools.islice(MadeUp(PHOTOS), sample):
        words = " ".join(document.captions.values()).split()
        counts.update(set(words))
        keywords.update(document.keywords)
        pairs.append(tuple(words[3:5]))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    common, frequent = ranked[:12], ranked[:300]
    mid = [word for word in ranked if 0.003 <= counts[word] / sample <= 0.008]
    rare = [word for word in ranked if counts[word] <= 2]
    tags = [word for word, _ in keywords.most_common(400)]
    years = [chance.randint(2004, 2023) for _ in range(QUERIES)]
    slipped = [word[:2] + word[3:] for word in chance.choices(mid, k=QUERIES)]
    return {
        "rare": [Asked("rare", (word,)) for word in chance.choices(rare, k=QUERIES)],
        "mid": [Asked("mid", (word,)) for word in chance.choices(mid, k=QUERIES)],
        "common": [Asked("common", (word,)) for word in chance.choices(common, k=QUERIES)],
        "and": [Asked("and", (chance.choice(common), chance.choice(frequent))) for _ in range(QUERIES)],
        "all": [Asked("all")] * QUERIES,
        "range": [Asked("range", years=(year, year + chance.randint(0, 2))) for year in years],
        "prefix": [Asked("prefix", (word[:4],)) for word in chance.choices(mid, k=QUERIES)],
        "fuzzy": [Asked("fuzzy", (word,)) for word in slipped],
        "phrase": [Asked("phrase", pair) for pair in chance.choices(pairs, k=QUERIES)],
        "like": [Asked("like", tuple(chance.sample(tags, 4))) for _ in range(QUERIES)],
    }


def timed(engine: Engine, asked: Asked) -> float:
    """Milliseconds that a search takes."""
    begun = time.perf_counter()
    engine.search(asked)
    return (time.perf_counter() - begun) * 1000


def after_commits(ours: Ours, asked: Sequence[Asked]) -> tuple[Timing, Timing]:
    """The first search after a commit of fifty new photos, and the one after it."""
    first, second = [], []
    ours.search(asked[0])
    new = documents(COMMITS * BATCH, PHOTOS + 1)
    for one in itertools.islice(itertools.cycle(asked), COMMITS):
        ours.engine.write(list(itertools.islice(new, BATCH)), [])
        for times in (first, second):
            begun = time.perf_counter()
            ours.search(one)
            times.append((time.perf_counter() - begun) * 1000)
    return Timing.of(first), Timing.of(second)


def occupied(folder: Path, asked: Sequence[Asked]) -> tuple[int, int]:
    """Megabytes that a process of its own occupies before it searches, and after it asked all of these."""
    before, ours = _megabytes(), Ours(folder)
    for one in asked:
        ours.search(one)
    return before, _megabytes()


def _megabytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") // 2**20


def run() -> None:
    """Print p50 and p95 of all, by kind of search, and how ours stand to tantivy's."""
    with tempfile.TemporaryDirectory() as made:
        folder, begun = Path(INDEX or made) / "index", time.perf_counter()
        ours = Ours(folder)
        print(
            f"Engines over {PHOTOS} photos, p50 / p95 in ms (ours was ready after {time.perf_counter() - begun:.0f} s)"
        )
        asked = queries()
        everything = list(itertools.chain.from_iterable(asked.values()))
        with ProcessPoolExecutor(1, get_context("spawn")) as other:
            before, after = other.submit(occupied, folder, everything).result()
        engines: dict[str, Engine] = {"ours": ours, "tantivy": Tantivy(), "fts5": Fts5()}
        figures: dict[str, object] = {"memory": [before, after]}
        columns = "  ".join(f"{name:>17}" for name in ("ours", "tantivy", "FTS5", "ours again"))
        print(f"  {'':7} {'hits':>7}  {columns}  ours to each (p50)")
        for kind, searches in asked.items():
            times: dict[str, list[float]] = {name: [] for name in (*engines, "again")}
            totals = [ours.search(one) for one in searches]
            for one in searches * ROUNDS:
                # By turns, so that whatever else the machine does befalls all.
                for name, engine in engines.items():
                    if name != "fts5" or (kind != "fuzzy" and len(times[name]) < SLOW_QUERIES):
                        if name == "ours":
                            ours.forget()
                        times[name].append(timed(engine, one))
                times["again"].append(timed(ours, one))
            told = {name: Timing.of(taken) for name, taken in times.items() if taken}
            ratios = "".join(
                f"{told['ours'].p50 / told[name].p50:7.2f}" for name in told if name not in ("ours", "again")
            )
            figures[kind] = {name: [timing.p50, timing.p95] for name, timing in told.items()}
            columns = "  ".join(f"{told.get(name, '')!s:>17}" for name in times)
            print(f"  {kind:7} {statistics.median(totals):7.0f}  {columns}{ratios}")
        copied = shutil.copytree(folder, Path(made) / "written")
        first, second = after_commits(Ours(copied), asked["mid"])
        print(f"  first search after a commit of {BATCH}: {first}; the next: {second}")
        print(f"  memory of a process: {before} MB before it searches, {after} MB when it has asked all of these")
        figures["after_commit"] = [first.p50, first.p95]
    print(json.dumps({"engines": figures}))
