"""What the page says, in Chinese and in English: every word stands in ``words.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

Language = Literal["zh", "en"]

LANGUAGES: tuple[Language, ...] = ("zh", "en")
_FILE = Path(__file__).parent / "words.toml"


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of one language."""

    language: Language

    def say(self, key: str, **values: object) -> str:
        """One message with its values filled in; KeyError for one that is not declared."""
        return cast(str, read_words()["say"][key][self.language]).format_map(values)

    def name(self, group: str, code: str | None) -> str:
        """What a code of a fixed vocabulary is called; a code that is not declared is its own name."""
        told = read_words()[group].get(code or "")
        return (code or "") if told is None else cast(str, told[self.language])

    def pick(self, zh: str | None, en: str | None) -> str:
        """The one of two texts that is in this language, else the other."""
        return ((zh or en) if self.language == "zh" else (en or zh)) or ""

    def gloss(self, label: str) -> str:
        """A label of the form in this language; as printed where no word for it is declared."""
        told = read_words()["gloss"].get(label)
        if isinstance(told, dict):
            return cast(str, told[self.language])
        return label if told is None or self.language == "zh" else cast(str, told)

    @property
    def other(self) -> Language:
        """The language to switch to."""
        return "en" if self.language == "zh" else "zh"


@cache
def read_words() -> dict[str, dict[str, Any]]:
    """Every table of ``words.toml``."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def find_language(wish: str | None) -> Language | None:
    """The language that somebody asked for, None when there is no such."""
    return next((known for known in LANGUAGES if known == wish), None)
