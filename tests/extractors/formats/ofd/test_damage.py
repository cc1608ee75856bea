"""Damaged and hostile OFD files: one clear refusal each, and damage to a part costs that part."""

import random

import pytest
from ofd_pages import RULED_GRID, grid, places, read, sample_sheet
from ofd_writer import Manner, Sheet, pack, write_ofd

from extractors.model.document import Unreadable


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        pytest.param({"Doc_0__Pages__P1_dot_xml": b"<Page>"}, "PAGE.SKIPPED", id="a broken page"),
        pytest.param({"Doc_0__Tpls__T1_dot_xml": b""}, None, id="a broken template costs only its lines"),
    ],
)
def test_damage_to_one_part_costs_that_part(extra, code):
    document = read(write_ofd([sample_sheet(), sample_sheet()], Manner(has_template=True), **extra))

    assert places(document) == ([(code, 2)] if code else [])
    assert grid(next(document.tables())) == RULED_GRID


def test_locations_in_another_case_and_without_their_folder_are_found():
    members = {
        "OFD.xml": b"<OFD><DocBody><DocRoot>doc_0\\document.XML</DocRoot></DocBody></OFD>",
        "Doc_0/Document.xml": b'<Document><Pages><Page BaseLoc="/Content.xml"/></Pages></Document>',
        "Doc_0/Pages/Page_0/Content.xml": b'<Page><Content><Layer><TextObject Boundary="9 9 90 9" Size="5">'
        b"<TextCode X='0' Y='5'>\xe6\xad\xa3\xe6\x96\x87</TextCode></TextObject></Layer></Content></Page>",
    }
    document = read(pack(members))

    assert document.text == "正文"


BOMB = b"<OFD>" + b" " * (70 * 1024 * 1024) + b"</OFD>"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        pytest.param({}, "FILE.TRUNCATED", id="no OFD.xml"),
        pytest.param({"OFD.xml": b"<OFD><DocBody/></OFD>"}, "FILE.TRUNCATED", id="no document"),
        pytest.param({"OFD.xml": b"<OFD/>"}, "FILE.TRUNCATED", id="no body"),
        pytest.param({"OFD.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><OFD>&b;</OFD>"}, "FILE.UNSAFE", id="entities"),
        pytest.param({"OFD.xml": BOMB}, "FILE.TOO_LARGE", id="a member that inflates without end"),
        pytest.param({"OFD.xml": b"<OFD/>", "Doc_0/Encryptions.xml": b""}, "FILE.ENCRYPTED", id="encrypted"),
        pytest.param({f"m{n}": b"" for n in range(5001)}, "FILE.TOO_LARGE", id="too many members"),
    ],
)
def test_unreadable_packages_say_why(members, code):
    with pytest.raises(Unreadable) as caught:
        read(pack(members))

    assert caught.value.problem.code == code


def test_more_pages_than_any_report_has_are_refused():
    entry = '<Page BaseLoc="Pages/P0.xml"/>' * 501
    document = f"<Document><Pages>{entry}</Pages></Document>".encode()
    with pytest.raises(Unreadable) as caught:
        read(write_ofd([Sheet()], Doc_0__Document_dot_xml=document))

    assert caught.value.problem.code == "FILE.TOO_LARGE"


@pytest.mark.parametrize("tenths", range(10), ids=lambda tenths: f"{tenths} tenths of the file")
def test_a_cut_off_file_is_said_to_be_cut_off(tenths):
    data = write_ofd([sample_sheet()])
    with pytest.raises(Unreadable) as caught:
        read(data[: len(data) * tenths // 10])

    assert caught.value.problem.code == "FILE.TRUNCATED"


def test_flipped_bytes_never_break_the_reader():
    data, dice, codes = write_ofd([sample_sheet(), sample_sheet()]), random.Random(1), set()
    for _ in range(200):
        damaged = bytearray(data)
        damaged[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        codes |= outcome(bytes(damaged))

    assert codes <= {"read", "PAGE.SKIPPED", "FILE.TRUNCATED", "FILE.ENCRYPTED", "FILE.UNSAFE"}
    assert {"read", "FILE.TRUNCATED"} <= codes


def outcome(data):
    try:
        document = read(data)
    except Unreadable as error:
        return {error.problem.code}
    return {problem.code for problem in document.problems} or {"read"}
