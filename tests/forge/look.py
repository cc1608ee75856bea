"""Every way in which the same report can be printed, as switches."""

from dataclasses import dataclass

Order = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """How a report is laid out. Renderers ignore the switches that their format does not know."""

    # labels and heads
    labels: tuple[str, ...] = ()
    """Names of label changes, see ``labels.LABEL_CHANGES``, applied in this order."""
    heads: str = "plain"
    """``plain``, ``paragraphs`` (商业/企业), ``justified`` (商 业 企/业), ``vertical`` (one sign a line) or
    ``truncated`` (本年新)."""
    total_in_first_row: bool = False
    """总计 beside 申请人情况 in the first header row instead of below it."""
    unmerged_heads: bool = False
    """Heads in single cells, with empty cells where the form merges."""
    unmerged_values: bool = False
    """Values that the form merges over columns stand in the first, with empty cells beside."""
    shuffled_heads: bool = False
    """Columns of T2 and of the organisations in another order, values moving with them."""
    side: str = "merged"
    """Cells of the label columns that the form merges: ``merged``, ``repeated`` or ``empty``."""
    label_in_wrong_column: bool = False
    """3.其他 and （七）总计 begin in the first column."""
    cut_group: bool = False
    """（四）无 / 法提供: one group label in two cells."""
    # shapes of the tables
    t2_shape: str = "one"
    """``one`` table or ``four`` (one an article)."""
    one_big_table: bool = False
    """T2, T3 and T4 as one physical table."""
    t3_split: str = ""
    """"" whole, ``headed`` two tables with the header on both, ``bare`` the second without."""
    t3_split_at: int = 12
    """Rows before the cut."""
    repeat_side: bool = False
    """三、本年度办理结果 printed again after a cut."""
    t4_split: bool = False
    """行政复议 and 行政诉讼 as two tables."""
    t4_row_label: str = ""
    """A label before the one row of T4, such as 件数."""
    extra_row: bool = False
    """A row that no form knows at the foot of T2's first article."""
    broken_digits: bool = False
    """Line breaks between the digits of a cell, as a narrow column makes them."""
    # the page around the tables
    title: str = "issuer_year"
    title_break: str = ""
    """"" whole, ``blanks`` or ``lines``."""
    title_year: str = "digits"
    """``digits``, ``chinese`` (二〇二四), ``full_width`` or ``spaced``."""
    section_titles: str = "form"
    """``form``, ``article50``, ``typo`` or ``short``."""
    numbering: str = "form"
    """``form``, ``misnumbered``, ``restarted`` or ``none``."""
    missing_headings: tuple[int, ...] = ()
    table_order: Order = ("T2", "T3", "T4")
    """Which table stands under the second, third and fourth heading."""
    missing_tables: Order = ()
    metadata_table: bool = False
    lead_sentence: bool = False
    """A sentence between heading and table."""
    note_below_t4: bool = False
    cell_padding: bool = False
    """No-break spaces around every value."""
    borderless: bool = False
    shaded_heads: bool = False
    # HTML
    encoding: str = "utf-8"
    declared: str = "utf-8"
    """The charset that the page claims; empty for none."""
    chrome: bool = False
    header_tags: bool = False
    """Heads in th elements."""
    word_pasted: bool = False
    nested: bool = False
    """Tables inside layout tables (HTML, docx)."""
    hidden_text: bool = False
    """Words and digits that the page holds and does not show (HTML, docx)."""
    beside: str = ""
    """Digits that are printed beside every number and are none of it (HTML, docx): ``struck`` for an older one struck
    out, ``mark`` for the mark of a note above the line."""
    untidy: bool = False
    """Capital tags, cells and rows never closed, comments with digits in cells."""
    # docx
    word_written: bool = False
    """With the properties that Word and WPS give every cell, paragraph and run."""
    tracked: bool = False
    text_box: bool = False
    automatic_numbering: bool = False
    content_controls: bool = False
    """Tables and cells inside structured document tags, runs inside smart tags."""
    # PDF
    rules: str = "long"
    """``long`` lines or ``edges`` (one thin rectangle an edge of a cell)."""
    page_break: str = "whole"
    """``whole`` rows move to the next page; ``cut`` rows are cut through."""
    break_at: tuple[int, ...] = ()
    """Rows, from 0 below the header, where a page must end: before the row, or inside it when cut."""
    break_table: str = "T3"
    """The table that ``break_at`` cuts; it begins on a page of its own."""
    rotated: bool = False
    """Landscape pages, stored upright with a rotation mark."""
    repeat_head: bool = False
    open_break: bool = False
    """No rule where the page cuts the table."""
    narrow: bool = False
    """Value columns so narrow that three digits fill a line."""
    overflow_heads: bool = False
    """Heads of many lines run out of their row over the values below."""
    split_runs: bool = False
    """Every glyph placed by itself."""
    letter_spacing: float = 0.0
    """Points between glyphs placed by themselves."""
    page_numbers: bool = False
    embedded_font: bool = False
    own_font: str = ""
    """Name of a font that the caller registered with reportlab, used before any other."""
    # scan
    skew: float = 0.6
    """Degrees."""
    noise: float = 12.0
    dots_per_inch: int = 150
    jpeg_quality: int = 60
    # text
    lines: str = "tabs"
    """``tabs``, ``shifted`` tabs, ``markdown``, ``cell_lines`` or ``glued``."""
