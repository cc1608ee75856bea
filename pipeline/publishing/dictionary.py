"""The data dictionary: the catalogue in the store's form. ``pipeline.publishing.dictionary_page`` prints it."""

from collections.abc import Iterator

from db.schema.dictionary_records import ApplicantInfo, Dictionary, FieldInfo, IndicatorInfo, RuleInfo
from pipeline.catalogue.model import Catalogue, FieldSpec
from pipeline.prose.words.lexicon import Lexicon


def make_dictionary(catalogue: Catalogue, indicators: tuple[IndicatorInfo, ...] = ()) -> Dictionary:
    """Every field, applicant, indicator and rule, in the order of the form."""
    standard = {spec.code for spec in catalogue.fields}
    old = [spec for spec in _once(catalogue.old_tables) if spec.code not in standard]
    editions = _editions(catalogue)
    fields = tuple(
        FieldInfo(
            spec.code,
            spec.table_code,
            "·".join((*spec.path[1:2], spec.label)) if spec.table_code == "T4" else spec.label,
            spec.en,
            spec.unit,
            editions[spec.code],
            position,
            " › ".join((*spec.path, spec.label)),
        )
        for position, spec in enumerate((*catalogue.fields, *old))
    )
    applicants = tuple(ApplicantInfo(a.code, a.label, a.en, i) for i, a in enumerate(catalogue.applicants))
    rules = tuple(
        RuleInfo(rule.code, rule.severity, rule.zh, rule.en, None, _formula(catalogue, rule.code), i)
        for i, rule in enumerate(catalogue.rules.values())
    )
    return Dictionary(fields, applicants, indicators, rules)


def describe_indicators(lexicon: Lexicon) -> tuple[IndicatorInfo, ...]:
    """The indicators of the prose, for the dictionary."""
    return tuple(
        IndicatorInfo(i.code, i.zh, i.en, i.unit or None, i.table_field, i.table_column or None, position)
        for position, i in enumerate(lexicon.indicators.values())
    )


def _once(specs: tuple[FieldSpec, ...]) -> Iterator[FieldSpec]:
    seen: set[str] = set()
    for spec in specs:
        if spec.code not in seen:
            seen.add(spec.code)
            yield spec


def _editions(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    cells = [spec for form in catalogue.t2 for spec in form.cells.values()]
    for spec in (*cells, *catalogue.t3_rows, *catalogue.t4_columns, *catalogue.old_tables):
        known = found.setdefault(spec.code, [])
        known += [edition for edition in spec.editions if edition not in known]
    return {code: tuple(sorted(editions)) for code, editions in found.items()}


def _formula(catalogue: Catalogue, code: str) -> str:
    sums = [identity for identity in catalogue.identities if identity.rule == code]
    return "; ".join(f"{' + '.join(s.left)} {s.relation} {' + '.join(s.right)}" for s in sums)
