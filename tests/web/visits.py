"""Visits to the built site: served on loopback, in a browser that reaches nothing else and complains of nothing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import distribution
from pathlib import Path
from threading import Thread
from typing import Any, Final, final

from playwright.sync_api import Browser, BrowserContext, Frame, Page, Playwright, ViewportSize

from telcoterms.cli.desk.answering import answer
from tests.chromium import BROWSER, FLAGS

PHONE: Final = ViewportSize(width=360, height=740)
DESKTOP: Final = ViewportSize(width=1000, height=800)
Shown = Page | Frame
"""A page of the site, or the frame in which another page shows it."""
ENGINE: Final = "**/pyodide.asm.wasm"
"""Without this file no engine starts."""
TELL_OF_THE_POLICY: Final = """
addEventListener("securitypolicyviolation",
  (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
AXE: Final = """
async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.map(
  (one) => [one.id, one.help, ...one.nodes.map((node) => `${node.html} ${node.failureSummary}`)].join("\\n"))
"""


class _Files(SimpleHTTPRequestHandler):
    """Files with the types that a web server gives them."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".webmanifest": "application/manifest+json",
        ".gz": "application/gzip",
    }

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve the folder of a site on loopback; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(site)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def launch(playwright: Playwright) -> Browser:
    """Start the browser; no name of a host leads anywhere."""
    return playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)


@final
class Visit:
    """A browser's profile on the site, and what went wrong in it: an error, a request to another origin."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.faults: list[str] = []
        context.set_default_timeout(60_000)
        context.add_init_script(TELL_OF_THE_POLICY)
        context.on("request", lambda request: self._judge(request.url))
        context.on("console", lambda said: self.faults.append(said.text[:3000]) if said.type == "error" else None)
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {str(error.error)[:500]}"))
        context.route(lambda url: not self._is_own(url), lambda route: route.abort())

    def _is_own(self, url: str) -> bool:
        return url.startswith((self.address, "data:", f"blob:{self.address}"))

    def _judge(self, url: str) -> None:
        if not self._is_own(url):
            self.faults.append(f"a request to {url}")

    def page(self, name: str) -> Page:
        """Open a page of the site in a new tab."""
        page = self.context.new_page()
        page.goto(self.address + name)
        return page


@contextmanager
def visit(browser: Browser, address: str, **options: Any) -> Iterator[Visit]:
    """Visit the site with a fresh profile; whatever went wrong fails the test, unless it took it out of the faults."""
    context = browser.new_context(**{"viewport": PHONE, "locale": "en-US", **options})
    made = Visit(context, address)
    try:
        yield made
    finally:
        context.close()
    assert made.faults == []


def fill(page: Shown, request: dict[str, Any]) -> None:
    """Type a request into the form of its page, as a person does."""
    if "provider" in request and isinstance(request["provider"], str):
        page.select_option("#provider", request["provider"])
    if "service" in request:
        page.select_option("#service", request["service"])
    for name, value in request.get("facts", {}).items():
        page.fill(f"#{name}", value)
    for row in request.get("rows", ()):
        page.click(f'[data-add="{row["row"]}"]')
        for name, value in row.items():
            if name != "row":
                page.fill(f'#rows fieldset:last-child [data-column="{name}"]', value)
    if "file" in request:
        open_file(page, "#drop input", request["file"]["name"], request["file"]["text"])


def open_file(page: Shown, field: str, name: str, text: str | bytes) -> None:
    """Open a file in a field of the page."""
    content = text.encode() if isinstance(text, str) else text
    page.set_input_files(field, {"name": name, "mimeType": "application/octet-stream", "buffer": content})


def ask(page: Shown) -> None:
    """Press the button."""
    page.click('#form [type="submit"]')


def until_answered(page: Shown) -> None:
    """Wait for the answer, and fail at once with the error that the page shows in its place."""
    page.locator("#answer:visible, #error:visible").first.wait_for()
    assert page.text_content("#error") == ""


def until_refused(page: Shown) -> str:
    """Wait for the error, and return its sentence."""
    page.locator("#error:visible").wait_for()
    return page.text_content("#error") or ""


@final
class _Text(HTMLParser):
    """The text of HTML as a page shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside != "style":
            self.parts.append(data)


def text_of(html: str) -> str:
    """Return the text of HTML, with no space doubled."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "".join("".join(reader.parts).split())


def shown(page: Shown) -> dict[str, str]:
    """Return what a page shows: its sentence, and the texts of the answer and of the readings without spaces."""
    texts = {name: page.text_content(f"#{name}") or "" for name in ("sentence", "page", "readings")}
    return {"sentence": texts.pop("sentence")} | {name: "".join(text.split()) for name, text in texts.items()}


def expected(request: dict[str, Any]) -> dict[str, str]:
    """Return what the page of a request must show: what CPython answers."""
    found: dict[str, Any] = answer(json.loads(json.dumps(request)))
    assert "error" not in found, found["error"]
    return {"sentence": found.get("sentence", "")} | {
        name: text_of(found.get(name, "")) for name in ("page", "readings")
    }


@cache
def _axe() -> str:
    return Path(str(distribution("axe-playwright-python").locate_file("axe_playwright_python/axe.min.js"))).read_text(
        "utf-8"
    )


def barriers(page: Shown) -> list[str]:
    """Return what axe-core finds that keeps people out."""
    page.evaluate(_axe())
    found: list[str] = page.evaluate(AXE)
    return found


def too_wide(page: Shown) -> list[str]:
    """Return what stands beyond the right edge, where the page scrolls sideways."""
    found: list[str] = page.evaluate("""() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
          .map((one) => one.outerHTML.slice(0, 200))""")
    return found
