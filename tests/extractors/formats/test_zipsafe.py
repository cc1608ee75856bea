import io
import zipfile

import pytest

from extractors.formats.zipsafe import open_zip, parse_xml
from extractors.model.document import Unreadable


def make_zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def code_of(error: pytest.ExceptionInfo[Unreadable]) -> str:
    return error.value.problem.code


def test_members_come_back_whole():
    package = open_zip(make_zip({"a.xml": b"<a/>", "b/c.xml": b"12"}))

    assert package.names == {"a.xml", "b/c.xml"}
    assert package.read("a.xml") == b"<a/>"
    assert package.read_or_none("b/c.xml") == b"12"
    assert package.read_or_none("d.xml") is None


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_are_what_the_zip_library_reads(method):
    data = b"SFX" + make_zip({"中文.xml": b"<a/>" * 999, "empty": b"", "latin-é": bytes(range(256))}, method)
    package = open_zip(data)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {name: package.read(name) for name in package.names} == {n: archive.read(n) for n in archive.namelist()}


def test_a_name_that_differs_between_directory_and_member_is_truncated():
    data = make_zip({"word/document.xml": b"<a/>"})
    other = data.replace(b"word/document.xml", b"word/d0cument.xml", 1)

    with pytest.raises(Unreadable) as error:
        open_zip(other).read("word/document.xml")

    assert code_of(error) == "FILE.TRUNCATED"
    assert "differ" in error.value.problem.detail


def test_a_stream_cut_short_is_truncated():
    data = make_zip({"a": bytes(range(256)) * 40})
    size = zipfile.ZipFile(io.BytesIO(data)).getinfo("a").compress_size
    short = data.replace(size.to_bytes(4, "little"), (size - 20).to_bytes(4, "little"))

    with pytest.raises(Unreadable) as error:
        open_zip(short).read("a")

    assert code_of(error) == "FILE.TRUNCATED"


def test_a_missing_member_is_a_truncated_file():
    with pytest.raises(Unreadable) as error:
        open_zip(make_zip({"a": b""})).read("b")

    assert code_of(error) == "FILE.TRUNCATED"


@pytest.mark.parametrize(
    ("member", "total"),
    [
        pytest.param(1_000, 1_000_000, id="a member that inflates past its own cap"),
        pytest.param(1_000_000, 1_000, id="a member that inflates past the cap of the package"),
    ],
)
def test_a_bomb_stops_at_the_cap(member, total):
    package = open_zip(make_zip({"bomb": b"\x00" * 200_000}))
    package.max_member, package.max_total = member, total

    with pytest.raises(Unreadable) as error:
        package.read("bomb")

    assert code_of(error) == "FILE.TOO_LARGE"
    assert package.inflated == 1_001


def test_a_size_in_the_header_is_not_believed():
    data = make_zip({"bomb": b"\x00" * 100_000})
    lying = data.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    with pytest.raises(Unreadable) as error:
        open_zip(lying).read("bomb")

    assert code_of(error) == "FILE.TRUNCATED"


def test_the_total_counts_every_read():
    package = open_zip(make_zip({"a": b"x" * 600, "b": b"y" * 600}))
    package.max_total = 1_000
    package.read("a")

    with pytest.raises(Unreadable) as error:
        package.read("b")

    assert code_of(error) == "FILE.TOO_LARGE"


def test_too_many_members_are_refused_before_any_is_inflated():
    data = make_zip({f"m{number}": b"" for number in range(30)})

    with pytest.raises(Unreadable) as error:
        open_zip(data, max_members=29)

    assert code_of(error) == "FILE.TOO_LARGE"


def test_a_cut_off_zip_is_truncated():
    data = make_zip({"a": b"text" * 100})

    with pytest.raises(Unreadable) as error:
        open_zip(data[: len(data) // 2])

    assert code_of(error) == "FILE.TRUNCATED"


def test_a_damaged_member_is_truncated():
    data = bytearray(make_zip({"a": b"abcdefgh" * 100}, zipfile.ZIP_STORED))
    data[100] ^= 0xFF

    with pytest.raises(Unreadable) as error:
        open_zip(bytes(data)).read("a")

    assert code_of(error) == "FILE.TRUNCATED"


def test_a_directory_that_points_before_the_file_is_truncated():
    data = bytearray(make_zip({"a": b"text" * 99}))
    start = data.index(b"PK\x05\x06") + 16
    data[start : start + 4] = (int.from_bytes(data[start : start + 4], "little") + 50).to_bytes(4, "little")

    with pytest.raises(Unreadable) as error:
        open_zip(bytes(data)).read("a")

    assert code_of(error) == "FILE.TRUNCATED"


def test_a_method_without_a_bound_is_refused():
    with pytest.raises(Unreadable) as error:
        open_zip(make_zip({"a": b"text"}, zipfile.ZIP_BZIP2)).read("a")

    assert code_of(error) == "FILE.TRUNCATED"


def test_a_locked_member_is_encrypted():
    data = bytearray(make_zip({"a": b"text"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(Unreadable) as error:
        open_zip(bytes(data)).read("a")

    assert code_of(error) == "FILE.ENCRYPTED"


def test_plain_xml_is_parsed():
    root = parse_xml(b"<?xml version='1.0'?><a><!-- note --><b>1</b></a>")

    assert [child.tag for child in root] == ["b"]


ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(ENTITY.encode(), "FILE.UNSAFE", id="an entity that reads a file"),
        pytest.param(ENTITY.encode("utf-16"), "FILE.UNSAFE", id="the same in UTF-16"),
        pytest.param(
            b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a><a/>', "FILE.UNSAFE", id="hidden in UTF-7"
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE a><a/>".encode("cp037"),
            "FILE.TRUNCATED",
            id="hidden in EBCDIC",
        ),
        pytest.param(b"<!DOCTYPE a><a/>", "FILE.UNSAFE", id="a document type without entities"),
        pytest.param(b"<a><b></a>", "FILE.TRUNCATED", id="broken nesting"),
        pytest.param(b"", "FILE.TRUNCATED", id="nothing"),
        pytest.param(b"<a>" * 400 + b"</a>" * 400, "FILE.TRUNCATED", id="nested beyond all sense"),
    ],
)
def test_unsafe_or_broken_xml_is_refused(data, code):
    with pytest.raises(Unreadable) as error:
        parse_xml(data)

    assert code_of(error) == code
