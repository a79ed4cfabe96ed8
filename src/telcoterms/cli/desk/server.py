"""Serve the pages to this machine's browser, and answer them with this machine's Python.

The address holds a token that nobody else knows, and the server is bound to the loopback interface: another page,
another user or another machine gets nothing. It sends no header that would let another page read an answer. A request
is bounded in size and in time; one that takes too long is ended with the process that computes it.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any, Final, final

from telcoterms.cli.desk.answering import answer_json
from telcoterms.cli.desk.markup import POLICY, site_files
from telcoterms.values.errors import InputError

LOOPBACK: Final = "127.0.0.1"
MAX_REQUEST: Final = 12_000_000
"""The most bytes of a request: a file of 10 MB, as JSON writes it."""
SECONDS: Final = 20.0
"""How long a request may take to arrive, and an answer to be computed."""
TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
MARK: Final = b'<meta name="telcoterms-desk" content="local">'
"""What tells the script of a page that this machine answers it."""


def _answers(pipe: Connection) -> None:
    """Answer what comes through a pipe, until it is closed."""
    try:
        while True:
            pipe.send(answer_json(pipe.recv()))
    except EOFError:
        pass


@final
class Answerer:
    """A process that answers; one that takes too long is ended, and the next request gets a new one."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._lock = Lock()
        self._process: Any = None
        self._pipe: Any = None

    def answer(self, request: str) -> str | None:
        """Return the answer to a request; None where it took too long."""
        with self._lock:
            if self._process is None or not self._process.is_alive():
                self._begin()
            try:
                self._pipe.send(request)
                if self._pipe.poll(self.seconds):
                    return str(self._pipe.recv())
            except (EOFError, OSError):
                pass  # the process ended by itself
            self._end()
            return None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _begin(self) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_answers, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def _end(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.join()
            self._pipe.close()
        self._process = self._pipe = None


class _Handler(BaseHTTPRequestHandler):
    """Answers the requests of one browser."""

    timeout = SECONDS
    server_version, sys_version = "telcoterms", ""

    def __init__(self, *arguments: Any, desk: Desk) -> None:
        self.desk = desk
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Send a file of the site."""
        name = self._asked_for()
        content = None if name is None else self.desk.files.get(name)
        if content is None:
            self._send(HTTPStatus.NOT_FOUND, b"", "text/plain")
        else:
            self._send(HTTPStatus.OK, content, TYPES[str(name).rpartition(".")[2]])

    def do_POST(self) -> None:
        """Send an answer."""
        length = self.headers.get("Content-Length", "")
        if self._asked_for() != "answer" or self.headers.get_content_type() != "application/json":
            self._send(HTTPStatus.NOT_FOUND, b"", "text/plain")
        elif not (length.isascii() and length.isdigit() and int(length) <= MAX_REQUEST):
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"", "text/plain")
        else:
            shown = self.desk.answerer.answer(self.rfile.read(int(length)).decode("utf-8", "replace"))
            if shown is None:
                self._send(HTTPStatus.GATEWAY_TIMEOUT, b"", "text/plain")
            else:
                self._send(HTTPStatus.OK, shown.encode(), "application/json")

    def _asked_for(self) -> str | None:
        """Return the name of the file that is asked for; None without the token, or under another host's name."""
        start = f"/{self.desk.token}/"
        if self.headers.get("Host") != self.desk.host or not self.path.startswith(start):
            return None
        return self.path[len(start) :].partition("?")[0] or "index.html"

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": kind, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        if status != HTTPStatus.OK:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: what is asked is nobody else's business."""


@final
class Desk:
    """The pages on a port of the loopback interface; `with` closes it.

    Raises `InputError` for a port that another program has, or that this user may not have.

    >>> with Desk() as desk:
    ...     desk.address.startswith("http://127.0.0.1:")
    True
    """

    def __init__(self, port: int = 0) -> None:
        self.token = secrets.token_urlsafe(16)
        self.answerer = Answerer()
        self.files = dict(desk_files())
        try:
            self._server = ThreadingHTTPServer((LOOPBACK, port), partial(_Handler, desk=self))
        except (OSError, OverflowError):
            raise InputError("port {port} cannot be used here: leave it out, or give a free one", port=port) from None
        self.host = f"{LOOPBACK}:{self._server.server_port}"

    @property
    def address(self) -> str:
        """The address to open, with its token."""
        return f"http://{self.host}/{self.token}/"

    def serve(self) -> None:
        """Answer until it is stopped, by `stop` or by an interrupt from the keyboard."""
        with suppress(KeyboardInterrupt):
            self._server.serve_forever()

    def stop(self) -> None:
        """Stop serving, from another thread."""
        self._server.shutdown()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *error: object) -> None:
        self._server.server_close()
        self.answerer.close()


def desk_files() -> dict[str, bytes]:
    """Return the files of the site by their names; its pages know that this machine answers them."""
    found: dict[str, bytes] = {}
    for name, content in site_files():
        place = f"assets/{name}" if name.endswith((".js", ".css")) else name
        found[place] = content.replace(b"<title>", MARK + b"<title>", 1) if name.endswith(".html") else content
    return found
