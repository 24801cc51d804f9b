"""Values are written into pages as ``markupsafe.escape`` has them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from archive.app import create_app
from archive.web.escaping import written
from archive.work import Archive


@given(st.text() | st.integers() | st.floats() | st.booleans() | st.none() | st.text().map(Markup))
def test_a_value_is_written_as_it_is_escaped(value: object) -> None:
    assert written(value) == str(escape(value))


@pytest.mark.parametrize("text", ['"><script>alert(1)</script>', "' onload='x", "a & b", "<"])
def test_templates_escape(make_archive: Callable[..., Archive], text: str) -> None:
    app: Flask = create_app(make_archive())
    with app.test_request_context():
        page = render_template_string('<a title="{{ text }}">{{ text }}</a>{{ text | safe }}', text=text)
        assert page == f'<a title="{escape(text)}">{escape(text)}</a>{text}'
