"""The pages of photos that look the same, of withdrawing, and "find this picture"."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask.testing import FlaskClient

from archive.model import Actor, Role
from archive.services import duplicates, indexing, merging
from archive.work import Archive
from tests.conftest import csrf_token
from tests.services.test_duplicates import add, jpeg, scene, two_alike

SignIn = Callable[[Archive, Role], FlaskClient]


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_pair_is_shown_and_merged(archive: Archive, archivist: Actor, sign_in_to: SignIn) -> None:
    first, second = two_alike(archive, archivist)
    client = sign_in_to(archive, Role.ARCHIVIST)
    shown = page(client, "/duplicates")
    assert "DSC_0001.JPG" in shown
    assert "from-facebook.jpg" in shown
    form = {"kept": first, "merged": second, "csrf_token": csrf_token(client, "/duplicates")}
    answer = client.post("/duplicates/merge", data=form)
    assert answer.headers["Location"].endswith(f"/photos/{first}")
    assert client.get(f"/photos/{second}").headers["Location"].endswith(f"/photos/{first}")
    assert "DSC_0001.JPG" not in page(client, "/duplicates")
    with archive.reading(archivist) as work:
        merge_id = merging.merges_of(work, first)[0].id
    assert f"/merges/{merge_id}/undo" in page(client, f"/photos/{first}")


def test_a_photos_page_names_its_like_to_archivists_alone(
    archive: Archive, archivist: Actor, sign_in_to: SignIn
) -> None:
    first = add(archive, archivist, jpeg(scene(1)), "DSC_0001.JPG", publish=True)
    add(archive, archivist, jpeg(scene(1), 40), "copy.jpg")
    duplicates.catch_up(archive)
    assert "copy.jpg" in page(sign_in_to(archive, Role.ARCHIVIST), f"/photos/{first}")
    assert "copy.jpg" not in page(sign_in_to(archive, Role.JOURNALIST), f"/photos/{first}")


def test_a_picture_is_looked_for_by_anybody_who_may_search(
    archive: Archive, archivist: Actor, sign_in_to: SignIn
) -> None:
    published = add(archive, archivist, jpeg(scene(1)), "DSC_0001.JPG", publish=True)
    draft = add(archive, archivist, jpeg(scene(1), 50), "draft.jpg")
    duplicates.catch_up(archive)
    client = sign_in_to(archive, Role.JOURNALIST)
    form = {"picture": (io.BytesIO(jpeg(scene(1), 60)), "found-online.jpg"), "csrf_token": csrf_token(client, "/")}
    answer = client.post("/find", data=form)
    assert answer.status_code == 200, answer.text
    assert f"/photos/{published}" in answer.text
    assert f"/photos/{draft}" not in answer.text


def test_withdrawing_asks_why(archive: Archive, archivist: Actor, sign_in_to: SignIn) -> None:
    photo = add(archive, archivist, jpeg(scene(1)), "DSC_0001.JPG")
    client = sign_in_to(archive, Role.ARCHIVIST)
    token = csrf_token(client, "/")
    assert "reason" in client.post("/withdraw", data={"id": photo, "csrf_token": token}).text
    form = {"id": photo, "reason": "She asked us to", "csrf_token": token}
    assert client.post("/withdraw", data=form).status_code == 302
    indexing.settle(archive)
    assert f'id="photo-{photo}"' not in page(client, "/?q=file:DSC_0001")
    assert f'id="photo-{photo}"' in page(client, "/?q=status:withdrawn")
    assert "She asked us to" in page(client, f"/photos/{photo}")
