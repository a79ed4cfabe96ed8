"""The documentation as it is built, in a browser: what a reader sees, finds and prints.

It is served on loopback, and the browser finds no other address.
"""

import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote_plus, unquote, urldefrag, urlsplit

import pytest

from docs.borrowed_pages import PAGES
from tests.chromium import browse, found_by_script, needs_browser, page_with_script

ROOT = Path(__file__).parents[2]
SOURCES = sorted(str(file.relative_to(ROOT / "docs").with_suffix("")) for file in (ROOT / "docs").rglob("*.md"))

TELEPHONE = 360

# Run over all frames: how wide the page is, and each block of code that scrolls sideways.
MEASURE = """
const found = {};
for (const frame of document.querySelectorAll("iframe")) {
  const page = frame.contentDocument, width = page.defaultView.innerWidth;
  const torn = one => one.getClientRects().length > 1;
  const sideways = one => one.scrollWidth > one.clientWidth;
  found[frame.id] = {
    width, scroll: page.documentElement.scrollWidth,
    sideways: [...page.querySelectorAll("pre")].filter(sideways).map(one => one.textContent),
    blocks: page.querySelectorAll("pre").length,
    torn: [...page.querySelectorAll(".whole")].filter(torn).map(one => one.textContent),
    beyond: [...page.querySelectorAll("article *")].filter(one =>
      one.getBoundingClientRect().right > width + 0.5 && !one.closest("pre, .table-wrapper, .output, .headerlink")
    ).map(one => one.outerHTML.slice(0, 200)),
  };
}
return found;
"""

# Run over all frames: what each button puts on the clipboard, which takes it from a field that it shows for a moment.
COPIED = """
return [...document.querySelectorAll("iframe")].map(frame => {
  const page = frame.contentDocument, taken = [];
  page.execCommand = () => { taken.push([...page.querySelectorAll("textarea")].pop().value); return true; };
  page.querySelectorAll("button.copybtn").forEach(button => button.click());
  return taken;
});
"""

# Run over all frames: the background of the page, and each text that stands out of what is behind it too little.
CONTRAST = """
const parts = colour => colour.match(/[\\d.]+/g).map(Number);
const light = colour => parts(colour).slice(0, 3).map(one => one / 255).map(
  one => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4
).reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
const behind = one => {
  const colour = getComputedStyle(one).backgroundColor, filled = parts(colour);
  return one.parentElement && filled.length === 4 && filled[3] < 1 ? behind(one.parentElement) : colour;
};
const contrast = one => {
  const [low, high] = [light(getComputedStyle(one).color), light(behind(one))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const written = one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
return [...document.querySelectorAll("iframe")].map(frame => {
  const page = frame.contentDocument;
  return {
    page: getComputedStyle(page.body).backgroundColor,
    faint: [...page.querySelectorAll("article *:not(.headerlink, svg *)")].filter(written).map(
      one => [one.outerHTML.slice(0, 120), contrast(one)]).filter(([, one]) => one < 4.5),
  };
});
"""


class Links(HTMLParser):
    """What a page refers to, and the anchors that it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.anchors.update(value for key in ("id", "name") if (value := given.get(key)))
        if (target := given.get("src")) or (tag == "link" and (target := given.get("href"))):
            self.loaded.append(target)
        elif tag == "a" and (target := given.get("href")):
            self.links.append(target)


@pytest.fixture(scope="session")
def parsed(site: Path) -> dict[Path, Links]:
    """Every page of the site, read."""
    return {page: Links(page) for page in sorted(site.rglob("*.html"))}


class Quiet(SimpleHTTPRequestHandler):
    """Serves the site, and one page beside it that is given."""

    def __init__(self, *args: Any, extra: dict[str, str], **kwargs: Any) -> None:
        self.extra = extra
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        if (text := self.extra.get(self.path)) is None:
            super().do_GET()
            return
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def extra() -> dict[str, str]:
    """Pages that a test adds to the server."""
    return {}


@pytest.fixture(scope="session")
def address(site: Path, extra: dict[str, str]) -> Iterator[str]:
    """Where the site is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site), extra=extra))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory, address: str, extra: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What is measured of each page as wide as a telephone: one run of the browser for all of them."""
    style = f"border:0;width:{TELEPHONE}px;height:700px"
    frames = "".join(f'<iframe id="{page}" style="{style}" src="/{page}.html"></iframe>' for page in SOURCES)
    extra["/measure.html"] = page_with_script(frames, MEASURE)
    dom = browse(tmp_path_factory.mktemp("browser"), "--dump-dom", f"{address}/measure.html")
    return dict(found_by_script(dom))


@needs_browser
class TestOnATelephone:
    """At 360 pixels nothing is wider than the screen, and no sum scrolls sideways."""

    def test_every_page_was_looked_at(self, looks: dict[str, dict[str, Any]]) -> None:
        assert set(looks) == set(SOURCES)
        assert sum(one["blocks"] for one in looks.values()) > 300

    @pytest.mark.parametrize("page", SOURCES)
    def test_a_page(self, looks: dict[str, dict[str, Any]], page: str) -> None:
        found = looks[page]
        assert found["width"] == TELEPHONE
        assert found["scroll"] <= TELEPHONE
        assert {fault: found[fault] for fault in ("sideways", "torn", "beyond")} == {
            "sideways": [],
            "torn": [],
            "beyond": [],
        }


@needs_browser
class TestSearch:
    """The search finds what people look for, by the words that they have for it."""

    @pytest.mark.parametrize(
        ("words", "page", "among"),
        [
            ("install", "install.html", 1),
            ("late charge", "questions/late_charge.html", 3),
            ("late charge", "glossary.html#term-late-charge", 3),
            ("late fee", "questions/late_charge.html", 1),
            ("under", "api/terms.html#telcoterms.Terms.under", 3),
            ("under", "api/answers.html#telcoterms.Answer.under", 3),
            ("ETF", "questions/cancellation_charge.html", 1),
            ("cancel", "questions/leave.html", 1),
            ("ombudsman", "questions/eligible_for_adr.html", 1),
        ],
    )
    def test_it_finds(self, tmp_path: Path, address: str, words: str, page: str, among: int) -> None:
        query = f"{address}/search.html?q={quote_plus(words)}"
        dom = browse(tmp_path, "--virtual-time-budget=20000", "--dump-dom", query)
        results = dom.partition('id="search-results"')[2]
        found = [urldefrag(one) for one in re.findall(r'<li[^>]*><a href="([^"]+)"', results)]
        names = [f"{unescape(path).partition('?')[0]}#{anchor}" if "#" in page else path for path, anchor in found]
        assert page in [name.removeprefix(f"{address}/") for name in names[:among]]


@needs_browser
class TestLooks:
    """It is drawn in the dark, and on paper."""

    @pytest.mark.parametrize(("scheme", "page"), [("dark", "rgb(19, 20, 22)"), ("light", "rgb(255, 255, 255)")])
    def test_it_can_be_read_in_the_dark_and_by_day(
        self, tmp_path: Path, address: str, extra: dict[str, str], scheme: str, page: str
    ) -> None:
        pages = ("notebooks/three_bills_behind", "index", "glossary", "api/terms", "tutorials/record_terms")
        frames = "".join(f'<iframe src="/{name}.html"></iframe>' for name in pages)
        extra["/contrast.html"] = page_with_script(frames, CONTRAST)
        chosen = f"--blink-settings=preferredColorScheme={0 if scheme == 'dark' else 1}"
        dom = browse(tmp_path, chosen, "--dump-dom", f"{address}/contrast.html")
        found = found_by_script(dom)
        assert {one["page"] for one in found} == {page}
        assert [one["faint"] for one in found] == [[]] * len(pages)

    def test_on_paper(self, tmp_path: Path, address: str) -> None:
        paper = tmp_path / "page.pdf"
        browse(tmp_path, f"--print-to-pdf={paper}", f"{address}/questions/late_charge.html")
        assert paper.read_bytes().startswith(b"%PDF")

    def test_a_copy_has_no_prompt_and_no_output(self, tmp_path: Path, address: str, extra: dict[str, str]) -> None:
        pages = ("build_billing_systems", "answer_customers", "record_terms")
        frames = "".join(f'<iframe src="/tutorials/{page}.html"></iframe>' for page in pages)
        extra["/copy.html"] = page_with_script(frames, COPIED)
        dom = browse(tmp_path, "--dump-dom", f"{address}/copy.html")
        python, shell, files = found_by_script(dom)
        assert python[0] == (
            'from telcoterms import load\nkos = load("kos")\n'
            'charge = kos.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")\ncharge.value'
        )
        assert shell[0] == "telcoterms late-charge 113.00 2026-01-01 2026-02-15 --provider kos --say"
        assert [one for one in python + shell if ">>> " in one or "$ " in one] == []
        assert files[0].startswith('provider = "bayline"\nname = ')
        assert files[0].endswith('says = "A bill is due 21 days after its date."')


class TestLinks:
    """Every link within the site leads to a page and to a place on it, and nothing comes from elsewhere."""

    def test_every_page_is_built(self, parsed: dict[Path, Links], site: Path) -> None:
        assert {site / f"{page}.html" for page in SOURCES} <= set(parsed)

    def test_a_borrowed_page_has_what_its_file_has(self, site: Path) -> None:
        for page in PAGES:
            assert "This page of the site shows" not in (site / f"{page}.html").read_text("utf-8")

    def test_every_link_leads_somewhere(self, parsed: dict[Path, Links], site: Path) -> None:
        broken = []
        for page, links in parsed.items():
            for link in {one for one in links.links + links.loaded if not urlsplit(one).scheme}:
                path, anchor = urldefrag(unquote(link))
                target = (page.parent / path.partition("?")[0]).resolve() if path else page
                if not target.is_file():
                    broken.append((page.relative_to(site).as_posix(), link, "no such file"))
                elif anchor and target.suffix == ".html" and anchor not in parsed[target].anchors:
                    broken.append((page.relative_to(site).as_posix(), link, "no such place"))
        assert broken == []

    def test_nothing_is_loaded_from_elsewhere(self, parsed: dict[Path, Links]) -> None:
        elsewhere = {
            one for links in parsed.values() for one in links.loaded if urlsplit(one).scheme not in ("", "data")
        }
        assert elsewhere == set()

    def test_types_lead_to_their_own_pages(self, parsed: dict[Path, Links], site: Path) -> None:
        assert {
            "https://docs.python.org/3/library/datetime.html#datetime.date",
            "https://docs.python.org/3/library/stdtypes.html#str",
        } <= set(parsed[site / "api" / "terms.html"].links)
        assert {
            "https://arrow.apache.org/docs/python/generated/pyarrow.Table.html#pyarrow.Table",
            "https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.html#pandas.DataFrame",
        } <= set(parsed[site / "api" / "batch.html"].links)
