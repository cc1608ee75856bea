"""The bytes of a page in UTF-8, without signs that no tree may hold."""

import re
from dataclasses import dataclass

from extractors.formats.decode import decode_text
from extractors.formats.html.markup import LINE_END

_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_NO_SIGNS = (LINE_END, "\ufffe", "\uffff")
_ILLEGAL = re.compile(f"[{re.escape(_CONTROLS.decode())}{''.join(_NO_SIGNS)}]")
"""What no tree may hold, and our own mark; two of them are blanks, the others stay visible as damage."""
_DAMAGE, _BOM = "\ufffd", "\ufeff"
_LEGAL = {"\x0b": "\n", "\x0c": "\n"}
_REFERENCE = re.compile(r"&#(?:[xX][0-9a-fA-F]+|[0-9]+);?")
_NUMBERED = re.compile(b"&#")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is parsed."""

    data: bytes
    is_numbered: bool
    """Whether it spells a sign by its number."""


def make_legal(data: bytes) -> Page:
    """The page in UTF-8, without signs that a tree refuses: as they are, or as numbers (``&#1;``)."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = _BOM
    if text.startswith(_BOM):
        text = decode_text(data)
        data = text.encode(errors="replace")
    is_numbered = _NUMBERED.search(data) is not None
    legal = _spell_references(text) if is_numbered else text
    has_controls = len(data.translate(None, _CONTROLS)) < len(data)
    if has_controls or any(sign in legal for sign in _NO_SIGNS):
        legal = _ILLEGAL.sub(lambda match: _LEGAL.get(match[0], _DAMAGE), legal)
    return Page(data if legal is text else legal.encode(errors="replace"), is_numbered)


def _spell_references(text: str) -> str:
    """Some programs write every Chinese sign of a page as a number: the same few hundred thousands of times."""
    spelled = {reference: _spell_reference(reference) for reference in {*_REFERENCE.findall(text)}}
    if all(reference == sign for reference, sign in spelled.items()):
        return text
    return _REFERENCE.sub(lambda match: spelled[match[0]], text)


def _spell_reference(reference: str) -> str:
    digits = reference[2:].rstrip(";").lower()
    is_hex = digits.startswith("x")
    digits = digits.removeprefix("x")
    number = int(digits, 16 if is_hex else 10) if len(digits) <= 8 else 0
    if 0x80 <= number < 0xA0:  # Windows signs given by their old number, as browsers read them
        return bytes([number]).decode("cp1252", errors="replace")
    is_legal = number in (9, 10, 13) or (0x20 <= number <= 0x10FFFF and not 0xD800 <= number < 0xE000)
    return reference if is_legal and chr(number) not in _NO_SIGNS else _DAMAGE
