"""What is fuzzed: for each target how its inputs are made, and what is done with one."""

import io
import json
import re
import shlex
import tempfile
import tomllib
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode

import pyarrow as pa
import pyarrow.parquet as pa_parquet
from hypothesis import HealthCheck
from hypothesis import strategies as st

import telcoterms
from telcoterms import (
    Account,
    Answer,
    Invoice,
    Money,
    Payment,
    Terms,
    beancount,
    from_dict,
    hledger,
    load,
    load_account,
    load_bill,
    verify,
)
from telcoterms.cli.desk import server
from telcoterms.cli.desk.answering import answer_json
from telcoterms.cli.desk.pages import PAGES
from telcoterms.files.check import check_file
from tests.fuzz import page_script, service_worker
from tests.fuzz.edits import (
    edited_document,
    edited_rows,
    edited_text,
    edited_value,
    json_text,
    parts_of,
    sheet_text,
    token,
    words_of,
)
from tests.fuzz.oracle import BEFORE, Surprise, judged_command, nothing_but_errors_of_ours
from tests.test_hostile import GOOD

ROOT: Final = Path(__file__).parents[2]
EXAMPLES: Final = ROOT / "examples"
TEMPLATES: Final = "published/templates"  # of the package, wherever it is installed
PACKAGE: Final = Path(telcoterms.__file__).parent
KOS: Final = load("kos")
HOSTING: Final = load("kos", service="none")
AS_OF: Final = date(2026, 4, 20)
ODD_INPUTS: Final = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
"""What hypothesis would complain of: inputs are made of whole files, and each is read as a person's would be."""


@dataclass(frozen=True)
class Target:
    """A name, the good inputs, the inputs made of them, and what one is judged by."""

    name: str
    good: Callable[[], Sequence[bytes]]
    inputs: Callable[[], st.SearchStrategy[bytes]]
    judge: Callable[[bytes], None]
    program: str | None = None  # that has to be installed


def _texts(*patterns: str) -> list[str]:
    found = sorted(file for root in (ROOT, PACKAGE) for pattern in patterns for file in root.glob(pattern))
    texts = [file.read_bytes().decode("utf-8", "replace") for file in found]
    return [text for text in texts if len(text) < 60_000]


def _documents(texts: Sequence[str]) -> list[Any]:
    found = []
    for text in texts:
        try:
            found.append(tomllib.loads(text, parse_float=Decimal))
        except (ValueError, RecursionError):
            continue
    return found


def _sheets(texts: Sequence[str]) -> list[list[list[str]]]:
    return [[line.split(",") for line in text.splitlines()] for text in texts if "," in text]


def _is_like(text: str, *keys: str) -> bool:
    return any(re.search(rf"^\[*{key}\b", text, re.MULTILINE) for key in keys)


@cache
def provider_texts() -> list[str]:
    return [
        text
        for text in _texts("tests/refusals/provider/*.toml", "tests/providers/*.toml", "examples/*.toml")
        if _is_like(text, "documents")
    ]


@cache
def account_texts() -> list[str]:
    texts = _texts("tests/refusals/account/*.toml", "examples/*.toml", f"{TEMPLATES}/account.toml")
    return [text for text in texts if _is_like(text, "invoice", "payment")]


@cache
def account_sheets() -> list[str]:
    return _texts("tests/refusals/account/*.csv", "examples/late_account.csv", f"{TEMPLATES}/*e*t.csv")


@cache
def bill_texts() -> list[str]:
    texts = _texts("tests/refusals/bill/*.toml", "examples/*bill.toml", f"{TEMPLATES}/bill.toml")
    return [text for text in texts if _is_like(text, "line", "item")]


@cache
def bill_sheets() -> list[str]:
    return _texts("tests/refusals/bill/*.csv", f"{TEMPLATES}/bill.csv")


def _in_a_file(name: str, act: Callable[[Path], None]) -> Callable[[bytes], None]:
    """Judge an input as the content of a file of this name."""

    def judge(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, name)
            file.write_bytes(data)
            act(file)

    return judge


def _shown_in_full(answer: Answer[Any]) -> None:
    """Every form of an answer is there, and its receipt stands."""
    for form in (
        lambda: str(answer),
        lambda: str(answer.working),
        lambda: answer.say("fr"),
        lambda: answer.working._repr_html_(),
        lambda: answer.csv(),
        lambda: answer.calendar(),
        lambda: answer.workbook(),
        lambda: answer.letter(),
        lambda: answer.picture(),
        lambda: hledger(answer.transactions() or ()),
        lambda: beancount(answer.transactions() or ()),
    ):
        with nothing_but_errors_of_ours():
            form()


def _its_receipt_stands(answer: Answer[Any], terms: Terms | None = None) -> None:
    with nothing_but_errors_of_ours():
        kept = json.loads(json.dumps(answer.as_dict()))
        outcome = verify(kept, terms=terms).outcome
        if outcome != "equal":
            raise Surprise(f"the receipt of {answer.question} is {outcome}")


def _provider(file: Path) -> None:
    with nothing_but_errors_of_ours():
        check_file(file, KOS)
    with nothing_but_errors_of_ours():
        terms = load(file)
        str(terms.coverage())
        invoice = Invoice("a", "2026-01-01", Money("56", terms.currency))
        account = Account([invoice, Payment("2026-02-11", Money("30", terms.currency))])
        facts: dict[str, dict[str, Any]] = {**GOOD, "statement": {"account": account, "as_of": AS_OF}}
        services = (*(service.id for service in terms.agreement.services), "none")
        for question in ("late_charge", "due_date", "refund", "cancellation_charge", "statement", "tax", "complaint"):
            for service in services[:2]:
                with nothing_but_errors_of_ours():
                    asked = load(file, service=service)
                    answer = getattr(asked, question)(**facts[question])
                    str(answer.working)
                    _its_receipt_stands(answer, asked)


def _account(file: Path) -> None:
    with nothing_but_errors_of_ours():
        check_file(file, KOS)
    with nothing_but_errors_of_ours():
        account = load_account(file, KOS)
        answer = HOSTING.statement(account, as_of=AS_OF)
        _shown_in_full(answer)
        _its_receipt_stands(answer)


def _bill(file: Path) -> None:
    with nothing_but_errors_of_ours():
        check_file(file, KOS)
    with nothing_but_errors_of_ours():
        bill = load_bill(file, HOSTING)
        str(HOSTING.audit(bill))


BATCH_HEAD: Final = ("account", "amount", "issued", "paid", "billed")


def _batch(file: Path) -> None:
    """Rows of a file through each command of `batch`, into both formats."""
    folder, outputs = file.parent, (file.parent / "out.csv", file.parent / "out.parquet")
    read = str(file)
    for words in (
        ("late-charge", read),
        ("audit", read, "--errors", "column"),
        ("statement", read, read, "--as-of", AS_OF.isoformat()),
    ):
        for output in outputs:
            given = ["batch", *words, str(output), "--provider", "kos"]
            with nothing_but_errors_of_ours():
                status = judged_command(given, folder, (output,))
                if status != 2:
                    _check_whole(output)
            output.unlink()


def _check_whole(output: Path) -> None:
    """A file that was written is whole: Parquet can be read, CSV ends with the end of a line."""
    if output.suffix == ".parquet":
        pa_parquet.read_table(output)
    elif output.read_bytes() == BEFORE or not output.read_bytes().endswith(b"\n"):
        raise Surprise("half an output was written")


def _json_in(data: bytes | str) -> Any:
    """What data holds; None where it is no JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _receipts(data: bytes) -> None:
    with nothing_but_errors_of_ours():
        found = _json_in(data)
        verdict = verify(found)
        str(verdict)
        verdict.as_dict()
        if isinstance(found, dict):
            answer = from_dict(found)
            str(answer.working)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("receipts.json", "receipts.jsonl"):
            file = Path(folder, name)
            file.write_bytes(data)
            with nothing_but_errors_of_ours():
                judged_command(["verify", str(file)], Path(folder))


FILES_BESIDE: Final = ("late_account.csv", "late_account.toml", "account_bill.toml", "bill.toml", "own_provider.toml")
NEVER_ASKED: Final = ("desk",)
"""A command that serves until it is stopped."""


def _command(data: bytes) -> None:
    try:
        words = [word for word in json.loads(data) if isinstance(word, str) and "\x00" not in word]
    except (ValueError, TypeError, RecursionError):
        return
    with tempfile.TemporaryDirectory() as folder, patch.object(webbrowser, "open"), patch.object(server.Desk, "serve"):
        for name in FILES_BESIDE:
            Path(folder, name).write_bytes((EXAMPLES / name).read_bytes())
        words = [word.replace("examples/", f"{folder}/") for word in words if not word.startswith("/")]
        output = Path(folder, "out.txt")
        with nothing_but_errors_of_ours():
            judged_command([*words, "-o", str(output)] if len(data) % 2 else words, Path(folder), (output,))


def _request_of_link(link: str) -> dict[str, Any]:
    """The request that a page sends where it is opened by a link."""
    page, _, query = link.partition("?")
    name, _, lang = page.partition(".")
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    rows = [_json_in(value) for key, value in pairs if key == "row"]
    chosen = dict(pairs)
    return {
        "page": name,
        "lang": lang,
        "provider": chosen.get("provider", ""),
        "service": chosen.get("service", ""),
        "facts": {key: value for key, value in pairs if key not in ("row", "provider", "service")},
        "rows": [row for row in rows if isinstance(row, dict)],
    }


def _request(data: bytes) -> None:
    """What a link holds, as the page sends it: `PAGE.LANGUAGE?QUERY`; or the request itself, as JSON."""
    text = data.decode("utf-8", "replace")
    if not text.lstrip().startswith("{"):
        text = json.dumps(_request_of_link(text))
    with nothing_but_errors_of_ours():
        shown = json.loads(answer_json(text))
        if not isinstance(shown, dict) or not shown:
            raise Surprise("nothing is shown")


def _page_script(data: bytes) -> None:
    """A visit of a page, by its own script."""
    visit = _json_in(data)
    if not (isinstance(visit, dict) and visit.get("page") in page_script.pages()):
        return
    acts = [act for act in visit.get("acts", []) if isinstance(act, dict) and act.get("kind") in ACTS]
    # A page asks for an answer, its working, its readings and its picture, and a visit may ask again.
    with nothing_but_errors_of_ours(answers=4):
        page_script.judged_visit({"page": visit["page"], "link": str(visit.get("link", "")), "acts": acts})


def _service_worker(data: bytes) -> None:
    """A life of the service worker: what was kept before it, what is served, and what is asked."""
    service_worker.judged_life(json.loads(data))


SCOPES: Final = (
    "http://127.0.0.1:8000/",
    "http://127.0.0.1:8000/own/",
    "http://127.0.0.1:8000/own%20one/",
    "https://127.0.0.1:8001/",
)
FILES: Final = (
    "index.html",
    "late-charge.en.html",
    "pyodide/pyodide.mjs",
    "library",
    "fr/index.html",
    "caf%C3%A9.html",
)


def _life(scope: str, kept: Sequence[str], missing: str | None, requests: Sequence[tuple[str, str]]) -> bytes:
    addresses = [scope + name for name in FILES]
    life = {
        "scope": scope,
        "build": "b2",
        "files": FILES,
        "served": [address for address in addresses if missing is None or address != scope + missing],
        "kept": [[name, addresses[place % 3 :: 2]] for place, name in enumerate(kept)],
        "requests": requests,
    }
    return json.dumps(life).encode()


@st.composite
def lives(draw: st.DrawFn) -> bytes:
    """Caches of this build, of older ones, and of sites beside and below it; and requests for files of each."""
    scope = draw(st.sampled_from(SCOPES))
    owners = st.sampled_from(
        (scope, f"{scope}below/", scope[:-1], "http://127.0.0.1:8000/", "http://127.0.0.1:8000/ow")
    )
    names = st.builds("telcoterms {} {}".format, owners, st.sampled_from(("b1", "b2", "b22", "")))
    kept = draw(st.lists(names | st.sampled_from(("other", "telcoterms", "")), unique=True, max_size=5))
    place = st.sampled_from(
        (*FILES, "", "fr/", "fr", "none.html", "index.html/", "%00", "service-worker.js", "x" * 3000)
    )
    before = st.sampled_from(
        (scope, scope, scope, "http://127.0.0.1:8000/", "http://127.0.0.1:8001/", f"{scope}below/")
    )
    after = st.sampled_from(("", "", "?lang=fr", "?", "#facts", "?x=/index.html#y", "?%ff"))
    address = st.builds(lambda *parts: "".join(parts), before, place, after)
    method = st.sampled_from(("GET", "GET", "GET", "POST", "HEAD", "PUT"))
    requests = draw(st.lists(st.tuples(method, address), max_size=8))
    return _life(scope, kept, draw(st.none() | st.none() | st.sampled_from(FILES)), requests)


def _good_lives() -> list[bytes]:
    own = SCOPES[1]
    asked = [("GET", own + name) for name in FILES]
    return [_life(own, [f"telcoterms {own} b1", "other"], missing, asked) for missing in (None, FILES[0])]


@cache
def receipts() -> list[Any]:
    folder = ROOT / "tests" / "records"
    return [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json")) if file.stat().st_size < 9000]


@cache
def command_lines() -> list[list[str]]:
    text = (ROOT / "README.md").read_text("utf-8").replace("\\\n", " ")
    found = [shlex.split(line) for line in text.splitlines() if line.startswith("telcoterms ")]
    found = [[word for word in words[1:] if word != ">"] for words in found]
    found += [["verify", "examples/x.json"], ["schema", "account"], ["completion", "bash"], ["new-provider", "x.toml"]]
    return [words for words in found if words and words[0] not in NEVER_ASKED]


@cache
def requests() -> list[dict[str, Any]]:
    rehearsal = json.loads((ROOT / "web" / "rehearsal.json").read_text("utf-8"))
    found = [one for one in parts_of([rehearsal]) if isinstance(one, dict) and "page" in one]
    facts = {"amount": "113.00", "issued": "2026-01-01", "paid": "2026-02-15"}
    pages = [{"page": page.name, "lang": "en", "provider": "kos", "service": "none", "facts": facts} for page in PAGES]
    sheet = {"name": "a.csv", "text": account_sheets()[-1]}
    own = {"name": "own.toml", "text": provider_texts()[0]}
    rows = [{"row": "invoice", "date": "2026-01-01", "number": "a", "amount": "113.00"}]
    account = {"page": "account", "lang": "fr", "provider": "kos", "facts": {"as_of": "2026-04-10"}}
    return [*found, *pages, {**account, "rows": rows}, {**account, "file": sheet}, {**pages[0], "provider": own}]


@st.composite
def edited_command(draw: st.DrawFn) -> bytes:
    words = list(draw(st.sampled_from(command_lines())))
    known = sorted({word for line in command_lines() for word in line})
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(words) - 1))
        match draw(st.integers(0, 5)):
            case 0 if len(words) > 1:
                del words[place]
            case 1:
                words.insert(place, token(draw, known))
            case 2:
                words[place] = f"{words[place]}={token(draw, known)}"
            case 3:
                words[place] = words[place][: draw(st.integers(0, 6))]
            case _:
                words[place] = token(draw, known)
    kept = [word for word in words if "\x00" not in word]
    return json.dumps(kept if kept and kept[0] not in NEVER_ASKED else ["terms", "kos"]).encode()


@st.composite
def edited_request(draw: st.DrawFn) -> bytes:
    known = words_of([json.dumps(requests())])
    value = edited_value(draw, draw(st.sampled_from(requests())), known, parts_of(requests()))
    return json_text(value).encode()


ACTS: Final = ("file", "drop", "type", "click", "press")
NAMES_OF_OBJECTS: Final = ("__proto__", "constructor", "length", "item", "toString", "submit", "row", "form", "0", "")


@cache
def visits() -> list[dict[str, Any]]:
    """Links with which each page is opened, and what is done on it then."""
    found = []
    for one in requests():
        names = [name for name in page_script.pages() if name.partition(".")[0] == one.get("page")]
        provider, facts = one.get("provider", ""), one.get("facts", {})
        own = "file" if isinstance(provider, dict) else provider
        texts = {name: value for name, value in facts.items() if isinstance(value, str)} if facts else {}
        rows = [("row", json.dumps(row)) for row in one.get("rows", [])]
        link = urlencode([("provider", own), ("service", one.get("service", "")), *texts.items(), *rows])
        opened = [one[key] for key in ("provider", "file", "before") if isinstance(one.get(key), dict)]
        acts = [{"kind": "file", "place": place, **file} for place, file in enumerate(opened)]
        found += [{"page": name, "link": link, "acts": acts} for name in names]
    return found


@st.composite
def edited_visit(draw: st.DrawFn) -> bytes:
    visit = draw(st.sampled_from(visits()))
    known = words_of([json.dumps(visits())])
    pairs = parse_qsl(visit["link"], keep_blank_values=True)
    for _ in range(draw(st.integers(0, 4))):
        name, value = draw(st.sampled_from(pairs or [("", "")]))
        match draw(st.integers(0, 5)):
            case 0:
                pairs.append((draw(st.sampled_from(NAMES_OF_OBJECTS)), token(draw, known)))
            case 1:
                pairs += [(name, value)] * draw(st.integers(1, 70))
            case 2:
                rows = [_json_in(text) for key, text in pairs if key == "row"] or [{"row": "invoice"}]
                row = edited_value(draw, draw(st.sampled_from(rows)), known, rows)
                pairs.append(("row", json_text(row)))
            case _:
                place = pairs.index((name, value)) if pairs else 0
                pairs[place : place + 1] = [(name, token(draw, known))]
    link = urlencode([(name, value.encode("utf-8", "replace")) for name, value in pairs])
    if draw(st.integers(0, 3)) == 0:
        place = draw(st.integers(0, len(link)))
        link = link[:place] + token(draw, ["%", "%00", "%ff", "&", "=", "&&", "#", "+"]) + link[place:]
    acts = [*visit["acts"]] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(0, 4))):
        acts.append(draw(one_act(known)))
    return json.dumps({"page": visit["page"], "link": link, "acts": acts}).encode()


@st.composite
def one_act(draw: st.DrawFn, known: Sequence[str]) -> dict[str, Any]:
    """Something that is typed, clicked, opened or dropped."""
    kind, place = draw(st.sampled_from(ACTS)), draw(st.integers(0, 40))
    text = draw(st.sampled_from([account_sheets()[-1], provider_texts()[0], "", "{}", "[", token(draw, known)]))
    ending = draw(st.sampled_from([".csv", ".toml", ".json", ".TOML", ".exe", ""]))
    names = [f"{token(draw, known)}{ending}" for _ in range(draw(st.integers(0, 3)))]
    match kind:
        case "file":
            size = draw(st.sampled_from([1, 10_000_001]))
            return {"kind": kind, "place": place, "name": "".join(names[:1]), "text": text, "size": size}
        case "drop":
            return {"kind": kind, "names": names, "text": text}
        case "type":
            return {"kind": kind, "place": place, "text": token(draw, known)}
        case "click":
            return {"kind": kind, "place": place}
        case _:
            return {"kind": "press", "id": draw(st.sampled_from(["link", "record", "calendar", "print"]))}


@st.composite
def edited_receipt(draw: st.DrawFn) -> bytes:
    known = words_of([json.dumps(receipts())])
    found = [edited_value(draw, draw(st.sampled_from(receipts())), known, []) for _ in range(draw(st.integers(1, 2)))]
    return json_text(found[0] if len(found) == 1 else found).encode()


BATCH_SHEETS: Final = [
    [list(BATCH_HEAD), ["A-1", "113.00", "2026-01-01", "2026-02-15", "3.41"], ["A-2", "56.45", "2026-02-01", "", "0"]],
    [["account", "amount_minor", "issued", "paid"], ["A", "11300", "2026-01-01", "2026-02-15"]],
    [
        ["account", "number", "issued", "amount", "received", "invoice", "billing_months"],
        ["A", "1", "2026-01-01", "113.00", "2026-02-01", "1", "1"],
        ["A", "2", "2026-02-01", "50.00", "2026-03-01", "", "3"],
        ["B", "1", "2026-02-01", "50.00", "2026-03-01", "1", ""],
    ],
]
ARROW_TYPES: Final = [
    pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string()), pa.decimal128(18, 2), pa.decimal128(38, 10),
    pa.decimal256(60, 4), pa.float64(), pa.float32(), pa.int8(), pa.int64(), pa.uint64(), pa.bool_(), pa.date32(),
    pa.date64(), pa.timestamp("ns"), pa.timestamp("us", "America/Toronto"), pa.binary(), pa.list_(pa.string()),
    pa.struct([("x", pa.int32())]), pa.null(), pa.duration("s"), pa.time64("us"),
]  # fmt: skip
PLAIN_TYPES: Final = {
    "amount": pa.decimal128(18, 2), "billed": pa.decimal128(18, 2), "issued": pa.date32(), "paid": pa.date32(),
    "received": pa.date32(), "amount_minor": pa.int64(), "billing_months": pa.int64(),
}  # fmt: skip
PLACED: Final = {"account": "A-1", "amount": "113.00", "issued": "2026-01-01", "paid": "2026-02-15", "number": "1"}


def _arrow_column(texts: list[str | None], wanted: pa.DataType) -> pa.Array:
    """Texts as a column of a type; a text that the type does not have is null."""
    column = pa.array(texts, pa.string())
    try:
        return column.cast(wanted)
    except (pa.ArrowException, ValueError):
        pass
    cells = []
    for text in texts:
        try:
            cells.append(pa.array([text]).cast(wanted)[0].as_py())
        except (pa.ArrowException, ValueError, OverflowError):
            cells.append(None)
    try:
        return pa.array(cells, wanted)
    except (pa.ArrowException, ValueError, OverflowError):
        return column


@st.composite
def parquet_file(draw: st.DrawFn) -> bytes:
    rows = draw(edited_rows(BATCH_SHEETS, sorted(PLACED.values())))
    head, body = rows[0], rows[1:]
    columns, names = [], []
    for place, name in enumerate(head):
        texts = [row[place] if place < len(row) and row[place] else None for row in body]
        plain = PLAIN_TYPES.get(name, pa.string())
        wanted = plain if draw(st.integers(0, 3)) else draw(st.sampled_from(ARROW_TYPES))
        columns.append(_arrow_column(texts, wanted))
        names.append(name.encode("utf-8", "replace").decode())
    written = io.BytesIO()
    pa_parquet.write_table(pa.Table.from_arrays(columns, names), written, row_group_size=draw(st.integers(1, 50)))
    data = written.getvalue()
    if draw(st.integers(0, 5)) == 0:
        place = draw(st.integers(0, len(data) - 1))
        data = data[:place] + draw(st.binary(max_size=4)) + data[place + draw(st.integers(0, 8)) :]
    return data


def _good_parquet() -> list[bytes]:
    found = []
    for head, *body in BATCH_SHEETS:
        cells = zip(*body, strict=True)
        columns = [
            _arrow_column([text or None for text in texts], PLAIN_TYPES.get(name, pa.string()))
            for name, texts in zip(head, cells, strict=True)
        ]
        written = io.BytesIO()
        pa_parquet.write_table(pa.Table.from_arrays(columns, head), written)
        found.append(written.getvalue())
    return found


def _as_bytes(texts: Callable[[], Sequence[str]]) -> Callable[[], Sequence[bytes]]:
    return lambda: [text.encode() for text in texts()]


def _toml_inputs(texts: Callable[[], list[str]]) -> Callable[[], st.SearchStrategy[bytes]]:
    def inputs() -> st.SearchStrategy[bytes]:
        known = words_of(texts())
        return edited_text(texts(), known) | edited_document(_documents(texts()), known, as_toml=True)

    return inputs


def _json_inputs(texts: Callable[[], list[str]]) -> Callable[[], st.SearchStrategy[bytes]]:
    def inputs() -> st.SearchStrategy[bytes]:
        known, documents = words_of(texts()), _documents(texts())
        return edited_text([json_text(one) for one in documents], known) | edited_document(documents, known, False)

    return inputs


def _sheet_inputs(texts: Callable[[], list[str]]) -> Callable[[], st.SearchStrategy[bytes]]:
    return lambda: sheet_text(_sheets(texts()), words_of(texts())) | edited_text(texts(), words_of(texts()))


def _batch_inputs() -> st.SearchStrategy[bytes]:
    return sheet_text(BATCH_SHEETS, [*BATCH_HEAD, "number", "received", "invoice", "amount_minor"])


def _json_of(texts: Callable[[], list[str]]) -> Callable[[], Sequence[bytes]]:
    return lambda: [json_text(one).encode() for one in _documents(texts())]


TARGETS: Final[dict[str, Target]] = {
    target.name: target
    for target in (
        Target(
            "provider", _as_bytes(provider_texts), _toml_inputs(provider_texts), _in_a_file("provider.toml", _provider)
        ),
        Target(
            "account-toml", _as_bytes(account_texts), _toml_inputs(account_texts), _in_a_file("account.toml", _account)
        ),
        Target(
            "account-json", _json_of(account_texts), _json_inputs(account_texts), _in_a_file("account.json", _account)
        ),
        Target(
            "account-csv", _as_bytes(account_sheets), _sheet_inputs(account_sheets), _in_a_file("account.csv", _account)
        ),
        Target("bill-toml", _as_bytes(bill_texts), _toml_inputs(bill_texts), _in_a_file("bill.toml", _bill)),
        Target("bill-json", _json_of(bill_texts), _json_inputs(bill_texts), _in_a_file("bill.json", _bill)),
        Target("bill-csv", _as_bytes(bill_sheets), _sheet_inputs(bill_sheets), _in_a_file("bill.csv", _bill)),
        Target(
            "batch-csv",
            lambda: ["\n".join(",".join(row) for row in rows).encode() + b"\n" for rows in BATCH_SHEETS],
            _batch_inputs,
            _in_a_file("rows.csv", _batch),
        ),
        Target("batch-parquet", _good_parquet, parquet_file, _in_a_file("rows.parquet", _batch)),
        Target("receipt", lambda: [json.dumps(one).encode() for one in receipts()], edited_receipt, _receipts),
        Target("command", lambda: [json.dumps(words).encode() for words in command_lines()], edited_command, _command),
        Target("page", lambda: [json.dumps(one).encode() for one in requests()], edited_request, _request),
        Target(
            "page-script",
            lambda: [json.dumps(one).encode() for one in visits()],
            edited_visit,
            _page_script,
            program="node",
        ),
        Target("service-worker", _good_lives, lives, _service_worker, program="node"),
    )
}
