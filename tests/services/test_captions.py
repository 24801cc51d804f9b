"""Caption tables as newsrooms send them: read in any make, matched by file name, applied once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from archive.errors import Invalid
from archive.model import Actor, Asset
from archive.services import captions, discovery, ingest, sheets, tagging
from archive.services.captions import Plan
from archive.services.columns import Column, column
from archive.services.matching import Terms
from archive.services.tagging import AssetChange
from archive.work import Archive
from tests.factories import jpeg, make_event, make_person, take_in

TABLE = """Имя файла;Подпись;Caption (en);Люди;Мероприятие;Ключевые слова;Автор;Источник
DSC_0001.JPG;Гости в зале, «Окно в Корею»;Guests;Ким Вероника;The Window to Korea;открытие; Иванов;Библиотека
dsc_0002;Вторая;;;;;;
"""

Make = Callable[..., int]


@pytest.fixture
def photo(archive: Archive, archivist: Actor) -> Make:
    """Takes in a photo under a name; its id."""

    def make(name: str, taken: str = "2020:10:08 11:03:20", **more: object) -> int:
        content = jpeg(taken=taken)
        return take_in(archive, archivist, content, name, **more).asset_id or 0  # type: ignore[arg-type]

    return make


def planned(archive: Archive, actor: Actor, data: bytes | str, **terms: int) -> Plan:
    data = data.encode() if isinstance(data, str) else data
    return captions.plan(archive, actor, captions.read(data), Terms(**terms))


def read(archive: Archive, actor: Actor, asset_id: int) -> Asset:
    with archive.reading(actor) as work:
        return discovery.photo(work, asset_id)


def problems(plan: Plan) -> list[str]:
    return [problem for line in plan.lines for problem in line.problems]


def test_a_table_describes_photos_and_doing_it_again_changes_nothing(
    archive: Archive, archivist: Actor, photo: Make
) -> None:
    first, second = photo("DSC_0001.JPG"), photo("DSC_0002.JPG")
    with archive.begin(archivist) as work:
        make_event(work)
        make_person(work, "Ким Вероника")
    plan = planned(archive, archivist, TABLE)
    assert problems(plan) == []
    assert captions.carry_out(archive, archivist, plan) == 2
    asset = read(archive, archivist, first)
    assert asset.caption["ru"] == "Гости в зале, «Окно в Корею»"
    assert asset.caption["en"] == "Guests"
    assert [person.name for person in asset.people] == ["Ким Вероника"]
    assert asset.event
    assert [keyword.term for keyword in asset.keywords] == ["открытие"]
    assert (asset.creator, asset.credit) == ("Иванов", "Библиотека")
    assert read(archive, archivist, second).caption["ru"] == "Вторая"
    again = planned(archive, archivist, TABLE)
    assert (again.changing, captions.carry_out(archive, archivist, again)) == ((), 0)


def test_a_plan_writes_nothing(archive: Archive, archivist: Actor, photo: Make) -> None:
    asset_id = photo("DSC_0001.JPG")
    plan = planned(archive, archivist, "file,headline\nDSC_0001.JPG,Guests\n")
    ((line,),) = (plan.changing,)
    assert [(d.field, d.before, d.after) for d in line.differences] == [("headline", "", "Guests")]
    assert read(archive, archivist, asset_id).headline == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_is_read(encoding: str, delimiter: str) -> None:
    rows = [("Файл", "Подпись", "Кто на снимке"), ("DSC_1.JPG", '"Гости, зал; вечер"', "Ким В.; Ли А.")]
    text = "\r\n".join(delimiter.join(f'"{c}"' if c[0] != '"' else c for c in row) for row in rows)
    table = captions.read(text.encode(encoding))
    assert table.header == rows[0]
    assert table.rows[0].cells == ("DSC_1.JPG", "Гости, зал; вечер", "Ким В.; Ли А.")


def test_a_spreadsheet_is_read(archive: Archive, archivist: Actor, photo: Make) -> None:
    asset_id = photo("DSC_0001.JPG")
    plan = planned(archive, archivist, xlsx([["Файл", "Заголовок"], [], ["DSC_0001.JPG", "Окно"]]))
    assert plan.changing[0].number == 3
    captions.carry_out(archive, archivist, plan)
    assert read(archive, archivist, asset_id).headline == "Окно"


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 no zip", b"one,two\n1,2\n", b"\xff\xfe\x00", b"caption\nwithout a file\n"],
    ids=["empty", "damaged", "no column", "half a character", "no file"],
)
def test_what_is_no_caption_table_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        captions.read(data)
    assert refusal.value.message


def test_a_spreadsheet_that_swells_is_refused() -> None:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("xl/worksheets/sheet1.xml", "w") as sheet,
    ):
        for _ in range(201):
            sheet.write(bytes(1 << 20))
    with pytest.raises(Invalid, match="unpacks"):
        captions.read(packed.getvalue())


def test_a_name_of_several_photos_is_listed_until_something_tells_them_apart(
    archive: Archive, archivist: Actor, photo: Make
) -> None:
    with archive.begin(archivist) as work:
        event_id = make_event(work).id
    first = photo("DSC_0001.JPG", "2020:10:08 11:00:00")
    second = photo("DSC_0001.JPG", "2021:05:01 11:00:00", event_id=event_id)
    table = "file,headline\nDSC_0001.JPG,Guests\n"
    (problem,) = problems(planned(archive, archivist, table))
    assert f"{first}, {second}" in problem
    accession = read(archive, archivist, first).accession_id
    dated = "file,headline,date\nDSC_0001.JPG,Guests,01.05.2021\n"
    assert [line.asset_id for line in planned(archive, archivist, table, accession_id=accession).changing] == [first]
    assert [line.asset_id for line in planned(archive, archivist, table, event_id=event_id).changing] == [second]
    assert [line.asset_id for line in planned(archive, archivist, dated).changing] == [second]


def test_what_cannot_be_done_is_told_and_the_rest_of_the_line_is_done(
    archive: Archive, archivist: Actor, photo: Make
) -> None:
    asset_id = photo("DSC_0001.JPG")
    plan = planned(
        archive, archivist,
        "file,headline,people,event,weather\nDSC_0001.JPG,Guests,Nobody Known,No Such Event,fine\nnone.jpg,x,,,\n",
    )  # fmt: skip
    told = problems(plan)
    assert [name for name in ("Nobody Known", "No Such Event", "none.jpg") if any(name in t for t in told)] == [
        "Nobody Known", "No Such Event", "none.jpg",
    ]  # fmt: skip
    assert plan.ignored == ("weather",)
    assert captions.carry_out(archive, archivist, plan) == 1
    assert read(archive, archivist, asset_id).headline == "Guests"


def test_a_photo_described_twice_takes_the_first_line(archive: Archive, archivist: Actor, photo: Make) -> None:
    photo("DSC_0001.JPG")
    plan = planned(archive, archivist, "file,headline\nDSC_0001.JPG,One\nDSC_0001,Two\n")
    assert [line.number for line in plan.changing] == [2]
    assert [line.number for line in plan.problems] == [3]


def test_an_empty_cell_leaves_what_is_there(archive: Archive, archivist: Actor, photo: Make) -> None:
    asset_id = photo("DSC_0001.JPG")
    with archive.begin(archivist) as work:
        tagging.edit(work, [asset_id], AssetChange(texts={"headline": "Kept"}))
    plan = planned(archive, archivist, "file,headline,credit\nDSC_0001.JPG,,Library\n")
    captions.carry_out(archive, archivist, plan)
    assert read(archive, archivist, asset_id).headline == "Kept"


def test_what_was_exported_comes_back_unchanged(archive: Archive, archivist: Actor, photo: Make) -> None:
    asset_id = photo("DSC_0001.JPG")
    with archive.begin(archivist) as work:
        event, person = make_event(work), make_person(work)
        change = AssetChange(
            texts={"headline": "=1+1"}, captions={"ru": "Гости"}, event_id=event.id, add_people=(person.id,)
        )
        tagging.edit(work, [asset_id], change)
    asset = read(archive, archivist, asset_id)
    table = sheets.csv_line(sheets.COLUMNS) + sheets.csv_line(sheets.row(asset, "ru").values())
    plan = planned(archive, archivist, sheets.BYTE_ORDER_MARK + table)
    assert (problems(plan), plan.changing) == ([], ())


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("File Name", Column("file")),
        ("ФАЙЛ", Column("file")),
        ("Caption/Abstract", Column("caption")),
        ("caption.ru", Column("caption", "ru")),
        ("Подпись (на казахском)", Column("caption", "kk")),
        ("Caption - English", Column("caption", "en")),
        ("Person_Shown", Column("people")),
        ("Автор съёмки", Column("creator")),
        ("어디", None),
        ("Тираж", None),
    ],
)
def test_headers_are_known_as_people_write_them(header: str, meaning: Column | None) -> None:
    assert column(header) == meaning


def test_a_raw_beside_its_jpeg_is_matched_by_either_name(archive: Archive, archivist: Actor, photo: Make) -> None:
    asset_id = photo("IMG_7.JPG")
    with archive.begin(archivist) as work:
        accession_id = ingest.open_accession(work, "web").id
    content = read(archive, archivist, asset_id)
    path = archive.storage.original(content.original.sha256, "jpg")
    with path.open("rb") as stream:  # held, and sent under another name
        ingest.receive(archive, archivist, stream, "Renamed.JPG", accession_id=accession_id)
    assert [line.asset_id for line in planned(archive, archivist, "file,headline\nrenamed,x\n").changing] == [asset_id]


def xlsx(rows: list[list[str]]) -> bytes:
    """A workbook of one sheet, with its texts in the cells (ECMA-376, inlineStr)."""
    lines = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{chr(65 + c)}{n}" t="inlineStr"><is><t>{text}</t></is></c>' for c, text in enumerate(row))
        + "</row>"
        for n, row in enumerate(rows, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>',
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return packed.getvalue()
