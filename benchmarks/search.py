"""The search page, query to HTML, beside SQLite FTS5 with the same facets: the query and its counts alone."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from archive import wiring
from archive.app import create_app
from archive.model import Actor, Asset, Role
from archive.services import accounts, discovery, indexing
from archive.settings import Settings
from archive.work import Archive
from benchmarks import corpus
from benchmarks.figures import timed

PHOTOS = int(os.environ.get("BENCH_DOCUMENTS", "10000"))
REPEATS = 40
PASSWORD = "a password for this run"  # noqa: S105 (of an archive that lives for a minute)


def queries(archive: Archive) -> dict[str, list[str]]:
    """Kinds of query with words by how many photos have them."""
    counts: dict[str, int] = {}
    with archive.reading() as work:
        for caption in work.session.scalars(select(Asset.caption)):
            for word in set(caption.get("en", "").split()):
                counts[word] = counts.get(word, 0) + 1
    chance = random.Random(1)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    common, mid = ranked[:30], [w for w in ranked if 50 <= counts[w] <= 150]
    rare = [w for w in ranked if counts[w] <= 5]
    pick = lambda words: [chance.choice(words) for _ in range(REPEATS)]  # noqa: E731 (three words long)
    return {
        "rare": pick(rare),
        "mid": pick(mid),
        "common": pick(common),
        "and": [f"{a} {b}" for a, b in zip(pick(common), pick(mid), strict=True)],
        "all": [""] * REPEATS,
    }


class Fts5:
    """The yardstick: a contentless FTS5 table and the facets by GROUP BY over a temporary table of matches."""

    def __init__(self, archive: Archive) -> None:
        self.connection = sqlite3.connect(":memory:")
        run = self.connection.execute
        run("CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='unicode61')")
        run("CREATE TABLE photo(id INTEGER PRIMARY KEY, event INT, year INT, camera TEXT, status TEXT, captured TEXT)")
        run("CREATE TABLE person(photo INT, value INT)")
        run("CREATE TABLE keyword(photo INT, value TEXT)")
        with archive.reading() as work:
            for document in indexing.all_documents(work.session):
                text = " ".join(
                    [
                        *document.captions.values(),
                        *document.filenames,
                        *document.keywords,
                        *document.event_titles.values(),
                    ]
                    + [name for person in document.people for name in person.names]
                )
                run("INSERT INTO words(rowid, text) VALUES (?, ?)", (document.id, text))
                year = document.captured.year if document.captured else None
                row = (document.id, document.event, year, document.camera, document.status, str(document.captured))
                run("INSERT INTO photo VALUES (?, ?, ?, ?, ?, ?)", row)
                self.connection.executemany(
                    "INSERT INTO person VALUES (?, ?)", [(document.id, p.id) for p in document.people]
                )
                self.connection.executemany(
                    "INSERT INTO keyword VALUES (?, ?)", [(document.id, k) for k in document.keywords]
                )
        for table in ("person", "keyword"):
            run(f"CREATE INDEX {table}_photo ON {table}(photo)")
        run("CREATE INDEX photo_captured ON photo(captured)")
        run("ANALYZE")

    def search(self, text: str) -> None:
        """The first page, the total, and the five facets."""
        run = self.connection.execute
        run("DROP TABLE IF EXISTS temp.found")
        if text:
            match = " ".join(f'"{word}"' for word in text.split())
            source = "SELECT rowid AS id, bm25(words) AS rank FROM words WHERE words MATCH ?"
            run(f"CREATE TEMP TABLE found AS SELECT f.id, rank FROM ({source}) f JOIN photo p ON p.id = f.id", (match,))
        else:
            run("CREATE TEMP TABLE found AS SELECT id, 0 AS rank FROM photo")
        order = "rank" if text else "captured DESC"
        run(f"SELECT f.id FROM found f JOIN photo p ON p.id = f.id ORDER BY {order} LIMIT 60").fetchall()
        run("SELECT count(*) FROM found").fetchall()
        for column in ("event", "year", "camera"):
            run(
                f"SELECT {column}, count(*) FROM found JOIN photo USING (id) GROUP BY 1 ORDER BY 2 DESC LIMIT 50"
            ).fetchall()
        for table in ("person", "keyword"):
            run(
                f"SELECT value, count(*) FROM found JOIN {table} ON photo = id GROUP BY 1 ORDER BY 2 DESC LIMIT 50"
            ).fetchall()


def run() -> None:
    """Print p50 and p95 of both, by kind of query."""
    with tempfile.TemporaryDirectory() as name:
        archive = wiring.open_archive(Settings(home=Path(name)))
        corpus.fill(archive, PHOTOS)
        begun = time.perf_counter()
        indexing.catch_up(archive)
        rate = PHOTOS / (time.perf_counter() - begun)
        print(f"Search over {PHOTOS} photos (indexed at {rate:.0f}/s), p50 / p95 in ms")
        page = _page(archive)
        yardstick = Fts5(archive)
        figures = {"index_rate": round(rate)}
        print(f"  {'':8} {'our page, query to HTML':>24} {'our search alone':>18} {'FTS5 and facets':>18}")
        for kind, texts in queries(archive).items():
            page(texts[0])
            yardstick.search(texts[0])
            html = timed([lambda text=text: page(text) for text in texts])
            search = timed([lambda text=text: _search(archive, text) for text in texts])
            other = timed([lambda text=text: yardstick.search(text) for text in texts])
            figures[kind] = {
                "page_p50": html.p50,
                "page_p95": html.p95,
                "search_p50": search.p50,
                "fts5_p50": other.p50,
            }
            print(f"  {kind:8} {html!s:>24} {search!s:>18} {other!s:>18}")
        archive.close()
    print(json.dumps({"search": figures}))


def _search(archive: Archive, text: str) -> None:
    with archive.reading(Actor(Role.JOURNALIST, "bench")) as work:
        discovery.search(work, discovery.Request(text))


def _page(archive: Archive) -> Callable[[str], None]:
    with archive.begin() as work:
        accounts.add(work, "journalist", Role.JOURNALIST, PASSWORD)
    app = create_app(archive)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post("/sign-in", data={"name": "journalist", "password": PASSWORD}).status_code == 302

    def get(text: str) -> None:
        answer = client.get("/", query_string={"q": text} if text else {"sort": "newest"})
        assert answer.status_code == 200

    return get
