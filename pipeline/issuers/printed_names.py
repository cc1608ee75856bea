"""Whose name it is as a document prints it, in traditional script as well."""

from extractors.model.labels import Folding
from pipeline.issuers.model import NO_CONTEXT, IssuerContext, Resolution
from pipeline.issuers.resolve import resolve


def resolve_printed(name: str, folding: Folding, context: IssuerContext = NO_CONTEXT) -> Resolution:
    """The issuer of a printed name; the registry has few names with signs of traditional script, as of 於潜镇."""
    simple = folding.simplify(name)
    found = resolve(simple, context)
    return found if simple == name or found.is_resolved else resolve(name, context)
