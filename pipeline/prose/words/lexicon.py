"""The words that the reader of prose knows: loaded from the catalogue, refused where they are ambiguous."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pipeline.catalogue.compiled import keep, read_toml
from pipeline.prose.naming.rules import CONTEXT_FORMS, HEAD, RULE_KEYS, IndicatorRule, RuleBook, ZeroRule
from pipeline.prose.words import concepts as spelling
from pipeline.prose.words.accounts import AccountFinder
from pipeline.prose.words.concepts import LexiconError, line_of, read_concepts
from pipeline.prose.words.masks import Mask, Masks, read_mask
from pipeline.prose.words.numerals import NumberWords
from pipeline.prose.words.vocabulary import Vocabulary

CATALOGUE = Path(__file__).parents[2] / "catalogue"
PROSE = CATALOGUE / "prose.toml"
INDICATORS = CATALOGUE / "indicators.toml"
ACCOUNTS = frozenset({"wechat", "weibo", "video", "new_media", "other_platform", "website"})
"""Concepts of the channels on which an account has a name of its own."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One count of the catalogue and the table cells it can be held against."""

    code: str
    zh: str
    en: str
    unit: str
    group: str
    is_category: bool
    """A kind of content (a part of the items), not a channel or a total."""
    is_stock: bool
    """Counted at the year's end, not over the year."""
    table_field: str | None
    table_column: str
    table_sum_of: tuple[str, ...]
    """Cells whose sum is held against the figure: ``field``, ``field.applicant`` or ``prefix_*``."""
    table_factor: Decimal
    """The table's number is the figure times this."""
    table_also: tuple[str, ...]
    """Other cells that the figure may rightly mean: ``a + b``, ``a.*`` (one applicant), ``any a_*`` (one field)."""
    check: str | None
    """The rule that compares the figure with the tables."""


@dataclass(frozen=True, slots=True)
class Implied:
    """A statement without a number that says what a figure would: 均已办结 leaves nothing to carry over."""

    indicator: str
    value: Decimal
    group: str
    """Only in a sentence about figures of this group."""
    pattern: re.Pattern[str]


@dataclass(frozen=True, eq=False)
class TextFolding:
    """What the folded copy of a text is made with."""

    traditional: Mapping[int, int]
    """Traditional character to the simplified one of our words."""
    words: Mapping[str, str]
    """Word of the traditional script, its signs already simplified, to the one of our words; both of one length."""
    any_word: re.Pattern[str]
    """Any of these."""
    list_mark: re.Pattern[str]
    """What opens a paragraph or an item of a list."""
    title: re.Pattern[str]
    """A whole line that is a title by its number and its last word."""
    digits_go_on: re.Pattern[str]
    """What follows digits that a blank has cut from the digits before: more digits and then a unit or a scale."""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Everything that the reader of prose is told; nothing of it is in the code."""

    indicators: Mapping[str, Indicator]
    rules: RuleBook
    numbers: NumberWords
    words: Mapping[str, tuple[str, ...]]
    """Word lists by ``table.key`` of prose.toml, longest first: ``scope.wider``, ``time.last_year`` …"""
    concepts: Mapping[str, frozenset[str]]
    """Word (with ``{year}`` where it holds a year) to the concepts it stands for."""
    vocabulary: Vocabulary
    merges: tuple[tuple[str, str], ...]
    """Concepts of which the second is part of the first where only a joint stands between."""
    attached: tuple[tuple[str, str], ...]
    """Concepts of which the second only says in what form the first is told, right behind it: 行政许可公示."""
    forms: frozenset[str]
    """Concepts that such a second word may have besides."""
    not_a_count: tuple[Mask, ...]
    implied: tuple[Implied, ...]
    list_head: re.Pattern[str]
    """What closes a list of several kinds: 等城市管理领域信息."""
    list_rest: re.Pattern[str]
    """The same where the last of them are all others: 和其他栏目信息."""
    among: str
    """A pattern of the words that open a breakdown behind a total: 1208条中."""
    unit_sets: Mapping[str, frozenset[str]]
    folding: TextFolding
    year: re.Pattern[str]
    """A year as printed, for the words that hold one."""
    plain_year: re.Pattern[str]
    """A year that says when something was, without month or day."""

    def pattern(self, *keys: str) -> str:
        """A regular expression that matches any word of these lists, the longest first."""
        words = sorted({word for key in keys for word in self.words[key]}, key=len, reverse=True)
        return "|".join(map(re.escape, words))

    @cached_property
    def joins(self) -> re.Pattern[str]:
        """The joints of a list (、, 和, 及), but not the same signs in 及时 and 涉及."""
        not_after = self.pattern("breakdown.joins_not_after").replace("|", "")
        plain, words = self.pattern("breakdown.joins"), self.pattern("breakdown.joins_not_before")
        return re.compile(f"(?<![{not_after}])(?:{plain})(?!{words})")

    @cached_property
    def lost_number(self) -> re.Pattern[str]:
        """Digits before a character that begins no unit and is no part of a date: a number that lost its unit."""
        lists = ("numbers.dated", "units.count", "units.money")
        signs = {word[0] for key in lists for word in self.words[key]}.union(self.numbers.groups, self.numbers.more)
        return re.compile(rf"(?<!\d)\d++(?=[\u4e00-\u9fff])(?![{re.escape(''.join(sorted(signs)))}])")

    @cached_property
    def masks(self) -> Masks:
        """What is no count, to be found all at once."""
        return Masks(self.not_a_count)

    @cached_property
    def merging(self) -> frozenset[str]:
        """The concepts that may be part of the one before them."""
        return frozenset(second for _, second in self.merges)

    @cached_property
    def joining(self) -> frozenset[str]:
        """One of these has every word that may be part of the one before it."""
        return self.merging | self.forms

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The concepts that name kinds of content."""
        return frozenset(code.removeprefix("items_") for code, one in self.indicators.items() if one.is_category)

    @cached_property
    def named(self) -> frozenset[str]:
        """The concepts whose words say nothing inside the name of an account."""
        return self.kinds | ACCOUNTS | {"inquiry", "policy", "service_matter"}

    @cached_property
    def organ(self) -> re.Pattern[str]:
        """What makes the name of an organ of the word before it: 教育局, 教育体育局."""
        middle, ends, not_before = (self.pattern(f"units.organs{part}") for part in ("_middle", "", "_not_before"))
        return re.compile(f"(?:[和与]?(?:{middle}))*(?:{ends})(?!{not_before})")

    @cached_property
    def accounts(self) -> AccountFinder:
        """Finds the names of accounts in quotation marks."""
        channels = [word for word, names in self.concepts.items() if names & ACCOUNTS and "column" not in names]
        columns = [word for word, names in self.concepts.items() if names >= {"column", "website"}]
        return AccountFinder(channels, self.words["units.account_leads"], columns)

    @cached_property
    def open_starts(self) -> frozenset[str]:
        """The signs with which the words begin that open a breakdown."""
        return frozenset(word[0] for word in self.words["breakdown.opens"])

    @cached_property
    def opens(self) -> re.Pattern[str]:
        """The words that open a breakdown: 其中, 包括, 含; not 不含."""
        not_after = self.pattern("breakdown.opens_not_after")
        # what must not stand before a word is asked behind it, so that the search knows with which signs it begins
        words = (f"{word}(?<!(?:{not_after}){word})" for word in map(re.escape, self.words["breakdown.opens"]))
        return re.compile(f"{'|'.join(words)}|{self.among}")


def _read(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path)
    except ValueError as error:  # of which TOMLDecodeError is one
        raise LexiconError(f"{path.name}: {error}") from error


def _word_lists(prose: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    lists = {}
    for table, entries in prose.items():
        if table in {"concepts", "unit_sets", "numerals", "fold"} or not isinstance(entries, dict):
            continue
        for key, words in entries.items():
            lists[f"{table}.{key}"] = tuple(sorted(words, key=len, reverse=True))
    return lists


def _number_words(numerals: Mapping[str, Any]) -> NumberWords:
    return NumberWords(
        digits=dict(numerals["digits"]),
        tens=dict(numerals["tens"]),
        scales=dict(numerals["scales"]),
        groups=dict(numerals["groups"]),
        point=numerals["point"],
        more=tuple(numerals["more"]),
        several=tuple(numerals["several"]),
        over_prefix=tuple(numerals["over_prefix"]),
        range_signs=tuple(numerals["range_signs"]),
    )


def _traditional(pairs: Iterable[str]) -> dict[int, int]:
    simplified = {ord(pair[0]): ord(pair[1]) for pair in pairs}
    twice = next((chr(sign) for sign in simplified.values() if sign in simplified), None)
    if twice is not None:
        raise LexiconError(f"fold.traditional: {twice!r} is the simplified form of one sign and has one itself")
    return simplified


def _folding(prose: Mapping[str, Any]) -> TextFolding:
    fold, numerals, units = prose["fold"], prose["numerals"], prose["units"]
    traditional = _traditional(fold["traditional"].split())
    signs = {word[0] for word in (*units["count"], *units["money"])}
    signs.update(numerals["scales"], numerals["groups"], numerals["more"], fold["after_digits"])
    goes_on = rf"(?:\d|\s(?=\d))++(?:[.,]\d++)*+\s*+[{re.escape(''.join(sorted(signs)))}]"
    title = f"(?:{fold['list_mark']}).*(?:{'|'.join(map(re.escape, fold['title_ends']))})$"
    words = dict(fold["words"])
    wrong = next((word for word, plain in words.items() if len(word) != len(plain)), None)
    if wrong is not None:
        raise LexiconError(f"fold.words: {wrong!r} and {words[wrong]!r} are not of one length")
    any_word = re.compile("|".join(map(re.escape, words)))
    return TextFolding(
        traditional, words, any_word, re.compile(fold["list_mark"]), re.compile(title), re.compile(goes_on)
    )


def _indicator(entry: Mapping[str, Any]) -> Indicator:
    return Indicator(
        code=entry["code"],
        zh=entry["zh"],
        en=entry["en"],
        unit=entry["unit"],
        group=entry["group"],
        is_category=entry.get("category", False),
        is_stock=entry.get("stock", False),
        table_field=entry.get("table_field"),
        table_column=entry.get("table_column", "all"),
        table_sum_of=tuple(entry.get("table_sum_of", ())),
        table_factor=Decimal(str(entry.get("table_factor", 1))),
        table_also=tuple(entry.get("table_also", ())),
        check=entry.get("check"),
    )


def _implied(entry: Mapping[str, Any], indicators: Mapping[str, Indicator], path: Path) -> Implied:
    if entry["indicator"] not in indicators:
        raise LexiconError(f"{line_of(path, entry['indicator'])}: nothing declares {entry['indicator']!r}")
    return Implied(entry["indicator"], Decimal(entry["value"]), entry["group"], re.compile(entry["pattern"]))


class _Builder:
    """Turns the declared rules into Rule objects and refuses names that nothing declares."""

    def __init__(self, prose: Mapping[str, Any], indicators: Mapping[str, Indicator], path: Path) -> None:
        self.concepts = frozenset(prose["concepts"])
        self.unit_sets = {name: frozenset(units) for name, units in prose["unit_sets"].items()}
        self.indicators = indicators
        self.groups = {indicator.group for indicator in indicators.values()}
        self.path = path

    def rule(self, owner: str, entry: Mapping[str, Any], indicator: str | None) -> IndicatorRule:
        unknown = set(entry) - RULE_KEYS
        if unknown:
            raise LexiconError(f"{line_of(self.path, owner)}: {owner}: unknown key {sorted(unknown)[0]!r}")
        units = entry.get("units")
        return IndicatorRule(
            indicator=indicator,
            group=self.indicators[indicator].group if indicator else "",
            weight=entry["weight"],
            near=self._alternatives(owner, entry.get("near", ())),
            context=self._alternatives(owner, entry.get("context", ())),
            without=frozenset(self._known(owner, name) for name in entry.get("without", ())),
            verb=self._either(owner, entry.get("verb")),
            channel=frozenset(entry["channel"].split("|")) if "channel" in entry else None,
            units=self._units(owner, units),
            followed_by=self._alternatives(owner, entry.get("followed_by", ())),
            breakdown=entry.get("breakdown"),
            kind=entry.get("kind"),
            named=entry.get("named"),
            foreign=entry.get("foreign"),
            sole=frozenset(self._known(owner, name) for name in entry.get("sole", ())),
            absent=frozenset(self._known(owner, name) for name in entry.get("absent", ())),
        )

    def zero(self, owner: str, entry: Mapping[str, Any]) -> ZeroRule:
        verbs = frozenset("" if verb == "none" else self._known(owner, verb) for verb in entry["verbs"])
        objects = frozenset(self._known(owner, name) for name in entry["objects"])
        return ZeroRule(owner, verbs, objects, frozenset(self._known(owner, n) for n in entry.get("without", ())))

    def _alternatives(self, owner: str, entries: Iterable[str]) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(self._known(owner, name) for name in entry.split("|")) for entry in entries)

    def _either(self, owner: str, entry: str | None) -> frozenset[str] | None:
        if entry is None:
            return None
        return frozenset("" if name == "none" else self._known(owner, name) for name in entry.split("|"))

    def _units(self, owner: str, units: str | list[str] | None) -> frozenset[str] | None:
        if units is None or isinstance(units, list):
            return None if units is None else frozenset(units)
        if units not in self.unit_sets:
            raise LexiconError(f"{line_of(self.path, owner)}: {owner}: no unit set {units!r}")
        return self.unit_sets[units]

    def _known(self, owner: str, name: str) -> str:
        form, _, rest = name.partition(":")
        is_known = name in self.concepts
        if rest and form in CONTEXT_FORMS:
            is_known = rest in self.indicators or (form != "after" and rest in self.groups) or name == HEAD
        if not is_known:
            raise LexiconError(f"{line_of(self.path, owner)}: {owner}: nothing declares {name!r}")
        return name


def _refuse_twins(rules: Iterable[IndicatorRule], path: Path) -> None:
    seen: dict[tuple[object, ...], str | None] = {}
    for rule in rules:
        other = seen.setdefault(rule.conditions, rule.indicator)
        if other != rule.indicator:
            where = line_of(path, f'"{rule.indicator}"')
            raise LexiconError(f"{where}: {rule.indicator} and {other} have the same rule with the same weight")


def build_lexicon(prose_path: Path, indicators_path: Path) -> Lexicon:
    """The lexicon in these two files.

    Raises:
        LexiconError: a name is not declared, declared twice, or two indicators claim the same rule.
    """
    prose, declared = _read(prose_path), _read(indicators_path)["indicator"]
    indicators: dict[str, Indicator] = {}
    for entry in declared:
        if entry["code"] in indicators:
            raise LexiconError(f"{indicators_path.name}: indicator {entry['code']!r} is declared twice")
        indicators[entry["code"]] = _indicator(entry)
    own, none = _Builder(prose, indicators, indicators_path), _Builder(prose, indicators, prose_path)
    rules = [own.rule(entry["code"], rule, entry["code"]) for entry in declared for rule in entry["rules"]]
    rules += [none.rule(entry["why"], rule, None) for entry in prose["refusal"] for rule in entry["rules"]]
    _refuse_twins(rules, indicators_path)
    zeros = tuple(own.zero(entry["code"], zero) for entry in declared for zero in entry.get("zero", ()))
    made_of = (prose_path, Path(spelling.__file__))
    concepts = keep(prose_path.with_suffix(".concepts"), made_of, lambda: read_concepts(prose, prose_path))
    return Lexicon(
        indicators=indicators,
        rules=RuleBook(tuple(rules), zeros, frozenset(prose["verbs"]["governing"])),
        numbers=_number_words(prose["numerals"]),
        words=_word_lists(prose),
        concepts=concepts,
        vocabulary=Vocabulary(concepts, re.compile(prose["fold"]["year"])),
        merges=tuple((entry["first"], entry["second"]) for entry in prose["merge"]),
        forms=frozenset(name for entry in prose["attached"] for name in (entry["form"], *entry["besides"])),
        attached=tuple((first, entry["form"]) for entry in prose["attached"] for first in entry["kinds"]),
        not_a_count=tuple(read_mask(entry) for entry in prose["not_a_count"]),
        implied=tuple(_implied(entry, indicators, prose_path) for entry in prose["implied"]),
        list_head=re.compile(prose["fold"]["list_head"]),
        list_rest=re.compile(prose["fold"]["list_rest"]),
        among=prose["fold"]["among"],
        unit_sets=own.unit_sets,
        folding=_folding(prose),
        year=re.compile(prose["fold"]["year"]),
        plain_year=re.compile(prose["fold"]["plain_year"]),
    )


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of the catalogue, read once a process."""
    return build_lexicon(PROSE, INDICATORS)
