"""Handing out: exact bytes, sensible names, sheets that no spreadsheet runs, and a record of it."""

from __future__ import annotations

import csv
import io
import re

import pytest
from PIL import Image

from archive.errors import Denied, Invalid, NotFound, NotSignedIn
from archive.media import reader
from archive.model import Actor, Asset, Role
from archive.model.account import VISITOR
from archive.services import delivery, discovery, sheets, tagging
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests import photos
from tests.factories import jpeg, make_event, make_person, take_in

TAKEN = "2020:10:08 11:03:20"


@pytest.fixture
def photo_id(archive: Archive, archivist: Actor) -> int:
    """A published photo of an event, with credit and caption."""
    with archive.begin(archivist) as work:
        event, person = make_event(work), make_person(work)
    receipt = take_in(
        archive, archivist, jpeg(2400, 1600, taken=TAKEN), "DSC_0622.JPG", event_id=event.id, publish=True
    )
    with archive.begin(archivist) as work:
        change = AssetChange(
            texts={"credit": "National Library", "creator": "Press service", "usage_terms": "Press use only"},
            captions={"en": "=HYPERLINK(1)", "ru": "Открытие"},
            add_people=(person.id,),
        )
        tagging.edit(work, [receipt.asset_id or 0], change)
    return receipt.asset_id or 0


def fetch(archive: Archive, asset_id: int) -> Asset:
    with archive.reading() as work:
        return discovery.photo(work, asset_id)


def test_the_original_is_handed_out_byte_for_byte_under_a_sensible_name(
    archive: Archive, journalist: Actor, photo_id: int
) -> None:
    handed = delivery.deliver(archive, journalist, photo_id, "original")
    original = fetch(archive, photo_id).original
    assert handed.path.read_bytes() == archive.storage.original(original.sha256, "jpg").read_bytes()
    assert handed.filename == "2020-10-08_the-window-to-korea_DSC_0622.jpg"


def test_the_web_picture_is_smaller_and_says_whom_to_credit(archive: Archive, journalist: Actor, photo_id: int) -> None:
    handed = delivery.deliver(archive, journalist, photo_id, "web")
    with Image.open(handed.path) as image:
        assert image.format == "JPEG"
        assert image.size == (1600, 1067)
        packet = image.info["xmp"].decode()
    assert "National Library" in packet
    assert "Открытие" in packet
    assert "Press use only" in packet


def test_the_rights_that_the_file_states_go_along_and_what_the_record_rules_does_not(
    archive: Archive, archivist: Actor
) -> None:
    stated = photos.xmp(
        "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
        "</Iptc4xmpExt:DigitalSourceType><photoshop:Instructions>Not before Monday</photoshop:Instructions>"
        "<photoshop:Source>%s</photoshop:Source>"
        "<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Kim</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>"
        % ("x" * 60_000)
    )
    asset_id = take_in(archive, archivist, photos.jpeg(xmp=stated)).asset_id
    assert asset_id
    path = delivery.deliver(archive, archivist, asset_id, "web").path
    with Image.open(path) as image:
        given = reader.read(image, path)
    assert given.iptc_properties["instructions"] == "Not before Monday"
    assert given.iptc_properties["digitalSourceType"].endswith("digitalCapture")
    assert "source" not in given.iptc_properties, "it would not fit beside the captions"
    assert given.persons_shown == (), "who is in it is what the archive says"


def test_a_changed_credit_makes_a_new_web_picture(archive: Archive, archivist: Actor, photo_id: int) -> None:
    before = delivery.deliver(archive, archivist, photo_id, "web").path
    with archive.begin(archivist) as work:
        tagging.edit(work, [photo_id], AssetChange(texts={"credit": "City archive"}))
    after = delivery.deliver(archive, archivist, photo_id, "web").path
    assert after != before
    with Image.open(after) as image:
        assert "City archive" in image.info["xmp"].decode()


def test_a_missing_rendition_is_made_anew(archive: Archive, journalist: Actor, photo_id: int) -> None:
    path = delivery.view(archive, journalist, photo_id, "thumb").path
    before = path.read_bytes()
    path.unlink()
    again = delivery.view(archive, journalist, photo_id, "thumb").path
    with Image.open(again) as image, Image.open(io.BytesIO(before)) as first:
        assert image.size == first.size == (640, 427)


def test_every_delivery_is_recorded_for_administrators_alone(
    archive: Archive, journalist: Actor, archivist: Actor, administrator: Actor, photo_id: int
) -> None:
    delivery.deliver(archive, journalist, photo_id, "original")
    delivery.bundle(archive, journalist, [photo_id], "web")
    with archive.reading(administrator) as work:
        entries = delivery.deliveries(work)
    assert [(entry.agent, entry.use, bool(entry.bundle)) for entry in entries] == [
        ("journalist", "web", True),
        ("journalist", "original", False),
    ]
    with archive.reading(archivist) as work, pytest.raises(Denied):
        delivery.deliveries(work)


def test_looking_at_a_picture_is_not_a_delivery(
    archive: Archive, journalist: Actor, administrator: Actor, photo_id: int
) -> None:
    delivery.view(archive, journalist, photo_id, "preview")
    with archive.reading(administrator) as work:
        assert delivery.deliveries(work) == []


def test_the_caption_sheet_is_complete_and_inert(archive: Archive, journalist: Actor, photo_id: int) -> None:
    made = delivery.bundle(archive, journalist, [photo_id], "original")
    assert made.filename == "the-window-to-korea-1.zip"
    header, row = csv.reader(io.StringIO(made.sheet.decode("utf-8-sig")))
    line = dict(zip(header, row, strict=True))
    assert line["file"] == made.members[0].filename
    assert line["caption"] == "'=HYPERLINK(1)"
    assert line["people"] == "Ospanova Bakytzhamal"
    assert line["date"] == "2020-10-08 11:03"
    assert line["credit"] == "National Library"
    assert line["original file name"] == "DSC_0622.JPG"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "＝1", "a;=1", "a\n=1", "a\r\n@b", "a\t=1"])
def test_no_part_of_a_cell_becomes_a_formula(cell: str) -> None:
    """Where a comma is the decimal sign, as in Kazakhstan, spreadsheets part the sheet at semicolons."""
    inert = sheets.inert(cell)
    assert inert.replace("'", "") == cell
    assert not re.search(r"(^|[;\t\r\n])[=+\-@＝]", inert)


@pytest.mark.parametrize("text", ["Opening", "a=1", "2020-10-08", "a; b", "names@library.kz"])
def test_an_ordinary_cell_stays_as_it_is(text: str) -> None:
    assert sheets.inert(text) == text


@pytest.mark.parametrize(
    ("sent", "handed"),
    [
        ("a:b|c?.jpg", "a_b_c_.jpg"),
        ('"><img src=x>.jpg', "___img src=x_.jpg"),
        (".htaccess", "_htaccess.jpg"),
        ("-rf.jpg", "_rf.jpg"),
        ("con.jpg", "_con.jpg"),
        ("concert.jpg", "concert.jpg"),
        ("Ашылу салтанаты.jpg", "Ашылу салтанаты.jpg"),
    ],
)
def test_a_name_that_is_handed_out_is_good_on_every_system(
    archive: Archive, archivist: Actor, sent: str, handed: str
) -> None:
    receipt = take_in(archive, archivist, name=sent)
    assert delivery.deliver(archive, archivist, receipt.asset_id or 0, "original").filename == handed


def test_equal_names_in_a_bundle_are_told_apart(archive: Archive, archivist: Actor) -> None:
    ids = [take_in(archive, archivist, jpeg(taken=TAKEN), name).asset_id or 0 for name in ("DSC_1.JPG", "dsc_1.jpg")]
    made = delivery.bundle(archive, archivist, ids, "original")
    assert [member.filename for member in made.members] == ["2020-10-08_DSC_1.jpg", "2020-10-08_dsc_1-2.jpg"]


def test_drafts_are_handed_to_nobody_but_archivists(archive: Archive, archivist: Actor, journalist: Actor) -> None:
    draft = take_in(archive, archivist).asset_id or 0
    for act in (
        lambda: delivery.deliver(archive, journalist, draft, "original"),
        lambda: delivery.view(archive, journalist, draft, "thumb"),
        lambda: delivery.bundle(archive, journalist, [draft], "web"),
    ):
        with pytest.raises(NotFound):
            act()
    assert delivery.deliver(archive, archivist, draft, "original").path.is_file()


def test_a_bundle_with_one_forbidden_photo_hands_out_none(
    archive: Archive, archivist: Actor, journalist: Actor, administrator: Actor, photo_id: int
) -> None:
    draft = take_in(archive, archivist).asset_id or 0
    with pytest.raises(NotFound):
        delivery.bundle(archive, journalist, [photo_id, draft], "original")
    with archive.reading(administrator) as work:
        assert delivery.deliveries(work) == []


def test_visitors_look_but_do_not_take(archive: Archive, photo_id: int) -> None:
    assert delivery.view(archive, VISITOR, photo_id, "preview").path.is_file()
    with pytest.raises(NotSignedIn):
        delivery.deliver(archive, VISITOR, photo_id, "web")


def test_too_many_and_none_are_refused(make_archive, journalist: Actor) -> None:  # type: ignore[no-untyped-def]
    small = make_archive(max_bundle=2)
    with pytest.raises(Invalid, match="2 is the most"):
        delivery.bundle(small, journalist, [1, 2, 3], "original")
    with pytest.raises(Invalid, match="at least one"):
        delivery.bundle(small, journalist, [], "original")


def test_roles_are_ordered() -> None:
    assert [role for role in Role if role.includes(Role.ARCHIVIST)] == [Role.ARCHIVIST, Role.ADMINISTRATOR]
