"""Rows of a table before 2019 that stand in no table but in a line of text beside it: told, unless read elsewhere."""

import re
from collections.abc import Collection, Iterator

from extractors.drafting.draft import Draft
from extractors.model.document import Table
from extractors.model.nfkc import nfkc
from pipeline.forms.facts import Note
from pipeline.forms.pre2019.labels import OldForm

_SENTENCE = re.compile(r"[。;；!！?？]|[,，、](?!\d)")
_LONGEST = 120
_MOST_BEFORE = 2
"""Words before the label: the row's own number, the name of its group."""


def tell_rows_outside(draft: Draft, form: OldForm, found: Collection[str]) -> Iterator[Note]:
    """A note on each line of text that is a label of the form with numbers behind it, of a field that was not found."""
    for block in draft.document.blocks:
        if isinstance(block, Table) or len(block.text) > _LONGEST or _SENTENCE.search(block.text):
            continue
        words = block.text.split()
        at = next((i for i, word in enumerate(words[: _MOST_BEFORE + 1]) if form.knows(word)), None)
        if at is None or not any(map(str.isdigit, nfkc("".join(words[at + 1 :])))):
            continue
        match = form.find(words[at], ())
        if match is None or match[0].spec.code not in found:
            field = match[0].spec.code if match is not None else None
            told = (("label", words[at]), ("detail", " | ".join(words[at + 1 :])))
            yield Note("OLD.ROW.SHAPE", form.words.table_code, field, None, told, block.origin.locator)
