"""Where somebody may be sent after signing in: each row was an open redirect somewhere."""

from __future__ import annotations

import pytest

from archive.web.paths import same_origin_path

OURS = [
    "/",
    "/photos/12?at=3&q=korea",
    "/?q=%D0%BE%D1%81%D0%BF%D0%B0%D0%BD%D0%BE%D0%B2%D0%B0&person=3#photo-7",
    "/events/4-окно-в-корею",
    "/?q=https://example.org/",
    "/%2F/evil.example",
]

ELSEWHERE = [
    "",
    "photos/12",
    "evil.example",
    "https://evil.example/",
    "http:evil.example",
    "HTTPS:/evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/\x00/evil.example",
    "/\x0b/evil.example",
    "/\u200b/evil.example",
    "/\u2028/evil.example",
    "/ok\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "@evil.example",
    "?next=//evil.example",
    "http://localhost@evil.example",
    "//localhost@evil.example/",
    "/photos\\..\\..\\evil.example",
]


@pytest.mark.parametrize("target", OURS)
def test_a_path_of_ours_is_kept(target: str) -> None:
    assert same_origin_path(target) == target


@pytest.mark.parametrize("target", ELSEWHERE)
def test_anything_else_leads_to_the_front_page(target: str) -> None:
    assert same_origin_path(target) == "/"
