"""Documents for the engines."""

from forge import Look, make_facts, render
from hostile.attacks import make_attacks

ATTACKS = ("zip-bomb.zip", "lying-size.zip", "traversal.zip")
KINDS = ("html",) * 12 + ("text",) * 4 + ("docx",) * 3 + ("pdf",)
SUFFIXES = {"text": "txt"}
ISSUERS = ("望楼县财政局", "砚溪县教育局", "青禾县人民政府", "石坪县审计局", "桐岭县水利局")


def fill_folder(folder, count):
    """Writes so many documents: three hostile ones, and of the rest no two of one issuer and year."""
    attacks = make_attacks()
    for number, name in enumerate(ATTACKS):
        (folder / f"{number * 50 + 20:04}-{name}").write_bytes(attacks[name])
    for number in range(count - len(ATTACKS)):
        kind = KINDS[number % len(KINDS)]
        place, year = divmod(number, 6)
        issuer = f"{'甲乙丙丁戊己庚辛壬癸'[place // len(ISSUERS) % 10]}{ISSUERS[place % len(ISSUERS)]}"
        facts = make_facts(number, year=2019 + year, issuer=issuer)
        (folder / f"{number:04}.{SUFFIXES.get(kind, kind)}").write_bytes(render(facts, Look(), kind))
