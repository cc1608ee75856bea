"""Which numbers of the prose count something: the unit after them, and what is no count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from string import ascii_letters, digits

from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.boundaries import WordEdges
from pipeline.prose.words.lexicon import ACCOUNTS, Lexicon
from pipeline.prose.words.numerals import Grammar, Numeral
from pipeline.prose.words.vocabulary import YEAR_SLOT

_CODE_SIGNS = frozenset(f"{ascii_letters}{digits}_-/.#")
"""A number behind one of these is a part of a code."""
_ENDS = ",。;、()!?\n"
"""What may follow a number without a unit (or the end of the text)."""
MASK_REACH = 40
"""What makes a number no count (a date, a rate, a change) stands within so many signs of it."""
LONGEST_LEAD = 8
"""So many signs before a number without a unit are looked at for a word that makes it a count."""
LEAST_GLUED = 10
"""A smaller number between words may be the number of a list."""
HOTLINE = "hotline"
"""The concept of what a number before it may be the name of."""
NEXT_WORD = 3
"""Behind a number that lost its unit the next word begins within so many signs."""
_DIGIT, _YEAR = re.compile("[0-9]"), re.compile("(?:19|20)[0-9]{2}")
MOST_DIGITS = 13
"""A longer run of digits is a code, or cells of a table whose borders are lost."""


@dataclass(slots=True)
class Count:
    """A number that counts, with its unit; spans are those of the folded text."""

    start: int
    end: int
    value: Decimal | None
    value_max: Decimal | None
    unit: str
    approximate: bool
    is_article: bool = False
    """A Chinese "one" that may only be an article (一个)."""
    is_loose: bool = False
    """A small Chinese number before a vague measure word: perhaps a way of speaking."""
    is_glued: bool = False
    """It lost its unit, and the words right behind it are those of the next number."""


def _is_inside_word(unit: Span, edges: WordEdges) -> bool:
    """True where the sign that looks like a unit begins another word: 5部门, 10条例."""
    return edges.word_at(unit[0])[1] > unit[1]


class CountReader:
    """Finds the counts in folded text."""

    def __init__(self, lexicon: Lexicon) -> None:
        words, others = lexicon.words, lexicon.pattern("approximate.not_after").replace("|", "")
        self.lexicon = lexicon
        self._unit = re.compile(lexicon.pattern("units.count", "units.money"))
        self._vague_units = words["units.vague"]
        self._before = re.compile(f"(?<![{others}])(?:{lexicon.pattern('approximate.before')})$")
        self._before_ends = frozenset({"\n", *(word[-1] for word in words["approximate.before"])})
        """The signs with which such a word ends, and that of a line break, over which it is found."""
        self._after = re.compile(lexicon.pattern("approximate.after"))
        self._after_starts = frozenset(word[0] for word in words["approximate.after"])
        """The signs with which such a word begins."""
        self._bare_after = {*words["units.bare_after"], *(word for word in lexicon.concepts if YEAR_SLOT not in word)}
        """The words behind which a number without a unit is a count."""
        signs = "|".join(map(re.escape, words["numbers.share_signs"]))
        self._shares = re.compile(rf"(?:(?:{signs})\d[\d,.]*+)++(?:{self._unit.pattern})")
        units = *words["units.count"], *words["units.money"], *words["numbers.share_signs"]
        starts = {*_ENDS, *(unit[0] for unit in units)}
        self.grammar = Grammar(
            lexicon.numbers,
            follows=rf"[{re.escape(''.join(starts))}]|\Z",
            follows_words=f"{self._unit.pattern}|{self._shares.pattern}",
        )
        """The number grammar of the lexicon, for numbers that may count."""

    def find(self, passage: Passage, edges: WordEdges) -> dict[Span, list[Count]]:
        """Each sentence of a passage that has counts to these, left to right."""
        found: dict[Span, list[Count]] = {}
        for sentence, numerals in passage.group(self.grammar.find(passage.text)):
            counts = list(self._in_sentence(passage, sentence, numerals, edges))
            if counts:
                found[sentence] = counts
        for span in passage.new_starts if found else ():
            if span[0] < span[1]:
                self._add_glued(passage, span, found)
        return found

    def _add_glued(self, passage: Passage, span: Span, found: dict[Span, list[Count]]) -> None:
        """Add a number that lost its unit and stands between words of ours: 财政信息72重点领域信息387条.

        Only beside numbers with a unit, and none that may be a year, a part of a name or the number of a list.
        """
        (start, end), text = span, passage.text
        sentence = passage.sentence_at(start)
        others, raw = found.get(sentence, []), text[start:end]
        if Decimal(raw) < LEAST_GLUED or _YEAR.fullmatch(raw) or not any(other.unit for other in others):
            return
        before = max((other.end for other in others if other.end <= start), default=sentence[0])
        words = passage.hits_in((passage.clause_start(start, before), start))
        if not words or words[-1].end != start or words[-1].concepts <= ACCOUNTS or _DIGIT.search(text, before, start):
            return
        following = [hit for hit in passage.hits_in((words[-1].end, sentence[1])) if hit.end > start]
        is_of_next = following and end <= following[0].start <= end + NEXT_WORD  # else a word holds it: 12369环保热线
        if not is_of_next or HOTLINE in following[0].concepts or self._is_masked(text, sentence, span):
            return
        others.append(Count(start, end, Decimal(raw), None, "", approximate=False, is_glued=True))
        others.sort(key=attrgetter("start"))

    def _is_masked(self, text: str, sentence: Span, span: Span) -> bool:
        start, end = max(sentence[0], span[0] - MASK_REACH), min(sentence[1], span[1] + MASK_REACH)
        return any(
            first < span[1] and span[0] < last for first, last in self.lexicon.masks.find(text, start, end, [span])
        )

    def _in_sentence(
        self, passage: Passage, sentence: Span, numerals: list[Numeral], edges: WordEdges
    ) -> Iterator[Count]:
        text = passage.text
        counted: list[tuple[Numeral, re.Match[str] | None]] = []
        for numeral in numerals:
            unit = self._unit.match(text, numeral.end)
            is_counted = unit is not None or self._is_bare_count(text, numeral, sentence[1])
            if is_counted and not self._is_code(text, numeral):
                counted.append((numeral, unit))
        if not counted:
            return
        first, last = counted[0][0].start - MASK_REACH, counted[-1][0].end + MASK_REACH
        numbers = [(numeral.start, numeral.end) for numeral, _ in counted]
        masks = self.lexicon.masks.find(text, max(sentence[0], first), min(sentence[1], last), numbers)
        has_titles = passage.has_titles
        for numeral, unit in counted:
            start, end = numeral.start, numeral.end
            if masks and any(first < end and start < last for first, last in masks):
                continue
            if has_titles and passage.is_in_title(start):
                continue
            if numeral.is_chinese and not self._is_number_word(text, (start, end), edges):
                continue
            count = self._count(text, numeral, unit, edges, sentence[1])
            if count is not None:
                yield count

    @staticmethod
    def _is_code(text: str, numeral: Numeral) -> bool:
        """True for a part of a code, and for digits that no count is written with: 0000012, or a very long run."""
        start, end = numeral.start, numeral.end
        if text[start - 1 : start] in _CODE_SIGNS:
            return True
        if end - start <= MOST_DIGITS and text[start] != "0":
            return False
        run = len(text[start:end]) - len(text[start:end].lstrip(digits))
        return run > MOST_DIGITS or (run > 1 and text[start] == "0")

    def _is_number_word(self, text: str, span: tuple[int, int], edges: WordEdges) -> bool:
        """True where the Chinese number is a word of its own: not in 统一, 一次性 or 三明市."""
        start, end = span
        if text[start - 1 : start] == "第":
            return False
        word_start, word_end = edges.word_at(start)
        last = edges.word_at(end - 1)[1]
        tail = text[end : max(last, word_end)]
        return word_start >= start and (not tail or self._unit.fullmatch(tail) is not None)

    def _count(
        self, text: str, numeral: Numeral, unit: re.Match[str] | None, edges: WordEdges, limit: int
    ) -> Count | None:
        if unit and "\u4e00" <= text[unit.end() : unit.end() + 1] <= "\u9fff" and _is_inside_word(unit.span(), edges):
            unit = None
            if not self._is_bare_count(text, numeral, limit):
                return None
        unit_text, stop = (unit[0], unit.end()) if unit else ("", numeral.end)
        near = numeral.approximate or self._is_near(text, numeral.start, stop)
        is_chinese, value = numeral.is_chinese, numeral.value
        if is_chinese and unit_text in self._vague_units:
            return None
        return Count(
            numeral.start, stop, value, numeral.value_max, unit_text, near,
            is_article=is_chinese and value == 1, is_loose=is_chinese and (value or 0) < 10,
        )  # fmt: skip

    def _is_near(self, text: str, start: int, stop: int) -> bool:
        """True where the words around a number say that it is about so much."""
        if text[stop : stop + 1] in self._after_starts and self._after.match(text, stop):
            return True
        return text[start - 1 : start] in self._before_ends and bool(
            self._before.search(text[max(0, start - 4) : start])
        )

    def _is_prose(self, text: str, place: int) -> bool:
        """True where the line is a sentence, not a row of a table."""
        line = text[text.rfind("\n", 0, place) + 1 : place]
        return "," in line or "。" in line or line.endswith(self.lexicon.words["units.bare_verbs"])

    def _is_bare_count(self, text: str, numeral: Numeral, limit: int) -> bool:
        """True for a number without a unit that still counts: after 量, 数, 共 …, or in a list that shares its unit.

        ``limit``: where the sentence ends.
        """
        start, end = numeral.start, numeral.end
        if self._shares.match(text, end, limit):
            return True
        follows = text[end : end + 1]
        if follows == "(" and self.lexicon.folding.list_mark.match(text, end):
            return False  # a cell before the label of the next row: 予以公开7(二)部分公开
        if numeral.is_chinese or follows not in _ENDS or (follows in {"", "\n"} and not self._is_prose(text, start)):
            return False
        return self._is_behind_word(text[max(0, start - LONGEST_LEAD) : start])

    def _is_behind_word(self, lead: str) -> bool:
        """True where what stands before a number ends with one of the words, a colon or a word for "about" between.

        Between may stand that it is so by now, too: 粉丝已突破550万.
        """
        lead = lead.removesuffix("\n")
        near, by_now = self.lexicon.words["approximate.before"], self.lexicon.words["units.bare_by_now"]
        ends = [lead, *(lead.removesuffix(word) for word in near if lead.endswith(word))]
        ends += [end.removesuffix(word) for end in ends[1:] for word in by_now if end.endswith(word)]
        ends += [end[:-1] for end in ends if end.endswith(":")]
        words = self._bare_after
        return any(end[place:] in words for end in ends for place in range(len(end)))
