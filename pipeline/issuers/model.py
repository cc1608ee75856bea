"""What goes into a look-up of an issuer, and what comes out."""

from dataclasses import dataclass
from typing import Literal

from db.schema.records import IssuerRef

Level = Literal["central", "province", "prefecture", "county", "township"]
Kind = Literal[
    "government",
    "government_office",
    "department",
    "township_government",
    "subdistrict",
    "zone",
    "vertical_agency",
    "law_authorised_body",
    "public_utility",
]
Reason = Literal[
    "named",
    "unique",
    "context",
    "ambiguous",
    "unconfirmed",
    "contradiction",
    "unplaced",
    "unknown_place",
    "unknown_organ",
]
"""How it was decided: ``named``: the name says where; ``unique``: only one is called so; ``context``: what stood around
it decided.

Why it was not: ``ambiguous``: several fit; ``unconfirmed``: one fits, and a township needs more than its bare name, for
lists of other years held others of that name; ``contradiction``: none fits what stood around it; ``unplaced``: it
leaves the place to its reader (区财政局), and nothing tells it; ``unknown_place``: it names a place that is in no list;
``unknown_organ``: no form of an issuer."""


@dataclass(frozen=True, slots=True)
class IssuerContext:
    """What stood around a name; every part may be empty."""

    parent: str = ""
    """Given by the operator: a name or a division code."""
    publisher: str = ""
    """Named in the metadata (发布机构)."""
    site_name: str = ""
    site_domain: str = ""
    site_code: str = ""
    """SiteIDCode: its first six digits are the area code, as a rule."""
    others: tuple[str, ...] = ()
    """Other names in the document; they can decide between candidates, and never speak against one."""
    year: int | None = None
    """Year of the report: keeps divisions out that were gone by then."""


NO_CONTEXT = IssuerContext()


@dataclass(frozen=True, slots=True)
class Resolution:
    """The issuer that a name means, or those it may mean."""

    issuer: IssuerRef
    """Filled when resolved; else only what all candidates share: level and kind."""
    reason: Reason
    candidates: tuple[IssuerRef, ...] = ()
    """When unresolved: whom the name may mean, each filled, under its full name."""
    division_code: str | None = None
    """GB/T 2260 or statistical code of the issuer's place; None for a zone without one."""
    parent_code: str | None = None
    """Key of the place that ``issuer.parent`` names: who runs the issuer."""
    territory_code: str | None = None
    """The statutory division it lies in, where that is another than its administrative parent's."""
    is_contradicted: bool = False
    """The name says where, and what stood around it says elsewhere."""

    @property
    def is_resolved(self) -> bool:
        """Whether the registry knows whose name it is."""
        return self.issuer.code is not None
