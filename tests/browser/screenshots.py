"""Takes the pictures of the page in docs/images, from samples: ``make screenshots``."""

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from browser.chromium import HOW, find_chromium, open_browser, serve_site
from browser.page import TOKEN
from stored import record_item, start_run

from db.schema.records import DocumentRef, IssuerRef, Report, RunItem, Sighting
from db.schema.views.measures import read_provinces
from db.store import Store
from pipeline.checks.check import check_again
from pipeline.commands.base import current_dictionary
from pipeline.loading.outcomes import judge
from pipeline.loading.run import Task, read_file
from pipeline.sources.archive import Archive
from pipeline.web.site import Settings

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
SAMPLES = ROOT / "samples"
START = datetime(2025, 2, 1, 8, tzinfo=UTC)
WIDE, TALL, PHONE = 1280, 860, 400
COLOURS = 256


@dataclass(frozen=True)
class Stage:
    """What the pictures are taken of."""

    url: str
    archive: str
    reports: dict[str, int]


@dataclass(frozen=True)
class Shot:
    """One picture: where, how wide and tall, and what is done before."""

    name: str
    address: str
    prepare: Callable[[Any], object] = lambda tab: None
    width: int = WIDE
    height: int = TALL
    scheme: str = "light"


def set_stage(folder: Path) -> Stage:
    """All samples as if they had been fetched, one a day; and one of them a year earlier."""
    archive, url, reports = Archive(str(folder / "archive")), f"sqlite:///{folder / 'gongkai.db'}", {}
    with Store.open(url, check=check_again) as store:
        store.write_dictionary(current_dictionary())
        run_id = start_run(store, "night --config night.toml", code_version="0.1.0", now=START)
        for day, (name, path) in enumerate(list_files(folder)):
            archive.put(path.read_bytes())
            (report,) = read_file(Task(str(path)))
            moment = START + timedelta(days=day)
            address = f"https://example.org/{name}{path.suffix}"
            report = replace(report, sighting=Sighting(address, (moment - timedelta(days=9)).date()))
            told = judge(report)
            if told.fate != "quarantined":
                reports[name] = store.load(report, run_id=run_id, now=moment).report_id
            record_item(store, RunItem(run_id, address, report.document.sha256, told.fate, told.reason, 0.11))
        list(store.load_many(list_neighbours(), now=START))
        store.finish_run(run_id, now=START + timedelta(minutes=3))
        store.analyze()
    return Stage(url, archive.url, reports)


def list_neighbours() -> Iterator[Report]:
    """Reports of made-up counties all over the country, so that coverage has something to show."""
    chance = random.Random(49)  # article 49 has the legal dates
    for code, province, _ in read_provinces()[1:]:
        for number in range(chance.randint(3, 9)):
            name = f"{province}第{number + 1}县人民政府"
            year = 2023 if chance.random() < 0.8 else 2021
            day = date(year + 1, 3, 1) + timedelta(days=chance.randint(-40, 36))
            key = f"{code}{number:04d}"
            yield Report(
                issuer=IssuerRef(name, name, key, "county", "government"),
                year=year,
                title=name,
                document=DocumentRef(key.rjust(64, "0"), "text/html", "a.html", 1),
                sighting=Sighting(f"https://example.org/{key}.html", day),
                editions=(),
                facts=(),
            )


def list_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The samples by name, after one that is a made-up year earlier."""
    earlier = folder / "earlier.html"
    text = (SAMPLES / "correction-1" / "source.html").read_text(encoding="utf-8")
    earlier.write_text(text.replace("2023", "2022").replace("2024", "2023").replace("312", "287"), encoding="utf-8")
    yield "earlier", earlier
    for path in sorted(SAMPLES.glob("*/source.*")):
        yield path.parent.name, path


def list_shots(stage: Stage) -> list[Shot]:
    """Every picture, in the order of a visit."""
    flagged, paged, mended = (stage.reports[name] for name in ("issuer-sum-error", "pdf-page-break", "correction-2"))
    cell = "cells/outcome_granted/all"
    return [
        Shot("web-search", "/?q=县 2024"),
        Shot("web-report", f"/reports/{flagged}", lambda tab: open_panel(tab, "outcome_granted/all"), WIDE + 120, 1000),
        Shot("web-trace", f"/reports/{paged}/{cell}", height=1000),
        Shot("web-prose", f"/reports/{flagged}", show_prose, WIDE + 120, 760),
        Shot("web-compare", f"/compare?a_report={stage.reports['earlier']}&b_report={mended}"),
        Shot("web-revisions", f"/reports/{mended}", lambda tab: tab.click("a[href^='/compare']")),
        Shot("web-queue", "/queue", open_judging),
        Shot(
            "web-correct",
            f"/reports/{flagged}/{cell}",
            lambda tab: tab.locator("#correct").scroll_into_view_if_needed(),
        ),
        Shot("web-coverage", "/coverage?year=2023"),
        Shot("web-runs", "/runs/1", height=760),
        Shot("web-english", f"/reports/{flagged}?lang=en", height=1000),
        Shot(
            "web-phone",
            f"/reports/{flagged}",
            lambda tab: tab.locator("#h-T3").evaluate("one => one.scrollIntoView()"),
            PHONE,
            780,
        ),
        Shot(
            "web-dark",
            f"/reports/{flagged}",
            lambda tab: open_panel(tab, "outcome_granted/all"),
            WIDE + 120,
            1000,
            "dark",
        ),
    ]


def open_panel(tab: Any, cell: str) -> None:
    """Click a number, and bring its table to the top."""
    tab.click(f".t-T3 a[href*='{cell}']")
    tab.wait_for_selector("#trace .framed")
    tab.locator("#h-T3").evaluate("one => one.scrollIntoView()")


def show_prose(tab: Any) -> None:
    """Click the first figure of the prose."""
    figure = tab.locator("a.figure").first
    figure.click()
    tab.wait_for_selector("#trace .sentence")
    tab.locator("section.prose").nth(1).evaluate("one => one.scrollIntoView()")


def open_judging(tab: Any) -> None:
    """Unfold the form of the first verdict."""
    tab.locator(".judge summary").first.click()


@contextmanager
def open_tab(browser: Any, site: str, shot: Shot) -> Iterator[Any]:
    """A tab of somebody who signed in."""
    size = {"width": shot.width, "height": shot.height}
    context = browser.new_context(viewport=size, base_url=site, color_scheme=shot.scheme)
    context.set_default_timeout(90_000)
    tab = context.new_page()
    tab.goto("/token")
    tab.fill("#name", "王核")
    tab.fill("#token", TOKEN)
    tab.click("main button.first")
    tab.goto(shot.address)
    yield tab
    context.close()


def take(browser: Any, site: str, shot: Shot) -> Path:
    """One picture, in few colours."""
    from PIL import Image

    with open_tab(browser, site, shot) as tab:
        shot.prepare(tab)
        tab.wait_for_load_state("networkidle")
        picture = Image.open(BytesIO(tab.screenshot()))
    path = IMAGES / f"{shot.name}.png"
    picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    return path


def main() -> None:
    """Take every picture."""
    if find_chromium() is None:
        sys.exit(HOW)
    with tempfile.TemporaryDirectory() as name, open_browser() as browser:
        stage = set_stage(Path(name))
        with serve_site(Settings(stage.url, stage.archive, TOKEN)) as site:
            for shot in list_shots(stage):
                print(take(browser, site, shot).relative_to(ROOT))


if __name__ == "__main__":
    main()
