"""The page with the marked prose of one report."""

from pipeline.publishing.prose_page import mark_figures, print_example


def test_spans_are_bold_and_numbered():
    assert (
        mark_figures("收到申请3件,\n办结2件。", [(4, 6), (10, 12)]) == "> 收到申请**3件**[1],  \n> 办结**2件**[2]。  "
    )


def test_every_row_of_the_page_is_marked_in_the_text():
    page = print_example()
    rows = [line for line in page.splitlines() if line.startswith("| ") and line[2].isdigit()]

    assert len(rows) >= 5
    assert all(f"**[{row.split('|')[1].strip()}]" in page for row in rows)
    assert "`requests_received`" in page
