"""One number for several subjects (各), and several numbers for several subjects (分别)."""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.prose.counts import Count
from pipeline.prose.phrases import Passage, Span
from pipeline.prose.words.lexicon import Lexicon

BODIES = frozenset({"bodies", "holder"})
"""Concepts of those who did something, not of what was done."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")

_TO = re.compile("年?[-—–~至到]")


def _last(pattern: re.Pattern[str], text: str, span: Span) -> re.Match[str] | None:
    if pattern.search(text, *span) is None:  # as it is for most
        return None
    return deque(pattern.finditer(text, *span), maxlen=1)[0]


@dataclass(frozen=True, slots=True)
class Share:
    """A count and the spans of the words that are about it alone; none for a number of another year."""

    count: Count
    spans: tuple[Span, ...]


class Distributor:
    """Splits the subjects of a sentence over its numbers."""

    def __init__(self, lexicon: Lexicon) -> None:
        pattern = lexicon.pattern
        self.lexicon = lexicon
        self._respectively = re.compile(pattern("breakdown.respectively"))
        self._each = re.compile(f"(?:{pattern('breakdown.each')})(?!{pattern('breakdown.each_not')})")
        self._any = re.compile(pattern("breakdown.respectively", "breakdown.each"))
        self._holder = re.compile(rf"\d(?:{pattern('units.holders')})$")
        """The end of a channel with its number."""
        self._join = re.compile(f"{lexicon.joins.pattern}|,")

    def may_share(self, text: str, sentence: Span) -> bool:
        """Whether a sentence has a word for either at all, as most have not."""
        return self._any.search(text, *sentence) is not None

    def run(self, passage: Passage, counts: Sequence[Count], first: int, limit: int) -> list[Count]:
        """The counts from ``first`` on that stand in one list: 12件、3件和5件."""
        members = [counts[first]]
        for number in range(first + 1, len(counts)):
            count, end = counts[number], members[-1].end
            if count.start >= limit or (count.start > end and not self._join.fullmatch(passage.text, end, count.start)):
                break
            is_other = "," in passage.text[end : count.start] and count.unit not in {"", members[-1].unit}
            if is_other and members[-1].unit:
                break
            members.append(count)
        return members

    def respectively(self, passage: Passage, members: Sequence[Count], before: Span, limit: int) -> list[Share]:
        """Each count of the list with its own subject; empty where the words are not such a list."""
        if len(members) == 1:  # as mostly
            return []
        word = _last(self._respectively, passage.text, before) or self._each_its_own(passage, members, before)
        if word is None:
            return []
        predicate = (word.end(), before[1])
        head = passage.head(members[-1].end, limit)
        years = self._years(passage, (before[0], word.start()), len(members))
        subjects = [] if years else self._subjects(passage, (before[0], word.start()), len(members))
        if len(subjects) < len(members):
            # 2023年、2024年分别收到3件、5件,分别办结2件、4件
            years = years or self._years(passage, (passage.sentence_at(before[0])[0], word.start()), len(members))
            latest = members[years.index(max(years))] if years else None
            # without a subject of its own none of them says what it counts
            return [Share(count, (before, head) if count is latest else ()) for count in members]
        verbs = [self._verbs(passage, subject) for subject in subjects]
        nouns = self._nouns(passage, subjects)
        shared = [verb for own in verbs for verb in own] if sum(map(bool, verbs)) == 1 else []
        return [
            Share(count, (subject, predicate, head, *(own or shared), *nouns))
            for count, subject, own in zip(members, subjects, verbs, strict=True)
        ]

    def _each_its_own(self, passage: Passage, members: Sequence[Count], before: Span) -> re.Match[str] | None:
        """The word for "each" where every subject has a number of its own: 微博、微信各发布12条、96条."""
        word = _last(self._each, passage.text, before)
        parts = self._split(passage, (before[0], word.start())) if word else []
        return word if len(parts) == len(members) and all(map(passage.hits_in, parts)) else None

    def each(self, passage: Passage, count: Count, before: Span, limit: int) -> list[Share]:
        """The same count once for every subject: 微信、微博各发布15条; empty where there is one subject."""
        word = _last(self._each, passage.text, before)
        is_zero = count.value == 0
        if word is None and not is_zero:
            return []
        cut = word.start() if word else count.start
        parts = self._split(passage, (before[0], cut))
        if len(parts) < 2 or (word is None and not all(passage.hits_in(part) for part in parts)):
            return []
        predicate = (word.end() if word else count.start, count.start)
        head = passage.head(count.end, limit)
        return [Share(count, (part, predicate, head)) for part in parts]

    @staticmethod
    def _years(passage: Passage, span: Span, wanted: int) -> list[int]:
        """The years named there, if there are just as many as wanted."""
        found = list(_YEAR.finditer(passage.text, *span))
        years = [int(year[1]) for year in found]
        if len(years) == 2 < wanted and _TO.fullmatch(passage.text, found[0].end(), found[1].start()):
            years = list(range(years[0], years[1] + 1))  # 2017年至2019年分别收到5件、9件和12件
        return years if len(years) == wanted else []

    def _subjects(self, passage: Passage, span: Span, wanted: int) -> list[Span]:
        parts = [part for part in self._split(passage, span) if passage.hits_in(part)]
        return parts[-wanted:] if len(parts) >= wanted else self._further_subjects(passage, span, wanted)

    def _further_subjects(self, passage: Passage, span: Span, wanted: int) -> list[Span]:
        """Subjects that are no words of ours (财政局、民政局分别…), or those of the sentence before."""
        bodies = self._split(passage, (passage.clause_start(span[1], span[0]), span[1]))
        if len(bodies) == wanted:
            return bodies
        sentence = passage.sentence_at(span[0])
        accounts = self._counted(passage, (sentence[0], span[0]))
        if len(accounts) == wanted:
            return accounts
        if span[0] != sentence[0] or passage.text[span[0] - 1 : span[0]] in {"", "\n"}:
            return []
        start, end = passage.sentence_at(span[0] - 1)
        while end > start:
            clause = passage.clause_start(end - 1, start)
            parts = self._split(passage, (clause, end))
            if len(parts) == wanted and all(map(passage.hits_in, parts)):
                return parts
            end = clause
        return []

    def _counted(self, passage: Passage, span: Span) -> list[Span]:
        """The channels that the clause before counts: 开通微博1个、微信公众号2个,分别发布12条、96条."""
        parts = self._split(passage, (passage.clause_start(span[1], span[0]), span[1]))
        return parts if all(self._holder.search(passage.text, *part) for part in parts) else []

    def _split(self, passage: Passage, span: Span) -> list[Span]:
        parts, at = [], span[0]
        for sign in self._join.finditer(passage.text, *span):
            if any(hit.start < sign.start() and sign.end() < hit.end for hit in passage.hits_in(span)):
                continue
            parts.append((at, sign.start()))
            at = sign.end()
        return [part for part in [*parts, (at, span[1])] if part[1] > part[0]]

    def _nouns(self, passage: Passage, subjects: Sequence[Span]) -> list[Span]:
        """The nouns at the last subject that belong to all of them: 微博、微信粉丝; 省、市、县三级热线工单."""
        shared, empty = set(self.lexicon.words["verbs.shared"]), self.lexicon.rules.verbs | BODIES
        are_bodies = all(hit.concepts <= empty for subject in subjects[:-1] for hit in passage.hits_in(subject))
        last = passage.hits_in(subjects[-1])
        return [(hit.start, hit.end) for hit in last if are_bodies or shared.intersection(hit.concepts)]

    def _verbs(self, passage: Passage, subject: Span) -> list[Span]:
        """The verb at one subject, which governs all where no other has one: 办理代表建议和提案, 网站、微博发布量."""
        verbs = self.lexicon.rules.verbs
        return [(hit.start, hit.end) for hit in passage.hits_in(subject) if verbs.intersection(hit.concepts)]
