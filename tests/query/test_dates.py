from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from archive.query.dates import bounds, longest

TODAY = date(2026, 11, 22)  # a Sunday


def days(text: str) -> str:
    """What a text as a whole means: ``2020-10-08``, or ``2020-10-01/2020-10-31`` as ISO 8601 writes intervals."""
    words = text.replace(",", " ").split()
    found = longest(words, TODAY)
    if found is None or found[0] < len(words):
        return ""
    first, last = found[1]
    assert first
    assert last
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


@pytest.mark.parametrize(
    ("texts", "meant"),
    [
        (
            "8.10.20|08/10/20|8 октября 2020|"
            "8 октября 2020 года|8-го октября 2020 г.|08.10.2020|8/10/2020|2020-10-08|2020. 10. 8.",
            "2020-10-08",
        ),
        ("8 қазан 2020|2020 жылғы 8 қазан|2020 ж. 8 қазан|2020.10.08.|2020-10-08|2020. 10. 8.", "2020-10-08"),
        (
            "October 8, 2020|8 October 2020|8 Oct 2020|Oct 8 2020|the 8th of October 2020|on 8 October 2020",
            "2020-10-08",
        ),
        ("2020년 10월 8일|2020년10월8일", "2020-10-08"),
        ("октябрь 2020|в октябре 2020|окт. 2020|октябрь 2020 года|2020-10|10.2020", "2020-10-01/2020-10-31"),
        ("қазан 2020|2020 жылдың қазаны|2020 жылдың қазанында|қазан айы 2020", "2020-10-01/2020-10-31"),
        ("October 2020|in October 2020|Oct 2020|2020년 10월", "2020-10-01/2020-10-31"),
        ("сен 2020|сент. 2020|Sept 2020|Sep. 2020|қыркүйек 2020|2020년 9월", "2020-09-01/2020-09-30"),
        ("февраль 2020|ақпан 2020|February 2020|2020/02", "2020-02-01/2020-02-29"),
        ("2020|в 2020 году|2020 год|2020 жыл|2020 жылы|2020년|in 2020", "2020-01-01/2020-12-31"),
        ("2019-2021|2019–2021|2019 – 2021|с 2019 по 2021|from 2019 to 2021|2019~2021", "2019-01-01/2021-12-31"),
        ("2019년부터 2021년까지", "2019-01-01/2021-12-31"),
        ("8–10 октября 2020|с 8 по 10 октября 2020|October 8-10, 2020|8-10 October 2020", "2020-10-08/2020-10-10"),
        ("2020년 10월 8일~10일|08.10.2020–10.10.2020|08.10.2020 - 10.10.2020", "2020-10-08/2020-10-10"),
        ("октябрь–декабрь 2020|с октября по декабрь 2020", "2020-10-01/2020-12-31"),
        ("8 октября 2020 – 3 января 2021", "2020-10-08/2021-01-03"),
        ("1990s|the 1990s|1990-е|в 1990-х годах|90-е годы|1990-шы жылдар|1990년대", "1990-01-01/1999-12-31"),
        ("лето 2019|летом 2019 года|summer 2019|жаз 2019|2019년 여름", "2019-06-01/2019-08-31"),
        # The Met Office's winter 2020 is December 2019 to February 2020.
        ("зима 2020|winter 2020|қыс 2020|2020년 겨울", "2019-12-01/2020-02-29"),
        ("today|сегодня|бүгін|오늘", "2026-11-22"),
        ("yesterday|вчера|кеше|어제", "2026-11-21"),
        ("this week|на этой неделе|осы апта|이번주|이번 주", "2026-11-16/2026-11-22"),
        ("last week|на прошлой неделе|өткен апта|өткен аптада|지난주|지난 주", "2026-11-09/2026-11-15"),
        ("this month|в этом месяце|осы ай|이번달|이번 달", "2026-11-01/2026-11-30"),
        ("last month|в прошлом месяце|өткен ай|지난달|지난 달", "2026-10-01/2026-10-31"),
        ("this year|в этом году|биыл|올해", "2026-01-01/2026-12-31"),
        ("last year|в прошлом году|былтыр|өткен жыл|작년|지난해", "2025-01-01/2025-12-31"),
        ("last 30 days|за последние 30 дней|соңғы 30 күн|최근 30일", "2026-10-24/2026-11-22"),
        ("last 2 weeks|последние 2 недели|соңғы 2 апта|최근 2주", "2026-11-09/2026-11-22"),
        ("last 3 months|за последние 3 месяца|соңғы 3 ай|최근 3개월", "2026-08-23/2026-11-22"),
        ("last 2 years|последние 2 года|соңғы 2 жыл|최근 2년", "2024-11-23/2026-11-22"),
    ],
)
def test_a_date_is_read_as_people_write_it(texts: str, meant: str) -> None:
    assert {text: days(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), meant)


@pytest.mark.parametrize(
    ("texts", "first", "last"),
    [
        ("до 2004|before 2004|2004 жылға дейін|2004-ке дейін|до 2004 года", None, date(2003, 12, 31)),
        ("until 2004|till 2004|2004년 이전|2004년이전", None, date(2004, 12, 31)),
        ("после 2019|after 2019|2019 жылдан кейін|после 2019 года", date(2020, 1, 1), None),
        ("since 2019|2019 жылдан бері|2019년 이후", date(2019, 1, 1), None),
        ("after 8 October 2020|после 8 октября 2020", date(2020, 10, 9), None),
        ("since yesterday", date(2026, 11, 21), None),
    ],
)
def test_one_end_may_be_open(texts: str, first: date | None, last: date | None) -> None:
    for text in texts.split("|"):
        assert longest(text.split(), TODAY) == (len(text.split()), (first, last)), text


@pytest.mark.parametrize("language", ["kk", "ru", "en", "en_GB", "ko"])
@pytest.mark.parametrize("length", ["long", "medium"])
def test_every_day_is_read_as_the_locale_writes_it(language: str, length: str) -> None:
    start = date(2019, 12, 25)
    for day in (start + timedelta(days=n) for n in range(0, 800, 3)):
        text = format_date(day, length, language)
        assert days(text) == day.isoformat(), text


@pytest.mark.parametrize(
    "text",
    [
        "0622", "1622", "20201008", "2020-13", "31 ноября 2020", "30.02.2020", "may", "март", "8 октября", "last",
        "Казань 2020", "summer", "week 30", "2020 -", "- 2020", "8 - октябрь 2020", "с 2019", "по 2020", "2021 – 2019",
        "2020 in", "in", "год", "120-е", "13월 2020년", "DSC_0622",
        "13.2020", "32.13.2020", "до", "after Korea", "до октября", "last 99999 years", "",
    ],
)  # fmt: skip
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert days(text) == ""


def test_a_date_takes_no_words_that_are_not_its_own() -> None:
    assert longest("2020 открытие выставки".split(), TODAY) == (1, (date(2020, 1, 1), date(2020, 12, 31)))
    assert longest("2020 in Almaty".split(), TODAY) == (1, (date(2020, 1, 1), date(2020, 12, 31)))
    assert longest("открытие 2020".split(), TODAY) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019..2021", "2019-01-01", "2021-12-31"),
        ("2021..2019", "2019-01-01", "2021-12-31"),
        ("2020..2020-01-02", "2020-01-01", "2020-01-02"),
        ("..2004", "", "2004-12-31"),
        ("2004..", "2004-01-01", ""),
        (">2019", "2020-01-01", ""),
        (">=2019-05", "2019-05-01", ""),
        ("<2020-05", "", "2020-04-30"),
        ("≤2020-02", "", "2020-02-29"),
        ("yesterday..today", "2026-11-21", "2026-11-22"),
        ("0622", "0622-01-01", "0622-12-31"),
    ],
)
def test_a_value_bounds_the_days(text: str, first: str, last: str) -> None:
    found = bounds(text, TODAY)
    assert found is not None
    assert ["" if day is None else day.isoformat() for day in found] == [first, last]


@pytest.mark.parametrize("text", ["..", "x..2019", "2019..x", ">", ">x", ">9999", "<0001", "0000", "someday"])
def test_a_value_that_is_no_date_bounds_nothing(text: str) -> None:
    assert bounds(text, TODAY) is None


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)), st.dates(date(1800, 1, 1), date(2199, 12, 31)))
def test_a_range_is_the_days_of_both_ends(one: date, other: date) -> None:
    assert bounds(f"{one}..{other}", TODAY) == (min(one, other), max(one, other))
