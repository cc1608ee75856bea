"""A curated list of reports, one trap or one plausible mixture each; every name is a sentence."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from forge.facts import Facts, alter, expected_states, make_facts, truth
from forge.form import Key
from forge.look import Look
from forge.printing import Printed
from forge.render import SUFFIXES, render


@dataclass(frozen=True, slots=True)
class Case:
    """One report in one format."""

    name: str
    facts: Facts
    look: Look
    kind: str
    """``html``, ``docx``, ``pdf``, ``scan``, ``text`` or ``markdown``."""
    is_clean: bool
    """True where nothing is lost on the page: a reader owes every cell. False: right, flagged or absent."""

    def data(self) -> bytes:
        """The file."""
        return render(self.facts, self.look, self.kind)

    @property
    def file_name(self) -> str:
        """A file name with the suffix of the format."""
        return f"{self.name.replace(' ', '-').replace('/', '_')}.{SUFFIXES[self.kind]}"

    def expected(self) -> dict[Key, tuple[str, Decimal | None]]:
        """State and value of every cell of the report's forms."""
        return expected_states(self.facts, self.look)

    def truth(self) -> dict[str, object]:
        """The same in the shape of a truth.json."""
        return truth(self.facts, self.look)


_GB2019: dict[str, Any] = {"edition": "gb2019_60", "year": 2020}
Given = dict[str, Any]
Row = tuple[str, str, Given, Given]

_CELLS: tuple[Row, ...] = (
    ("a plain county report", "html", {}, {}),
    ("a plain town report is nearly all zeros", "html", {}, {"scale": "town"}),
    ("a plain city report has numbers of five digits", "html", {}, {"scale": "city"}),
    ("zeros printed as slashes", "html", {}, {"zero": "/"}),
    ("zeros printed as long dashes", "docx", {}, {"zero": "—"}),
    ("zeros left blank", "html", {}, {"zero": "", "scale": "town"}),
    ("zeros printed in four ways on one page", "html", {}, {"zero": "mixed"}),
    ("zeros printed as the word none", "html", {}, {"zero": "无"}),
    ("the row of regulations crossed with slashes", "html", {}, {"regulations_zero": "/"}),
    ("organisation columns left blank", "html", {"word_pasted": True}, {"blank_organisations": True}),
    ("organisation columns left blank in Word", "docx", {}, {"blank_organisations": True, "scale": "town"}),
    ("the column of totals left blank", "html", {}, {"blank_totals": True}),
    ("only the column of totals filled", "html", {}, {"only_totals": True}),
    ("every cell blank", "docx", {}, {"all_blank": True}),
    ("one zero merged over seven columns", "html", {}, {"merged_zero_rows": True, "scale": "town"}),
    ("one zero merged over seven columns in Word", "docx", {}, {"merged_zero_rows": True, "scale": "town"}),
    ("full-width digits", "html", {}, {"full_width": True}),
    ("commas between thousands", "html", {}, {"thousands": ",", "scale": "city"}),
    ("full-width commas between thousands", "docx", {}, {"thousands": "，", "scale": "city"}),
    ("blanks inside numbers", "html", {}, {"spaced": True, "scale": "city"}),
    ("units inside cells", "html", {}, {"units": True}),
    ("a remark behind a number", "html", {}, {"remarks": "bracket"}),
    ("a remark on its own line", "docx", {}, {"remarks": "line"}),
    ("a cell that points to an annex", "html", {}, {"altered": {("penalty_decisions", "all"): ("见附件", "text")}}),
    ("a spreadsheet error in a cell", "docx", {}, {"altered": {("outcome_granted", "all"): ("#REF!", "illegible")}}),
    ("a count printed with a decimal", "html", {}, {"altered": {("coercion_decisions", "all"): ("3.0", "number", 3)}}),
    ("a remark before its number", "html", {}, {"remarks": "before"}),
    ("no-break spaces around every value", "html", {"cell_padding": True}, {"zero": ""}),
    ("digits broken over lines in a cell", "html", {"broken_digits": True}, {"scale": "city"}),
    ("the issuer's row does not add up", "html", {}, {"breaks": ("row_sum",)}),
    ("the issuer's column of results does not add up", "docx", {}, {"breaks": ("column_result",)}),
    ("the issuer's balance does not hold", "html", {}, {"breaks": ("balance",)}),
    ("the issuer's table 4 does not add up", "html", {}, {"breaks": ("t4_sum",)}),
)

_OLD_FORM: tuple[Row, ...] = (
    ("the form of 2019", "html", {"section_titles": "article50"}, _GB2019),
    ("all the properties that Word writes", "docx", {"word_written": True, "automatic_numbering": True}, {}),
    ("the form of 2019 in Word", "docx", {"section_titles": "article50"}, _GB2019),
    (
        "the form of 2019 with changes in words and money in yuan",
        "html",
        {},
        {**_GB2019, "signs": "words", "money": "yuan"},
    ),
    (
        "the form of 2019 with plus signs and money in ten thousands",
        "docx",
        {},
        {**_GB2019, "signs": "plus", "money": "wan"},
    ),
    ("the form of 2019 with full-width signs", "html", {}, {**_GB2019, "signs": "full"}),
    ("the form of 2019 with arrows", "html", {}, {**_GB2019, "signs": "arrows"}),
    ("the form of 2019 with columns in another order", "html", {"shuffled_heads": True}, _GB2019),
    ("the form of 2019 with regulations explained", "html", {"labels": ("explained",)}, _GB2019),
    ("table 2 of 2021 beside table 3 of 2019", "html", {}, {"t3_edition": "gb2019_60"}),
    ("the form of 2019 in a PDF", "pdf", {}, _GB2019),
)

_LABELS: tuple[Row, ...] = (
    ("ASCII brackets and ideographic commas in labels", "html", {"labels": ("ascii_brackets", "comma_numbers")}, {}),
    ("spaced brackets and numbers", "docx", {"labels": ("spaced_brackets", "spaced_numbers")}, {}),
    ("wide spaced brackets and full-width stops", "html", {"labels": ("wide_spaced_brackets", "wide_dot_numbers")}, {}),
    ("three styles of numbers in one table", "html", {"labels": ("mixed_numbers", "straight_quotes")}, {}),
    ("circled numbers and square quotes", "html", {"labels": ("circled_numbers", "square_quotes")}, {}),
    ("the older sign for other and another word for total", "html", {"labels": ("other_sign", "sum_word")}, {}),
    ("dropped characters in labels", "html", {"labels": ("dropped_characters", "no_count_sign", "no_quotes")}, {}),
    ("shortened labels", "docx", {"labels": ("shortened", "no_administrative")}, {}),
    ("other ways to cite the article", "html", {"labels": ("short_article", "administrative_reconsideration")}, {}),
    ("the article in Arabic numerals and a spaced total", "html", {"labels": ("arabic_article", "spaced_sum")}, {}),
    (
        "blanks inside words and a spaced article",
        "html",
        {"labels": ("spaced_words", "spaced_article", "other_verb")},
        {},
    ),
    ("the article without brackets", "docx", {"labels": ("bare_article",)}, {}),
    ("Kangxi radicals for common signs", "html", {"labels": ("radicals",)}, {}),
    ("traditional signs from a mirror", "html", {"labels": ("traditional",)}, {}),
)

_HEADS: tuple[Row, ...] = (
    ("the total's head in the first row", "html", {"total_in_first_row": True}, {}),
    ("heads in two paragraphs", "docx", {"heads": "paragraphs"}, {}),
    ("justified heads", "html", {"heads": "justified"}, {}),
    ("vertical heads", "html", {"heads": "vertical"}, {}),
    ("truncated heads", "html", {"heads": "truncated"}, {}),
    ("heads unmerged with empty cells", "html", {"unmerged_heads": True}, {}),
    ("organisations in another order", "html", {"shuffled_heads": True}, {}),
    ("organisations in another order in a PDF", "pdf", {"shuffled_heads": True}, {}),
    ("single values beside empty cells in table 2", "html", {"unmerged_values": True}, {}),
    ("single values beside empty cells in Word", "docx", {"unmerged_values": True}, _GB2019),
    ("heads in header tags", "html", {"header_tags": True}, {}),
    ("side cells repeated", "html", {"side": "repeated"}, {}),
    ("side cells left empty", "docx", {"side": "empty"}, {}),
    ("other and total begin in the first column", "html", {"label_in_wrong_column": True}, {}),
    ("a group label cut in two", "html", {"cut_group": True}, {}),
    ("shaded heads", "docx", {"shaded_heads": True}, {}),
)

_SHAPES: tuple[Row, ...] = (
    ("table 2 as four tables", "html", {"t2_shape": "four"}, {}),
    ("table 2 as four tables in Word", "docx", {"t2_shape": "four"}, {}),
    ("one table for everything", "html", {"one_big_table": True}, {}),
    ("table 3 in two with the header on both", "docx", {"t3_split": "headed"}, {}),
    ("table 3 in two without a second header", "html", {"t3_split": "bare"}, {}),
    (
        "table 3 cut inside a group with the side printed again",
        "html",
        {"t3_split": "bare", "t3_split_at": 8, "repeat_side": True},
        {},
    ),
    ("table 3 cut inside a group with the side left empty", "html", {"t3_split": "bare", "t3_split_at": 17}, {}),
    ("table 4 in two", "html", {"t4_split": True}, {}),
    ("table 4 with a label before its row", "html", {"t4_row_label": "件数"}, {}),
    ("tables in another order under the headings", "html", {"table_order": ("T4", "T2", "T3")}, {}),
    ("table 4 left out", "docx", {"missing_tables": ("T4",)}, {}),
    ("an extra row in table 2", "html", {"extra_row": True}, {}),
    ("a metadata table before the report", "html", {"metadata_table": True, "chrome": True}, {}),
    ("nested layout tables", "html", {"nested": True, "chrome": True}, {}),
    ("nested layout tables in Word", "docx", {"nested": True}, {}),
)

_PAGES: tuple[Row, ...] = (
    ("a site's navigation and other years beside the report", "html", {"chrome": True}, {}),
    ("a page in GB18030 that claims UTF-8", "html", {"encoding": "gb18030", "declared": "utf-8"}, {}),
    ("a page in UTF-8 that claims GBK", "html", {"declared": "gbk"}, {}),
    ("a page in UTF-16", "html", {"encoding": "utf-16", "declared": ""}, {}),
    ("a page with a byte order mark", "html", {"encoding": "utf-8-sig", "declared": "gb2312"}, {}),
    ("a page of untidy markup", "html", {"untidy": True}, {}),
    ("a paste from Word", "html", {"word_pasted": True, "heads": "paragraphs"}, {}),
    ("hidden text beside every value", "html", {"hidden_text": True}, {}),
    ("hidden text in Word", "docx", {"hidden_text": True}, {}),
    ("marks of notes behind every number", "html", {"beside": "mark"}, {}),
    ("marks of notes behind every number in Word", "docx", {"beside": "mark"}, {}),
    ("struck-out digits before every number", "html", {"beside": "struck", "word_pasted": True}, {}),
    ("struck-out digits before every number in Word", "docx", {"beside": "struck"}, {"scale": "town"}),
    ("a note under table 4 and sentences before tables", "html", {"note_below_t4": True, "lead_sentence": True}, {}),
    ("headings one, five and six lost", "html", {"missing_headings": (1, 5, 6)}, {}),
    ("misnumbered headings", "html", {"numbering": "misnumbered", "section_titles": "typo"}, {}),
    ("numbering restarted at the tables", "docx", {"numbering": "restarted", "section_titles": "short"}, {}),
    ("headings without numbers", "html", {"numbering": "none"}, {}),
    ("a title in two lines with the year in Chinese", "html", {"title_break": "lines", "title_year": "chinese"}, {}),
    ("a title with blanks and a full-width year", "html", {"title_break": "blanks", "title_year": "full_width"}, {}),
    ("a title that begins with a spaced year", "docx", {"title": "year_issuer", "title_year": "spaced"}, {}),
    ("a corrected report says so in its title", "html", {"title": "corrected"}, {}),
    ("a title without a year", "docx", {"title": "no_year"}, {}),
    ("tracked changes", "docx", {"tracked": True}, {}),
    ("tables and cells in content controls", "docx", {"content_controls": True}, {}),
    ("a title and a label in text boxes", "docx", {"text_box": True}, {}),
    ("automatic numbers before headings", "docx", {"automatic_numbering": True}, {}),
)

_PDF: tuple[Row, ...] = (
    ("a plain PDF", "pdf", {}, {}),
    ("a PDF of a town with page numbers", "pdf", {"page_numbers": True}, {"scale": "town"}),
    ("a PDF ruled edge by edge", "pdf", {"rules": "edges"}, {}),
    ("a PDF whose second page repeats the header", "pdf", {"repeat_head": True, "break_at": (10,)}, {}),
    ("a PDF whose second page repeats the side", "pdf", {"repeat_side": True, "break_at": (7,)}, {}),
    ("a PDF table left open at the page break", "pdf", {"open_break": True, "rules": "edges", "break_at": (13,)}, {}),
    (
        "a PDF with shaded vertical heads",
        "pdf",
        {"shaded_heads": True, "heads": "vertical", "total_in_first_row": True},
        {},
    ),
    ("a PDF with columns so narrow that digits wrap", "pdf", {"narrow": True}, {"scale": "city"}),
    ("a PDF with blanks and full-width digits", "pdf", {}, {"zero": "", "full_width": True}),
    ("a PDF with slashes and remarks", "pdf", {}, {"zero": "/", "remarks": "bracket"}),
    ("a PDF with organisation columns blank", "pdf", {}, {"blank_organisations": True}),
    ("a PDF with one table for everything", "pdf", {"one_big_table": True}, {}),
    ("a PDF whose glyphs stand apart", "pdf", {"split_runs": True, "letter_spacing": 0.4}, {}),
    ("a PDF whose page break parts a block from its header", "pdf", {"break_table": "T2", "break_at": (6, 12)}, {}),
    ("a PDF whose page break cuts the header", "pdf", {"break_table": "T4", "break_at": (-1,)}, {}),
    ("a PDF of landscape pages marked as rotated", "pdf", {"rotated": True}, {}),
    ("a PDF with an embedded font", "pdf", {"embedded_font": True}, {}),
)

_TEXT: tuple[Row, ...] = (
    ("tab-separated text", "text", {}, {}),
    ("text whose value columns shift by row", "text", {"lines": "shifted", "label_in_wrong_column": True}, {}),
    ("text whose value columns shift, with slashes", "text", {"lines": "shifted"}, {"zero": "/"}),
    ("tab-separated text in GB18030", "text", {"encoding": "gb18030"}, {"scale": "town"}),
    ("Markdown with pipe tables", "markdown", {}, {}),
    ("Markdown of the form of 2019", "markdown", {}, _GB2019),
)

_LOSSY: tuple[Row, ...] = (
    ("a borderless PDF", "pdf", {"borderless": True}, {}),
    ("a borderless PDF with blanks", "pdf", {"borderless": True}, {"zero": "", "scale": "town"}),
    (
        "a PDF row cut through by the page break",
        "pdf",
        {"page_break": "cut", "open_break": True, "rules": "edges", "break_at": (20,)},
        {},
    ),
    (
        "a PDF number cut through by the page break",
        "pdf",
        {"page_break": "cut", "open_break": True, "narrow": True, "break_at": (0, 23)},
        {"scale": "city"},
    ),
    ("vertical heads that run over the values below", "pdf", {"heads": "vertical", "overflow_heads": True}, {}),
    ("one cell a line", "text", {"lines": "cell_lines"}, {}),
    ("one cell a line with blanks lost", "text", {"lines": "cell_lines"}, {"zero": ""}),
    ("text with all separators lost", "text", {"lines": "glued"}, {"scale": "town"}),
    ("text of a county with all separators lost", "text", {"lines": "glued"}, {}),
    ("glued text that breaks its own sums", "text", {"lines": "glued"}, {"breaks": ("row_sum",)}),
    ("shifted text with blanks at the ends of rows", "text", {"lines": "shifted"}, {"zero": ""}),
    ("truncated heads over columns in another order", "html", {"heads": "truncated", "shuffled_heads": True}, _GB2019),
    ("a scan", "scan", {}, {"scale": "town"}),
    ("a scan with slashes for zeros", "scan", {}, {"zero": "/"}),
    ("a scan whose sums fail", "scan", {"skew": -0.8}, {"breaks": ("column_result",)}),
)

_GROUPS = (_CELLS, _OLD_FORM, _LABELS, _HEADS, _SHAPES, _PAGES, _PDF, _TEXT)


def _make_case(number: int, row: Row, *, is_clean: bool) -> Case:
    name, kind, look, given = row
    altered = {key: _make_printed(*ink) for key, ink in given.get("altered", {}).items()}
    facts = make_facts(1000 + number, **{key: value for key, value in given.items() if key != "altered"})
    return Case(name, alter(facts, altered), Look(**look), kind, is_clean)


def _make_printed(text: str, state: str, value: int | None = None) -> Printed:
    return Printed(text, state, None if value is None else Decimal(value))


def _make_cases() -> tuple[Case, ...]:
    clean = [row for group in _GROUPS for row in group]
    return tuple(_make_case(number, row, is_clean=number < len(clean)) for number, row in enumerate((*clean, *_LOSSY)))


CASES: tuple[Case, ...] = _make_cases()
"""Clean cases first, then those where the page itself has lost something."""
