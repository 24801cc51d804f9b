"""What the files say, on the photo's page: who is where, where the records disagree, what is only assumed."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from archive.model import Actor, Role
from archive.services import accessions, ingest
from archive.work import Archive
from tests import photos

SignIn = Callable[[Role], FlaskClient]

ARTIST, TAKEN = 0x013B, 0x9003
RDF = """<dc:creator><rdf:Seq><rdf:li>XMP Author</rdf:li></rdf:Seq></dc:creator>
<Iptc4xmpExt:AISystemUsed>none &lt;script&gt;</Iptc4xmpExt:AISystemUsed>
<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Almaty</Iptc4xmpExt:City>
<Iptc4xmpExt:LocationName><rdf:Alt><rdf:li xml:lang="x-default">The library</rdf:li></rdf:Alt>
</Iptc4xmpExt:LocationName>
</rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>
<Iptc4xmpExt:ImageRegion><rdf:Bag><rdf:li rdf:parseType="Resource">
<Iptc4xmpExt:RegionBoundary rdf:parseType="Resource"><Iptc4xmpExt:rbShape>rectangle</Iptc4xmpExt:rbShape>
<Iptc4xmpExt:rbUnit>relative</Iptc4xmpExt:rbUnit><Iptc4xmpExt:rbX>0.25</Iptc4xmpExt:rbX>
<Iptc4xmpExt:rbY>0.5</Iptc4xmpExt:rbY><Iptc4xmpExt:rbW>0.1</Iptc4xmpExt:rbW><Iptc4xmpExt:rbH>0.2</Iptc4xmpExt:rbH>
</Iptc4xmpExt:RegionBoundary>
<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Kim Khing Su</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>
</rdf:li></rdf:Bag></Iptc4xmpExt:ImageRegion>"""


@pytest.fixture
def photo(archive: Archive, archivist: Actor) -> int:
    """A published photo of 400 x 300 pixels whose records disagree about the creator."""
    block = photos.exif({ARTIST: "EXIF Artist"}, photo={TAKEN: "2020:10:08 11:03:20"})
    data = photos.jpeg(exif=block, xmp=photos.xmp(RDF))
    with archive.begin(archivist) as work:
        accession_id = accessions.open_accession(work, "web", time_zone="Asia/Almaty").id
    receipt = ingest.receive(archive, archivist, io.BytesIO(data), "a.jpg", accession_id=accession_id, publish=True)
    assert receipt.asset_id, receipt.reason
    return receipt.asset_id


def page(sign_in: SignIn, role: Role, photo: int) -> str:
    return " ".join(unescape(sign_in(role).get(f"/photos/{photo}").text).split())


@pytest.mark.parametrize("role", [Role.JOURNALIST, Role.ARCHIVIST])
def test_who_is_where_is_drawn_over_the_picture(sign_in: SignIn, photo: int, role: Role) -> None:
    text = page(sign_in, role, photo)
    assert 'viewBox="0 0 400 300"' in text
    assert '<rect x="100.0" y="150.0" width="40.0" height="60.0"/>' in text
    assert "Kim Khing Su</text>" in text
    assert "Show who is where" in text


def test_who_is_named_in_the_file_is_offered_to_be_named_in_the_archive(sign_in: SignIn, photo: int) -> None:
    assert f"/describe?id={photo}&people=Kim+Khing+Su" in page(sign_in, Role.ARCHIVIST, photo)
    form = sign_in(Role.ARCHIVIST).get(f"/describe?id={photo}&people=Kim+Khing+Su").text
    assert "Kim Khing Su</textarea>" in form
    assert "/describe" not in page(sign_in, Role.JOURNALIST, photo)


def test_archivists_see_where_the_records_disagree_and_both_values(sign_in: SignIn, photo: int) -> None:
    text = page(sign_in, Role.ARCHIVIST, photo)
    assert "The records of this file disagree" in text
    assert "<td>EXIF</td><td>EXIF Artist</td>" in text
    assert "<td>XMP</td><td>XMP Author</td>" in text
    assert "disagree" not in page(sign_in, Role.JOURNALIST, photo)


def test_archivists_see_every_property_of_the_standard_and_nothing_of_it_runs(sign_in: SignIn, photo: int) -> None:
    raw = sign_in(Role.ARCHIVIST).get(f"/photos/{photo}").text
    assert "none &lt;script&gt;" in raw
    assert "none <script>" not in raw
    assert "City: Almaty; LocationName: The library" in raw


def test_an_offset_that_is_only_assumed_is_said_to_be(sign_in: SignIn, photo: int) -> None:
    text = page(sign_in, Role.JOURNALIST, photo)
    assert "UTC+06:00" in text
    assert "The distance from UTC is assumed from the accession's time zone, Asia/Almaty." in text


def test_what_could_not_be_read_is_told_in_sentences(archive: Archive, archivist: Actor, sign_in: SignIn) -> None:
    data = photos.jpeg(exif=photos.exif(photo={TAKEN: "2020:00:00 00:00:00"}))
    with archive.begin(archivist) as work:
        accession_id = accessions.open_accession(work, "web").id
    receipt = ingest.receive(archive, archivist, io.BytesIO(data), "a.jpg", accession_id=accession_id)
    assert receipt.asset_id
    assert "The date of capture is not complete: '2020:00:00 00:00:00'." in page(
        sign_in, Role.ARCHIVIST, receipt.asset_id
    )
