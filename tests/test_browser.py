"""The pages of a statement and of a comparison in a browser: nothing is cut, nothing overlaps or is too wide."""

from collections.abc import Callable
from datetime import date, timedelta
from html import escape
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from telcoterms import Account, BilledTo, Invoice, Payment, compare, load
from telcoterms.files.account import read_account
from telcoterms.formats.html import document
from tests.account_with_every_event import AFTER, BEFORE, EVENTS, bounced, messy
from tests.chromium import browse, found_by_script, needs_browser, page_with_script
from tests.terms_builders import HOSTING, cad

pytestmark = needs_browser

WIDTHS = (380, 1000)
FAULTS = ("wide", "cut", "overlaps", "touching")
LATE = Path(__file__).parents[1] / "examples" / "late_account.toml"

# Run in the page: every label of the picture with its box on the screen and in the picture, and what is too wide.
MEASURE = """
function measured(page) {
  const svg = page.querySelector("svg"), view = svg.viewBox.baseVal, area = svg.getBoundingClientRect();
  const labels = [...svg.querySelectorAll("text")].map(one => [one.textContent, one.getBBox()]);
  const drawn = [...svg.querySelectorAll("text,path,circle")].map(one => {
    const box = one.getBBox(), half = getComputedStyle(one).stroke === "none" ? 0 : 1.5;
    return [one.textContent || one.outerHTML, box.x - half, box.y - half, box.x + box.width + half,
            box.y + box.height + half];
  });
  const overlaps = [];
  labels.forEach(([text, a], place) => labels.slice(place + 1).forEach(([other, b]) => {
    if (a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
      overlaps.push([text, other]);
  }));
  const touching = [...svg.querySelectorAll("g")].flatMap(row => {
    const boxes = [...row.children].map(mark => [mark.textContent, mark.getBBox()]);
    return boxes.filter(([, box], place) => place && box.x < boxes[place - 1][1].x + boxes[place - 1][1].width);
  });
  return {
    width: page.defaultView.innerWidth,
    scroll: page.documentElement.scrollWidth,
    wide: [...page.body.querySelectorAll("*")].filter(
      one => one.getBoundingClientRect().right > page.defaultView.innerWidth + 0.5).map(one => one.outerHTML),
    cut: drawn.filter(([, left, top, right, bottom]) =>
      left < view.x || top < view.y || right > view.x + view.width || bottom > view.y + view.height),
    overlaps, touching,
    labels: labels.length, letters: area.width / view.width * parseFloat(getComputedStyle(svg).fontSize),
    ratio: area.width / area.height - view.width / view.height,
    name: svg.querySelector("title").textContent,
  };
}
"""


def frame(page: str, width: int) -> str:
    """A page inside another, at a width that may be below a browser window's least."""
    return f'<iframe style="border:0;width:{width}px;height:900px" srcdoc="{escape(page)}"></iframe>'


def monthly(count: int, first: date = date(2020, 1, 1)) -> list[Invoice | Payment]:
    """So many invoices thirty days apart, most of them paid, early or late."""
    events: list[Invoice | Payment] = []
    for place in range(count):
        issued = first + timedelta(days=30 * place)
        events.append(Invoice(f"n{place}", issued, cad(5644)))
        events.append(Payment(issued + timedelta(days=12 + 17 * place % 40), cad(5644 if place % 5 else 5000)))
    return events


HUGE = cad(5 * 10**11)  # two of them are what an account may come to
ACCOUNTS: dict[str, Callable[[], tuple[Account, str]]] = {
    "late": lambda: (read_account(LATE, "CAD"), "2026-04-10"),
    "first-day": lambda: (Account([Invoice("a", "2026-01-01", cad(5644))]), "2026-01-01"),
    "one-payment": lambda: (Account([Payment("2026-01-10", cad(8000))]), "2026-01-10"),
    "no-event": lambda: (Account([]), "2026-01-10"),
    "never-paid": lambda: (Account([Invoice("a", "2024-01-01", cad(11300))]), "2026-01-01"),
    "hundred": lambda: (Account(monthly(50)), "2024-04-01"),
    "overpaid": lambda: (
        Account([Invoice("a", "2026-01-01", cad(5644)), Payment("2026-01-10", cad(8000))]),
        "2026-02-20",
    ),
    "cents": lambda: (Account([Invoice("a", "2026-01-01", cad(3)), Payment("2026-01-05", cad(1))]), "2026-01-08"),
    "huge": lambda: (Account([Invoice("W" * 60, "2026-01-01", HUGE), Payment("2026-03-01", HUGE)]), "2027-02-20"),
    "a-century": lambda: (Account([Invoice("a", "1927-01-01", HUGE)]), "2026-12-20"),
    "messy": lambda: (messy(), AFTER.isoformat()),
    "messy-early": lambda: (messy(), BEFORE.isoformat()),
    "messy-bounced": lambda: (bounced(), AFTER.isoformat()),
    "messy-many": lambda: (
        Account([*EVENTS, *monthly(50, date(2022, 1, 1)), Payment("2026-05-01", cad(10**6))]),
        "2026-08-01",
    ),
    "markup": lambda: (Account([Invoice("<script>document.title='x'</script>", "2026-01-01", cad(1))]), "2026-02-20"),
}


PROVIDERS = Path(__file__).parent / "providers"
SEVERAL = (
    HOSTING,
    load("kos").under("consumer"),
    *(load(PROVIDERS / f"{name}.toml") for name in ("sakura-2025-04-01", "nordlys-2024-05-01", "prairie-2026-01-01")),
)
COMPARISONS: dict[str, tuple[str, dict[str, object]]] = {
    "compare-sums": ("late_charge", {"amount": "100.00", "issued": "2026-01-01", "days_late": 45}),
    "compare-days": ("due_date", {"issued": "2026-01-01"}),
    "compare-rates": ("effective_annual_rate", {}),
    "compare-huge": ("late_charge", {"amount": "5000000000.00", "issued": "2026-01-01", "days_late": 3650}),
}


def page_of(name: str) -> str:
    """The page of an account's statement, or of a comparison."""
    if name in COMPARISONS:
        question, facts = COMPARISONS[name]
        return document("telcoterms", compare(question, SEVERAL, **facts).html())  # type: ignore[arg-type]
    account, as_of = ACCOUNTS[name]()
    return document("telcoterms", HOSTING.statement(account, as_of=as_of).html())


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], dict[str, Any]]:
    """What is measured of each account's page at each width: one run of the browser for all of them."""
    folder = tmp_path_factory.mktemp("browser")
    every = list(product((*ACCOUNTS, *COMPARISONS), WIDTHS))
    frames = "".join(frame(page_of(name), width) for name, width in every)
    script = f'{MEASURE} return [...document.querySelectorAll("iframe")].map(one => measured(one.contentDocument));'
    (folder / "all.html").write_text(page_with_script(frames, script), encoding="utf-8")
    dom = browse(folder, "--window-size=1200,1000", "--dump-dom", (folder / "all.html").as_uri())
    return dict(zip(every, found_by_script(dom), strict=True))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [*ACCOUNTS, *COMPARISONS])
def test_the_page_fits(looks: dict[tuple[str, int], dict[str, Any]], name: str, width: int) -> None:
    found = looks[name, width]
    assert found["width"] == width
    assert found["scroll"] <= width
    assert {fault: found[fault] for fault in FAULTS} == {fault: [] for fault in FAULTS}
    assert found["labels"] >= 5
    assert 11 <= found["letters"] <= 16  # pixels
    assert abs(found["ratio"]) < 0.02
    assert found["name"].startswith("Balance of the account from " if name in ACCOUNTS else compared_by(name))


def compared_by(name: str) -> str:
    """How the title of a comparison begins."""
    return COMPARISONS[name][0].replace("_", " ")


@pytest.mark.parametrize("name", ["late", "messy", "messy-bounced", "compare-sums"])
def test_it_is_drawn_and_printed(tmp_path: Path, name: str) -> None:
    file, shot, paper = tmp_path / "page.html", tmp_path / "page.png", tmp_path / "page.pdf"
    file.write_text(page_of(name), encoding="utf-8")
    browse(tmp_path, "--window-size=800,1000", f"--screenshot={shot}", file.as_uri())
    assert shot.read_bytes().startswith(b"\x89PNG")
    browse(tmp_path, f"--print-to-pdf={paper}", file.as_uri())
    assert paper.read_bytes().startswith(b"%PDF")


def test_the_picture_alone_is_a_file_that_a_browser_opens(tmp_path: Path) -> None:
    account, as_of = ACCOUNTS["late"]()
    picture = HOSTING.statement(account, as_of=as_of).picture()
    assert picture is not None
    file = tmp_path / "picture.svg"
    picture.save(file)
    dom = browse(tmp_path, "--dump-dom", file.as_uri())
    assert "parsererror" not in dom
    assert "balance 94.79 CAD on 2026-04-10" in dom


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_letter_fits_and_is_printed(tmp_path: Path, lang: Any) -> None:
    to = BilledTo("W" * 80, ["W" * 80] * 6, "W" * 80, "W" * 80)
    names = ("late", "messy", "messy-many", "huge", "no-event", "markup")
    pages = []
    for name in names:
        account, as_of = ACCOUNTS[name]()
        letter = HOSTING.statement(Account(account, to), as_of=as_of).letter(lang)
        assert letter is not None
        pages.append(letter.html)
    frames = "".join(frame(page, width) for page in pages for width in (360, 800))
    script = (
        'return [...document.querySelectorAll("iframe")].map(one => { const page = one.contentDocument;'
        " return [page.defaultView.innerWidth, page.documentElement.scrollWidth]; });"
    )
    file, paper = tmp_path / "letters.html", tmp_path / "letter.pdf"
    file.write_text(page_with_script(frames, script), encoding="utf-8")
    found = found_by_script(browse(tmp_path, "--window-size=1200,1000", "--dump-dom", file.as_uri()))
    assert [width for width, _ in found] == [360, 800] * len(names)
    assert [(index, pair) for index, pair in enumerate(found) if pair[1] > pair[0]] == []
    file.write_text(pages[0], encoding="utf-8")
    browse(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={paper}", file.as_uri())
    assert paper.read_bytes().startswith(b"%PDF")
