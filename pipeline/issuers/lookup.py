"""What the registry knows of a name, in lines for a person who has to settle whose it is."""

from collections.abc import Iterator

from db.schema.deadlines import deadline_class
from db.schema.records import IssuerRef
from pipeline.issuers.division_tables import load_registry
from pipeline.issuers.evidence import read_source
from pipeline.issuers.model import IssuerContext, Resolution
from pipeline.issuers.registry import NATION
from pipeline.issuers.resolve import resolve
from pipeline.issuers.words import load_words


def read_code(code: str) -> Resolution | None:
    """The issuer of a registry code: of a division, or of an organ of one behind a stroke; None for no such code."""
    registry = load_registry()
    place, organ = (code, "") if code in registry.name_of else (code.rpartition("/")[::2])
    if place not in registry.name_of:
        return None
    name = organ if place == NATION else registry.name_of[place] + organ
    resolution = resolve(name, IssuerContext(parent="" if place == NATION else place))
    return resolution if resolution.issuer.code == code else None


def look_up(name: str, context: IssuerContext) -> Resolution:
    """The issuer of a name or a registry code."""
    return read_code(name) or resolve(name, context)


def is_place(text: str, year: int | None = None) -> bool:
    """Whether the registry knows a place by a name or code: any other says nothing about an issuer."""
    return bool(read_source(text, load_registry(), year))


def describe(resolution: Resolution) -> Iterator[str]:
    """Code, kind, who runs it, where it lies, what it was made from; or why it is not settled, and whom it may mean."""
    if not resolution.is_resolved:
        zh, en = load_words().undecided[resolution.reason]
        yield f"{resolution.issuer.name}: {zh} / {en}"
        yield from (f"  {_show(candidate)}  ({_lie(candidate)})" for candidate in resolution.candidates)
        return
    yield _show(resolution.issuer)
    for words, code in (("上级 run by", resolution.parent_code), ("所在 lies in", resolution.territory_code)):
        if code is not None:
            yield f"  {words}: {_name(code)} ({code})"
    yield f"  法定期限 due: {deadline_class(resolution.issuer) or '–'}"
    for one in load_registry().predecessors(resolution.issuer.code or ""):
        yield f"  前身 made from: {_name(one.code)} ({one.code}), {one.year}"


def _name(code: str) -> str:
    return load_registry().name_of.get(code) or code.rpartition("/")[2]


def _lie(issuer: IssuerRef) -> str:
    """The places that an issuer's lies in, the widest first."""
    registry = load_registry()
    place = issuer.code or NATION
    place = place if place in registry.name_of else place.rpartition("/")[0]
    return "".join(registry.name_of[one] for one in reversed(registry.line(place)[:-1]))


def _show(issuer: IssuerRef) -> str:
    return f"{issuer.code}  {issuer.name}  {issuer.kind or '–'}  {issuer.level or '–'}"
