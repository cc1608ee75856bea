"""The report as plain text, as extraction tools and copy-and-paste leave it."""

from forge.facts import Facts
from forge.grid import GridTable
from forge.look import Look
from forge.page import Line, Piece, compose


def to_text(facts: Facts, look: Look) -> bytes:
    """The text in the look's encoding; ``look.lines`` says what became of the cells."""
    pieces = [piece for piece in compose(facts, look) if not (isinstance(piece, Line) and piece.kind == "hidden")]
    if look.lines == "glued":
        return "".join(_glue(piece) for piece in pieces).encode(look.encoding)
    text = "\n\n".join(_write_piece(piece, look.lines) for piece in pieces)
    return (text + "\n").encode(look.encoding)


def to_markdown(facts: Facts, look: Look) -> bytes:
    """The text with pipe tables: merged cells give their text once and leave the rest empty."""
    pieces = [piece for piece in compose(facts, look) if not (isinstance(piece, Line) and piece.kind == "hidden")]
    text = "\n\n".join(_write_piece(piece, "markdown") for piece in pieces)
    return (text + "\n").encode(look.encoding)


def _write_piece(piece: Piece, style: str) -> str:
    if isinstance(piece, Line):
        return _write_line(piece, style)
    if style == "markdown":
        return _write_pipes(piece)
    if style == "cell_lines":
        return "\n".join(_flat(cell.text) for row in piece.rows() for cell in row)
    rows = _shift(piece) if style == "shifted" else piece.matrix()
    return "\n".join("\t".join(_flat(text) for text in row) for row in rows)


def _write_line(line: Line, style: str) -> str:
    mark = {"title": "# ", "heading": "## "}.get(line.kind, "") if style == "markdown" else ""
    return mark + line.text


def _write_pipes(table: GridTable) -> str:
    rows = [[_flat(text).replace("|", "\\|") for text in row] for row in table.matrix()]
    rows.insert(1, ["---"] * len(table.weights))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _shift(table: GridTable) -> list[list[str]]:
    """The rows with the values of short labels one column further left, as a Word-to-text tool left them."""
    owners = table.owners()
    rows = table.matrix()
    if table.code != "T3":
        return rows
    for n, row in enumerate(rows):
        owner = owners[n, 2]
        if owner.column < 2:
            del row[2]
            row.append("")
    return rows


def _glue(piece: Piece) -> str:
    if isinstance(piece, Line):
        return piece.text
    return "".join(_flat(cell.text).strip() for row in piece.rows() for cell in row)


def _flat(text: str) -> str:
    return text.replace("\n", " ") if not text.replace("\n", "").isdecimal() else text.replace("\n", "")
