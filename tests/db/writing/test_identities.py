from dataclasses import replace
from datetime import date

from db.schema.records import IssuerRef, Sighting


def test_sightings_keep_first_and_last_and_every_address(store, made, clock, query):
    first, second, third = clock.tick(), clock.tick(), clock.tick()
    store.load(made.report("a"), now=first)
    store.load(made.report("a"), now=third)
    store.load(made.report("a", sighting=Sighting("mirror/a.pdf", date(2025, 2, 2), "转载")), now=second)

    rows = query(store, "SELECT location, first_seen, last_seen FROM sighting ORDER BY location")
    assert [(row["location"], str(row["first_seen"])[:10], str(row["last_seen"])[:10]) for row in rows] == [
        ("https://example.org/a.pdf", "2025-02-02", "2025-02-04"),
        ("mirror/a.pdf", "2025-02-03", "2025-02-03"),
    ]


def test_an_unresolved_issuer_is_provisional_until_the_registry_knows_it(store, made, clock, query):
    ref = IssuerRef("青禾县气象局", "青禾县气象局")
    store.load(made.report("a", issuer=ref), now=clock.tick())
    before = query(store, "SELECT name, code, kind, provisional FROM issuer")

    known = replace(ref, code="ISS-7", kind="vertical_agency")
    result = store.load(made.report("b", "4", issuer=known), now=clock.tick())
    renamed = replace(known, name="青禾县气象台")
    store.load(made.report("c", "5", issuer=renamed, year=2025), now=clock.tick())

    rows = query(store, "SELECT name, code, kind, provisional FROM issuer")
    names = query(store, "SELECT name, first_year, last_year FROM issuer_name ORDER BY first_year")
    assert [(row["code"], bool(row["provisional"])) for row in before] == [(None, True)]
    assert result.outcome == "source_changed"
    assert [(row["code"], row["kind"], row["provisional"]) for row in rows] == [("ISS-7", "vertical_agency", False)]
    assert [tuple(row.values()) for row in names] == [("青禾县气象局", 2024, 2024), ("青禾县气象台", 2025, 2025)]


def test_bureaus_of_one_name_under_two_parents_are_two_issuers(store, made, clock):
    first = IssuerRef("财政局", "财政局", parent="青禾县")
    second = IssuerRef("财政局", "财政局", parent="白水县")

    one = store.load(made.report("a", issuer=first), now=clock.tick())
    other = store.load(made.report("b", issuer=second), now=clock.tick())

    assert (one.outcome, other.outcome) == ("new", "new")
    assert one.report_id != other.report_id


def test_two_codes_are_two_issuers_whatever_they_are_called(store, made, clock, query):
    refs = [IssuerRef("财政局", "财政局", code) for code in ("ISS-1", "ISS-2", None, None)]

    loaded = [
        store.load(made.report(copy, copy_value, issuer=ref), now=clock.tick())
        for copy, copy_value, ref in zip("abcd", "3456", refs, strict=True)
    ]

    rows = query(store, "SELECT code, provisional FROM issuer ORDER BY id")
    assert [(row["code"], bool(row["provisional"])) for row in rows] == [
        ("ISS-1", False),
        ("ISS-2", False),
        (None, True),
    ]
    assert [result.outcome for result in loaded] == ["new", "new", "new", "source_changed"]
