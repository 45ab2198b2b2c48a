"""Whatever is handed in is opened as tables in bounded memory, or refused with its name and a way out."""

import io
import json
import os
import random
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import ErrorCode, Refusal
from persistence.files import open_file
from persistence.files.limits import MAX_ROWS

LOG = "Company,Role\nAcme,Baker\n"


def rows(content: bytes, name: str = "log.csv") -> list[list[str]]:
    opened = open_file(content, name=name)
    return [row.cells for table in opened.tables for row in table.rows()]


def zipped(members: dict[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(*sheets: str, strings: tuple[str, ...] = (), extra: dict[str, bytes | str] | None = None) -> bytes:
    """An XLSX with the given rows of each sheet as XML; style 1 is a date, style 2 an amount of money."""
    ids = range(1, len(sheets) + 1)
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        + "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="rId{i}"/>' for i in ids)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + "".join(f'<Relationship Id="rId{i}" Target="worksheets/sheet{i}.xml"/>' for i in ids)
        + "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="165" formatCode="[Red]&quot;Day&quot;#,##0"/></numFmts><cellStyleXfs><xf numFmtId="14"/>'
        '</cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/>'
        "</cellXfs></styleSheet>",
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">' + "".join(strings) + "</sst>"
    for i, cells in zip(ids, sheets, strict=True):
        parts[f"xl/worksheets/sheet{i}.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    return zipped(parts | (extra or {}))


def text_row(number: int, *cells: str) -> str:
    return f'<row r="{number}">' + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


def walk(content: bytes | Path, name: str) -> None:
    for table in open_file(content, name=name).tables:
        for _ in table.rows():
            pass


def said(content: bytes, name: str) -> str:
    """The message of the refusal; the name itself when the file is read."""
    try:
        walk(content, name)
    except Refusal as refusal:
        return refusal.message
    return name


def refused(content: bytes | Path, name: str = "log.csv") -> Refusal:
    with pytest.raises(Refusal) as refusal:
        walk(content, name)
    return refusal.value


# Text.


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = 'Company;Role;Notes\nAcme;Baker;"one, two; three"\nGlobex, Inc;Cook;3,50\n'.replace(";", delimiter)
    text = text.replace(f"two{delimiter}", "two;") if delimiter != ";" else text
    expected = "Globex" if delimiter == "," else "Globex, Inc"
    found = rows(text.encode())
    assert found[0] == ["Company", "Role", "Notes"]
    assert found[2][0] == expected
    assert open_file(text.encode(), name="log.csv").tables[0].delimiter == delimiter


def test_excel_declares_its_delimiter() -> None:
    assert rows(b"sep=;\r\nCompany;Role\r\nAcme;Baker\r\n") == [["Company", "Role"], ["Acme", "Baker"]]


RUSSIAN = "Компания;Должность;Статус\nРога и копыта;Аналитик;Отказ\nМинистерство тишины;Слесарь;Откликнулся\n"
WESTERN = "Société;Rôle;Statut\nCafé Zürich;Bäcker – “Nacht”;Refusé\nÑandú S.A.;Cocinero €;Offre\n"


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"]
)
def test_russian_is_russian_in_any_encoding(codec: str) -> None:
    assert rows(RUSSIAN.encode(codec))[1] == ["Рога и копыта", "Аналитик", "Отказ"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_western_is_western_in_any_encoding(codec: str) -> None:
    assert rows(WESTERN.encode(codec))[1:] == [
        ["Café Zürich", "Bäcker – “Nacht”", "Refusé"],
        ["Ñandú S.A.", "Cocinero €", "Offre"],
    ]


def test_latin_1_and_one_accent_far_below() -> None:
    content = ("Company,Role\n" + "Acme,Baker\n" * 30_000 + "Café,Cook\n").encode("latin-1")
    assert rows(content)[-1] == ["Café", "Cook"]


def test_one_broken_sign_in_utf_8_does_not_spoil_the_others() -> None:
    content = "Компания,Роль\nРога и копыта,Слесарь\n".encode() + b"Acme \xff,Cook\n"
    assert rows(content)[1:] == [["Рога и копыта", "Слесарь"], ["Acme \ufffd", "Cook"]]


def test_lines_are_counted_as_in_the_file() -> None:
    table = open_file(b'Company,Role\r\n\r\nAcme,"two\r\nlines"\r\nGlobex,Cook', name="log.csv").tables[0]
    assert [(row.line, row.cells) for row in table.rows()] == [
        (1, ["Company", "Role"]),
        (3, ["Acme", "two\r\nlines"]),
        (5, ["Globex", "Cook"]),
    ]
    assert [row.line for row in table.rows()] == [1, 3, 5]


def test_old_mac_line_ends() -> None:
    assert rows(b"Company,Role\rAcme,Baker\r") == [["Company", "Role"], ["Acme", "Baker"]]


def test_the_position_grows_to_the_size(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("Company,Role\n" + "Acme,Baker\n" * 5_000)
    table = open_file(path).tables[0]
    positions = [row.position for row in table.rows()]
    assert positions == sorted(positions)
    assert positions[-1] == table.size == path.stat().st_size


def test_fifty_thousand_rows_stream_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("Company,Role,Notes\n" + f"Acme,Baker,{'x' * 200}\n" * 50_000)
    tracemalloc.start()
    count = sum(1 for _ in open_file(path).tables[0].rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 50_001
    assert peak < 3 * 2**20


# What is refused.


@pytest.mark.parametrize(
    ("content", "name", "code", "part"),
    [
        (b"", "log.csv", ErrorCode.UNREADABLE_FILE, "log.csv is empty"),
        (b" \n\n", "log.csv", ErrorCode.UNREADABLE_FILE, "log.csv has nothing in it"),
        (b"\xef\xbb\xbf", "log.csv", ErrorCode.UNREADABLE_FILE, "log.csv has nothing in it"),
        (b"Company,Role\nAc\0me,Baker\n", "log.csv", ErrorCode.UNREADABLE_FILE, "log.csv has a null byte in line 2"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "log.csv", ErrorCode.UNSUPPORTED_FORMAT, "log.csv is a picture"),
        (b"%PDF-1.7\n%\xe2\xe3", "cv.pdf", ErrorCode.UNSUPPORTED_FORMAT, "cv.pdf is a PDF document"),
        (b"\x7fELF\x02\x01" + bytes(60), "log.csv", ErrorCode.UNSUPPORTED_FORMAT, "log.csv is a program"),
        (b"\x1f\x8b\x08\0", "log.csv.gz", ErrorCode.UNSUPPORTED_FORMAT, "log.csv.gz is a gzip archive"),
        (b"<!DOCTYPE html><html>", "log.csv", ErrorCode.UNSUPPORTED_FORMAT, "log.csv is a web page"),
        (bytes(range(256)) * 20, "log.csv", ErrorCode.UNREADABLE_FILE, "log.csv has a null byte"),
        (b'Company,Role\nAcme,"Baker\n', "log.csv", ErrorCode.UNREADABLE_FILE, "is opened and never closed"),
        (b'Company,Role\n"Ac"me,Baker\n', "log.csv", ErrorCode.UNREADABLE_FILE, "line 2: text follows a closing"),
        (b"Company,Role\n" + b"x" * 200_000, "log.csv", ErrorCode.UNREADABLE_FILE, "a cell is longer than 128 kB"),
        (b"Company,Role\n" + b"," * 2_000, "log.csv", ErrorCode.TOO_LARGE, "2,001 cells"),
        (b"\xff\xfea\0\0", "log.csv", ErrorCode.UNREADABLE_FILE, "damaged"),
        (b'[{"company": "Acme"', "log.json", ErrorCode.UNREADABLE_FILE, "log.json is not valid JSON"),
        (b'{"a": 1}', "log.json", ErrorCode.UNSUPPORTED_FORMAT, "holds no list of objects"),
        (b"[" * 100_000, "log.json", ErrorCode.UNREADABLE_FILE, "log.json is not valid JSON"),
        (b"PK\x03\x04 not really", "log.zip", ErrorCode.UNREADABLE_FILE, "log.zip is a damaged ZIP archive"),
        (zipped({"a.csv": LOG})[:-30], "log.zip", ErrorCode.UNREADABLE_FILE, "log.zip is a damaged ZIP archive"),
        (zipped({"../a.csv": LOG}), "log.zip", ErrorCode.UNREADABLE_FILE, "leads out of the archive"),
        (zipped({"/etc/a.csv": LOG}), "log.zip", ErrorCode.UNREADABLE_FILE, "leads out of the archive"),
        (zipped({"a.csv": LOG, "b.csv": LOG}), "log.zip", ErrorCode.UNSUPPORTED_FORMAT, '2 tables: "a.csv", "b.csv"'),
        (zipped({"a.zip": zipped({"a.csv": LOG})}), "log.zip", ErrorCode.UNSUPPORTED_FORMAT, "holds another archive"),
        (zipped({"a.png": b"x"}), "log.zip", ErrorCode.UNSUPPORTED_FORMAT, "log.zip holds no table"),
        (zipped({"a.csv": b"\0" * 2**25}), "log.zip", ErrorCode.TOO_LARGE, "would unpack to 32 MB"),
        (zipped({"word/document.xml": "x"}), "log.docx", ErrorCode.UNSUPPORTED_FORMAT, "log.docx is a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "log.xls", ErrorCode.UNREADABLE_FILE, "old Excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "log.xlsx", ErrorCode.UNREADABLE_FILE, "protected by a password",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_bad_input_is_refused_by_name(content: bytes, name: str, code: ErrorCode, part: str) -> None:
    refusal = refused(content, name)
    assert part in refusal.message
    assert (refusal.code, name in refusal.message) == (code, True)


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is a folder" in refused(tmp_path).message
    assert "There is no file" in refused(tmp_path / "missing.csv").message
    assert "is not an ordinary file" in refused(tmp_path / "pipe").message
    assert "is not an ordinary file" in refused(Path("/dev/zero")).message
    assert "is not a name of a file" in refused(Path("a\0b")).message
    assert "is not a name of a file" in refused(tmp_path / ("x" * 5_000)).message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything; run as an ordinary user to see this one")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(LOG)
    path.chmod(0)
    assert "may not be read" in refused(path).message


def test_an_endless_line_is_refused_early(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    with path.open("wb") as file:
        file.write(b"Company,Role\n")
        for _ in range(40):
            file.write(b"x" * 2**20)
    tracemalloc.start()
    refusal = refused(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refusal.code is ErrorCode.TOO_LARGE
    assert "Line 2 of" in refusal.message
    assert peak < 4 * 2**20


def test_a_file_of_a_terabyte_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    with path.open("wb") as file:
        file.truncate(2**40)
    assert refused(path).code is ErrorCode.TOO_LARGE


def test_a_record_that_never_ends_is_refused() -> None:
    refusal = refused(b"Company,Role\n" + b'"a\n",' * 2_000_000)
    assert refusal.code is ErrorCode.TOO_LARGE


def test_too_many_rows_are_refused() -> None:
    assert f"more than {MAX_ROWS:,} rows" in refused(b"Company,Role\n" + b"a,b\n" * (MAX_ROWS + 1)).message


def test_a_protected_archive_is_refused() -> None:
    content = bytearray(zipped({"a.csv": LOG}, method=zipfile.ZIP_STORED))
    for marker, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(marker) + offset] |= 1
    assert "protected by a password" in refused(bytes(content), "log.zip").message


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    content = zipped({"a.csv": "Company,Role\n" + "Acme,Baker\n" * 200_000})
    size = (13 + 11 * 200_000).to_bytes(4, "little")
    refusal = refused(content.replace(size, (500).to_bytes(4, "little")), "log.zip")
    assert refusal.code is ErrorCode.UNREADABLE_FILE


# Archives.


def test_a_linkedin_archive_gives_its_lists_and_nothing_else() -> None:
    content = zipped(
        {
            "Jobs/Job Applications_1.csv": LOG.replace("Acme", "Globex"),
            "Jobs/Job Applications.csv": LOG,
            "Jobs/Saved Jobs.csv": LOG.replace("Acme", "Initech"),
            "Profile.csv": "First Name\nAnn\n",
            "messages.csv": "a\nb\n",
        }
    )
    opened = open_file(content, name="linkedin.zip")
    assert [table.name for table in opened.tables] == [
        "linkedin.zip › Jobs/Job Applications.csv",
        "linkedin.zip › Jobs/Job Applications_1.csv",
        "linkedin.zip › Jobs/Saved Jobs.csv",
    ]
    assert [list(table.rows())[1].cells[0] for table in opened.tables] == ["Acme", "Globex", "Initech"]


@pytest.mark.parametrize(
    "members",
    [
        {"USER_JOBS_USER_FULL_DATA_DOWNLOAD_1.csv": LOG, "USER_CONTACTS.csv": "a\n"},
        {"log.csv": LOG, "__MACOSX/._log.csv": "x", "picture.png": "x"},
        {"Jobs abc.csv": "Company\nAcme\n", "Jobs abc_all.csv": LOG},
        {"log.xlsx": workbook(text_row(1, "Company", "Role") + text_row(2, "Acme", "Baker"))},
        {"log.json": '[{"Company": "Acme", "Role": "Baker"}]'},
    ],
)
def test_the_table_in_an_archive_is_found(members: dict[str, bytes | str]) -> None:
    assert rows(zipped(members), "log.zip") == [["Company", "Role"], ["Acme", "Baker"]]


# Workbooks.


def test_a_workbook_with_dates_numbers_strings_and_gaps() -> None:
    sheet = (
        text_row(1, "Company", "Applied", "Pay", "When", "Yes", "Gap")
        + '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" s="1"><v>45366</v></c><c r="C3" s="2"><v>55000</v></c>'
        '<c r="D3" s="3"><v>45366.395833333336</v></c><c r="E3" t="b"><v>1</v></c>'
        '<c r="H3" t="str"><f>A1</f><v>formula</v></c></row>'
        '<row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" t="e"><v>#N/A</v></c><c r="C4"><v>12.5</v></c></row>'
        '<row r="9"><c r="A9" s="1"/></row>'
    )
    strings = ("<si><t>Acme</t></si>", "<si><r><t>Glo</t></r><r><t>bex</t></r><rPh><t>x</t></rPh></si>")
    opened = open_file(workbook(sheet, strings=strings), name="log.xlsx")
    assert [(row.line, row.cells) for row in opened.tables[0].rows()] == [
        (1, ["Company", "Applied", "Pay", "When", "Yes", "Gap"]),
        (3, ["Acme", "2024-03-15", "55000", "2024-03-15 09:30:00", "Yes", "", "", "formula"]),
        (4, ["Globex", "", "12.5"]),
    ]


def test_the_first_sheet_with_a_header_is_read_and_others_are_named() -> None:
    log = text_row(1, "Company", "Role") + text_row(2, "Acme", "Baker")
    opened = open_file(workbook(text_row(1, "Read me first"), log, log), name="log.xlsx")
    assert [table.name for table in opened.tables] == ['log.xlsx › sheet "S2"']
    assert opened.notes == ('log.xlsx › sheet "S3" was not read: only the first sheet with a header is.',)


def test_a_lone_cell_in_the_far_corner_costs_nothing() -> None:
    log = text_row(1, "Company", "Role") + '<row r="1048576"><c r="B1048576" t="str"><v>far</v></c></row>'
    assert rows(workbook(log), "log.xlsx") == [["Company", "Role"], ["", "far"]]
    corner = text_row(1, "Company", "Role") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert "column 16,384" in refused(workbook(corner), "log.xlsx").message


def test_entities_are_refused() -> None:
    bomb = f'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    refusal = refused(workbook("", extra={"xl/worksheets/sheet1.xml": bomb}), "log.xlsx")
    assert "declares XML entities" in refusal.message


def test_a_damaged_workbook_is_refused() -> None:
    refusal = refused(workbook("", extra={"xl/worksheets/sheet1.xml": "<worksheet><sheetData>"}), "log.xlsx")
    assert refusal.message == "log.xlsx is a damaged workbook (sheet1.xml). Save it again as XLSX or CSV."
    assert "nothing in its sheets" in refused(workbook(""), "log.xlsx").message


# JSON.


def test_json_in_the_shapes_of_programs() -> None:
    entry = {
        "job": {"title": "Baker", "company": {"name": "Acme"}},
        "ok": True,
        "n": 5.0,
        "none": None,
        "tags": ["a", "b"],
    }
    entry["transitions"] = [
        {"target": "APPLIED", "occurredAt": "2024-03-01"},
        {"target": "REJECTED", "occurredAt": None},
    ]
    header = ["job title", "job company name", "ok", "n", "none", "tags", "transitions"]
    cells = ["Baker", "Acme", "Yes", "5", "", "a, b", "APPLIED 2024-03-01\nREJECTED"]
    for document in (
        [entry],
        {"data": {"applications": {"nodes": [entry]}}},
        {"data": {"applications": {"edges": [{"cursor": "x", "node": entry}], "pageInfo": {}}}},
    ):
        assert rows(json.dumps(document).encode(), "log.json") == [header, cells]
    assert rows(b"\xef\xbb\xbf" + json.dumps([entry]).encode(), "log.json") == [header, cells]
    assert rows(json.dumps([entry]).encode("utf-16"), "log.json") == [header, cells]


def test_objects_with_different_names_share_one_header() -> None:
    assert rows(b'[{"a": 1}, {"b": "x"}]', "log.json") == [["a", "b"], ["1", ""], ["", "x"]]


# Anything at all.


@settings(deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert "log.csv" in said(content, "log.csv")


def _damaged(content: bytes) -> Iterator[bytes]:
    dice = random.Random(7)
    for _ in range(150):
        copy = bytearray(content)
        for _ in range(dice.randrange(1, 6)):
            copy[dice.randrange(len(copy))] = dice.randrange(256)
        yield bytes(copy[: dice.randrange(len(copy) // 2, len(copy) + 1)])


@pytest.mark.parametrize(
    "content",
    [zipped({"log.csv": LOG * 50}), workbook(text_row(1, "Company", "Role") + text_row(2, "Acme", "Baker"))],
    ids=["zip", "xlsx"],
)
def test_damaged_archives_are_read_or_refused(content: bytes) -> None:
    for damaged in _damaged(content):
        assert "log.zip" in said(damaged, "log.zip")


def test_a_moment_in_a_workbook_is_not_moved_by_the_machines_zone() -> None:
    sheet = (
        text_row(1, "Company", "Applied")
        + '<row r="2"><c r="A2" t="str"><v>A</v></c><c r="B2" s="3"><v>45366.999</v></c></row>'
    )
    assert rows(workbook(sheet), "log.xlsx")[1][1] == datetime(2024, 3, 15, 23, 58, 34, tzinfo=UTC).strftime(
        "%Y-%m-%d %H:%M:%S"
    )
