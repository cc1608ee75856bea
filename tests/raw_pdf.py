"""PDF files written object by object, where no library would write them so."""

GRID = b"100 640 300 60 re S 200 640 m 200 700 l S 300 640 m 300 700 l S 100 670 m 400 670 l S "
PROSE = b"BT /F2 12 Tf 100 500 Td (Prose enough, so that the text of the page is not worthless as a whole) Tj ET "


def write_stream(content: bytes) -> bytes:
    return b"<< /Length %d >> stream\n%s\nendstream" % (len(content), content)


def write_pdf(content: bytes, *fonts: bytes) -> bytes:
    """A file of one page with this content; the first of the objects after it is the font F1, number 5."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        write_stream(content),
        *fonts,
    ]
    data, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj %s endobj\n" % (number, item)
    count, table = len(objects) + 1, b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    return data + end % (count, table, count, len(data))
