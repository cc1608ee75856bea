"""A selector of a style sheet as the XPath that finds the same elements."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

_SIMPLE = re.compile(
    r"(?P<tag>\*|[a-zA-Z][\w-]*)"
    r"|\.(?P<class>-?[^\W\d][\w-]*)"
    r"|\#(?P<id>-?[^\W\d][\w-]*)"
    r"|\[\s*(?P<name>[\w-]+)\s*(?:(?P<sign>[~^$*]?=)\s*(?P<quote>[\"']?)(?P<value>[^\"'\]]*)(?P=quote)\s*)?\]"
    r"|:(?P<pseudo>[a-z-]+)(?:\(\s*(?P<inside>[^()]*?)\s*\))?"
)
_COMBINATOR = re.compile(r"\s*([>+~])\s*|\s+")
_AXES = {"": "//*", ">": "/*", "+": "/following-sibling::*[1]", "~": "/following-sibling::*"}
_STEPS = re.compile(r"(?P<each>[+-]?\d*)n(?:\s*(?P<from>[+-]\s*\d+))?")
_WORDS = {"odd": "2n+1", "even": "2n"}
_TESTS = {
    "": "@{name}",
    "=": "@{name}='{value}'",
    "~=": "contains(concat(' ',normalize-space(@{name}),' '),' {value} ')",
    "^=": "starts-with(@{name},'{value}')",
    "$=": "substring(@{name},string-length(@{name})-{less})='{value}'",
    "*=": "contains(@{name},'{value}')",
}


@dataclass(slots=True)
class Selector:
    """Where the elements of one selector are, and how much it weighs against others."""

    path: str = ""
    names: set[str] = field(default_factory=set)
    """Classes (``.name``) and ids (``#name``) that a page must have for it to find anything."""
    weight: tuple[int, int, int] = (0, 0, 0)
    """Ids, classes and tags, as style sheets count them."""


class _Unknown(Exception):
    """The selector depends on what only a browser knows, such as where the mouse is."""


@lru_cache(4096)
def read_selector(text: str) -> Selector | None:
    """The selector, or None for one that finds no element of a page at rest, or none that we can find."""
    selector = Selector()
    try:
        for combinator, compound in _split(text.strip()):
            tests = [_read_simple(part, selector) for part in compound]
            selector.path += _AXES[combinator] + "".join(f"[{test}]" for test in tests if test)
    except _Unknown:
        return None
    return selector if selector.path else None


def _split(text: str) -> Iterator[tuple[str, list[re.Match[str]]]]:
    """The compounds of a selector, each with the combinator before it."""
    at, combinator = 0, ""
    while at < len(text):
        compound: list[re.Match[str]] = []
        while (match := _SIMPLE.match(text, at)) is not None and not (compound and match["tag"]):
            compound.append(match)
            at = match.end()
        gap = _COMBINATOR.match(text, at)
        if not compound or (at < len(text) and gap is None):
            raise _Unknown
        yield combinator, compound
        if gap is not None:
            combinator, at = gap[1] or "", gap.end()
            if at == len(text):
                raise _Unknown


def _read_simple(part: re.Match[str], selector: Selector, *, is_needed: bool = True) -> str:
    """The test of one tag, class, id, attribute or place; empty where everything passes."""
    ids, classes, tags = selector.weight
    if part["tag"]:
        selector.weight = (ids, classes, tags + (part["tag"] != "*"))
        return "" if part["tag"] == "*" else f"self::{part['tag'].lower()}"
    if part["id"]:
        selector.weight = (ids + 1, classes, tags)
        selector.names |= {f"#{part['id']}"} if is_needed else set()
        return f"@id='{part['id']}'"
    if part["pseudo"] == "not":
        return _read_not(part["inside"] or "", selector)
    selector.weight = (ids, classes + 1, tags)
    if part["class"]:
        selector.names |= {f".{part['class']}"} if is_needed else set()
        return _TESTS["~="].format(name="class", value=part["class"])
    if part["name"]:
        name, value = part["name"].lower(), part["value"] or ""
        return _TESTS[part["sign"] or ""].format(name=name, value=value, less=len(value) - 1)
    return _read_place(part["pseudo"], part["inside"] or "")


def _read_not(inside: str, selector: Selector) -> str:
    compounds = [list(_split(text.strip())) for text in inside.split(",")]
    if any(len(steps) != 1 for steps in compounds):
        raise _Unknown
    tests = [[_read_simple(part, selector, is_needed=False) for part in steps[0][1]] for steps in compounds]
    return " and ".join(f"not({' and '.join(test or 'true()' for test in one)})" for one in tests)


def _read_place(pseudo: str, inside: str) -> str:
    if pseudo == "first-child":
        return "not(preceding-sibling::*)"
    if pseudo == "last-child":
        return "not(following-sibling::*)"
    sibling = {"nth-child": "preceding", "nth-last-child": "following"}.get(pseudo)
    if sibling is None:
        raise _Unknown
    place = f"(count({sibling}-sibling::*)+1)"
    if inside.isdecimal():
        return f"{place}={inside}"
    steps = _STEPS.fullmatch(_WORDS.get(inside, inside))
    if steps is None:
        raise _Unknown
    each = int(steps["each"] + "1" if steps["each"] in ("", "+", "-") else steps["each"])
    first = int("".join((steps["from"] or "0").split()))
    if each <= 0:
        return f"{place}<={first}" if each == -1 else f"{place}={first}"
    return f"({place}>={first} and ({place}-({first})) mod {each}=0)"
