"""Reports made ready for the one that writes, where they were read: judged, packed, and sealed as bytes."""

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, replace

from db.schema.fast_records import quicken
from db.schema.records import Report
from db.store import Store
from db.writing.packed.packing import Packed, pack
from db.writing.packed.unpacking import unpack
from pipeline.loading.inherited import name_document, name_provisionally, recall
from pipeline.loading.outcomes import Fate, judge


@quicken
@dataclass(frozen=True, slots=True)
class Prepared:
    """A report ready to be written, and its fate."""

    packed: Packed
    fate: Fate
    reason: str

    @property
    def is_nameless(self) -> bool:
        """Whether the document says nothing of whose report it is: it has no name, or one of its own."""
        return self.packed.head.issuer.name in ("", name_document(self.packed.head))

    @property
    def is_whole(self) -> bool:
        """Whether the document says whose report it is, and of which year."""
        return self.packed.head.year is not None and not self.is_nameless


def prepare(report: Report) -> Prepared:
    """The report judged and packed; ValueError for a number that cannot be stored."""
    judgement = judge(report)
    kept_out = judgement.fate == "quarantined"
    return Prepared(pack(report if kept_out else name_provisionally(report)), judgement.fate, judgement.reason)


def prepare_known(store: Store, one: Prepared) -> Prepared:
    """The report prepared anew where the store knows its document by an issuer or year that it does not say itself."""
    if one.is_whole:
        return one
    head = one.packed.head
    issuer = replace(head.issuer, name="") if one.is_nameless else head.issuer
    unsaid = replace(head, issuer=issuer)
    if recall(store, unsaid) is unsaid:
        return one
    return prepare(recall(store, replace(unpack(one.packed), issuer=issuer)))


def seal(reports: Iterable[Report]) -> bytes:
    """The prepared reports of one file as bytes: they pass from one process to another unopened, and wait in few."""
    return pickle.dumps(tuple(map(prepare, reports)), protocol=5)


def unseal(sealed: bytes) -> tuple[Prepared, ...]:
    """What was sealed; only for bytes that came from a worker of ours."""
    return tuple(pickle.loads(sealed))  # noqa: S301  (as multiprocessing itself does with what comes from a worker)
