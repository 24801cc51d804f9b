"""Sentences from below the web, told in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from archive.errors import Denied, Invalid, NotFound
from archive.model import Role
from archive.text import Message
from archive.web.pages import translate
from tests.conftest import csrf_token
from tests.web.pages import parse


@pytest.fixture
def in_russian(app: APIFlask) -> Iterator[None]:
    """A request of somebody who reads Russian."""
    with app.test_request_context(headers={"Cookie": "language=ru"}):
        yield


@pytest.mark.usefixtures("in_russian")
def test_a_sentence_is_looked_up_by_its_template() -> None:
    assert translate(NotFound(Message("There is no account %(name)s.", name="Ким"))) == "Нет учётной записи Ким."


@pytest.mark.usefixtures("in_russian")
def test_what_fills_its_gaps_is_written_as_the_reader_does() -> None:
    def told(template: str, value: object) -> str:
        return " ".join(translate(Message(template, text=value)).split())  # spaces that may not break are spaces

    assert told("%(text)s", date(2020, 10, 8)) == "8 октября 2020 г."
    assert told("%(text)s", 1_234_567) == "1 234 567"
    assert told("%(text)s", 2020) == "2020"
    assert told("%(text)s: 50%%", Message("Years")) == "Годы: 50%"


@pytest.mark.usefixtures("in_russian")
def test_what_has_no_template_stays_as_it_is() -> None:
    assert translate(Denied("A sentence of 100%.")) == "A sentence of 100%."
    assert translate(Invalid("")) == ""


def test_errors_of_forms_and_of_whole_pages_are_translated(sign_in: Callable[[Role], FlaskClient]) -> None:
    client = sign_in(Role.JOURNALIST)
    client.post("/language", data={"language": "ru"})
    form = {"current": "wrong", "password": "a long enough one", "again": "a long enough one"}
    answer = client.post("/account", data={**form, "csrf_token": csrf_token(client, "/account")})
    assert "Текущий пароль неверен" in parse(answer.text).one(class_="field-error").text
    assert "Такой фотографии нет." in client.get("/photos/4711").text
    assert (
        client.get("/api/v1/photos/4711").json
        == client.get("/api/v1/photos/4711", headers={"Accept-Language": "en"}).json
    )
