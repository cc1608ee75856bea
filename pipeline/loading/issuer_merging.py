"""Whose the reports of an unsettled name are: a person's word, put into the store, and everything judged anew."""

from dataclasses import dataclass

from sqlalchemy import Connection

from db.schema.engine import StoreError
from db.schema.records import IssuerRef
from db.store import Store
from db.writing.issuer_merges import Merge, MergedIssuer, MergeResult, list_issuers
from pipeline.checks.between import COMPARERS
from pipeline.issuers.lookup import is_place, look_up
from pipeline.issuers.model import IssuerContext

SOLVED = ("DOC.NO_ISSUER", "ISSUER.UNRESOLVED")
"""Doubts that a person's word answers."""


class UnknownIssuerError(StoreError):
    """Nobody, or more than one, answers to a name; the message says what to give."""


@dataclass(frozen=True, slots=True)
class Word:
    """Who says it, and why."""

    author: str
    explanation: str


def find_unsettled(connection: Connection, name: str, parent: str | None = None) -> MergedIssuer:
    """The issuer of a name that the registry does not settle. UnknownIssuerError for none or several."""
    found = list_issuers(connection, name, parent)
    return _pick([one for one in found if one.provisional] or list(found), name, "--parent")


def find_target(store: Store, name: str, parent: str | None = None) -> MergedIssuer:
    """The issuer of a name or registry code: one in the database, else one of the registry, which is then put down.

    UnknownIssuerError for none or several.
    """
    with store.read() as connection:
        found = list_issuers(connection, name, parent)
    if found:
        return _pick(found, name, "--target-parent")
    issuer = _look_up(name, parent)
    return MergedIssuer(store.add_issuer(issuer), issuer.name, issuer.parent, issuer.code, provisional=False)


def _look_up(name: str, parent: str | None) -> IssuerRef:
    if parent is not None and not is_place(parent):
        raise UnknownIssuerError(f"no issuer {name} of {parent} in this database; the registry knows no place {parent}")
    resolution = look_up(name, IssuerContext(parent=parent or ""))
    if resolution.is_resolved:
        return resolution.issuer
    told = "; ".join(f"{one.name} ({one.code})" for one in resolution.candidates[:5])
    hint = f"which of these: {told}" if told else "the registry does not know it either"
    raise UnknownIssuerError(f"no issuer {name} in this database; {hint}")


def _pick(found: list[MergedIssuer] | tuple[MergedIssuer, ...], name: str, option: str) -> MergedIssuer:
    if not found:
        raise UnknownIssuerError(f"no issuer {name} in this database")
    if len(found) > 1:
        told = "; ".join(f"{one.name} ({one.code or one.parent or '–'})" for one in found)
        raise UnknownIssuerError(
            f"{len(found)} issuers are called {name}: {told}; say whose with {option}, or its code"
        )
    return found[0]


def merge_issuers(store: Store, source: MergedIssuer, target: MergedIssuer, word: Word) -> MergeResult:
    """Give the reports of ``source`` to ``target``, and hold what is current now against other reports."""
    merge = Merge(source.issuer_id, target.issuer_id, word.author, word.explanation, SOLVED)
    result = store.merge(merge)
    _judge(store, result)
    return result


def undo_merge(store: Store, source: MergedIssuer, author: str) -> MergeResult:
    """Give a name its reports back, and hold what is current now against other reports."""
    result = store.undo_merge(source.issuer_id, author)
    _judge(store, result)
    return result


def _judge(store: Store, result: MergeResult) -> None:
    for report_id in result.report_ids:
        store.judge(report_id, COMPARERS)
