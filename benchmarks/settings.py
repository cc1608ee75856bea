"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a run."""

    documents: int
    """Documents of each format that are timed, one after the other: enough that most of them find everything warm."""
    rounds: int
    reports: int
    """Reports stored by the database topic."""
    files: int
    """Files of the mixed folder."""
    first_files: int
    """Files of the smaller folder, against which growth is told."""
    narrow_files: int
    """Files that are loaded with everything on one core, at most."""
    queried: int
    """Reports of the database that is queried, some 200 facts each."""
    served_facts: int
    """Facts of the database that the page is served from."""
    pooled: int
    """Files that the pool of workers reads, at most, without anything being written: so many that the end, when one of
    two may have nothing left to do, hardly counts."""
    engine_files: int
    """Files that every engine reads."""
    heldout: int
    """Reports of each format that are held against what they print."""
    revisions: tuple[int, ...]
    """Revisions of one report that are loaded, the smallest number first."""
    seed: int | None = None
    """The number of the first of them; None for one that no test takes."""
    is_kept: bool = False
    """Whether what a load took is written down, for ``benchmarks.national``."""


FULL = Size(
    documents=8,
    rounds=7,
    reports=400,
    files=1_000,
    first_files=100,
    narrow_files=2_000,
    queried=25_000,
    served_facts=5_000_000,
    pooled=1_200,
    engine_files=2_000,
    heldout=500,
    revisions=(100, 300, 1_000),
)
QUICK = Size(
    documents=2,
    rounds=3,
    reports=60,
    files=200,
    first_files=50,
    narrow_files=200,
    queried=500,
    served_facts=200_000,
    pooled=100,
    engine_files=200,
    heldout=20,
    revisions=(30, 100),
)
TINY = Size(
    documents=1,
    rounds=1,
    reports=4,
    files=10,
    first_files=5,
    narrow_files=10,
    queried=10,
    served_facts=400,
    pooled=5,
    engine_files=10,
    heldout=1,
    revisions=(2, 3),
)
"""For the tests: everything runs once, nothing is learnt."""
