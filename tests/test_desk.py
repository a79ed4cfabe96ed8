"""The pages: what each asks, what it shows, and the server on this machine that answers them."""

import json
import re
import socket
import threading
import time
import webbrowser
from collections.abc import Iterator
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from docs.make_errors import codes
from telcoterms import InputError, from_dict, load
from telcoterms.cli import main
from telcoterms.cli.desk import server
from telcoterms.cli.desk.answering import MAX_TEXT, answer, answer_json
from telcoterms.cli.desk.markup import LANGUAGES, POLICY, file_name, input_of, site_files, tag
from telcoterms.cli.desk.pages import PAGES
from telcoterms.cli.desk.server import MAX_REQUEST, Answerer, Desk
from telcoterms.terms import QUESTIONS
from telcoterms.values.messages import Spelling, spelt_for
from tests.error_assertions import refused

LATE: dict[str, Any] = {"amount": "113.00", "issued": "2026-01-01", "paid": "2026-02-15"}
LEAVING: dict[str, Any] = {"monthly_fee": "49.95", "cancelled": "2026-06-10", "cycle_start": "2026-06-01"}
EVENTS = [
    {"row": "invoice", "date": "2026-01-01", "amount": "$113.00", "number": "1"},
    {"row": "payment", "date": "1 March 2026", "amount": "40"},
    {"row": "dispute", "date": "2026-03-05", "amount": "10.00", "invoice": "1"},
    {"row": "credit", "date": "2026-03-06", "amount": "5.00", "invoice": "1"},
]
FILES = Path(__file__).parents[1]
ITEMS = [
    {"row": "fee", "service": "dsl", "before": "$49.95", "now": "54.95"},
    {"row": "late_charge", "amount": "$113.00", "issued": "2026-01-01", "paid": "15 Feb 2026", "now": "3.29"},
    {"row": "late_charge", "before": "1.00"},
    {"row": "total", "before": "50.95", "now": "58.24"},
]
FEE_ALONE = [{"kind": "fee", "service": "dsl", "billed": "49.95"}]
BILL_DAYS = {"issued_before": "1 Feb 2026", "issued": "2026-03-01"}
OWN = (FILES / "examples" / "own_provider.toml").read_text("utf-8")
REMINDED = (FILES / "tests" / "providers" / "after-a-reminder-2026-11-21.toml").read_text("utf-8")


WRONG: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"page": "late-charge", "facts": {**LATE, "amount": "1,130"}}, "amount is '1,130'", ["amount"]),
    ({"page": "late-charge", "facts": {"amount": "1"}}, "late charge needs issued, paid", ["issued", "paid"]),
    (
        {"page": "leaving", "service": "cable", "facts": {"monthly_fee": "59.95", "cancelled": "2025-11-02"}},
        "leave needs cycle start: give all of them; in a fixed term give term start and term months",
        ["cycle_start", "term_months", "term_start"],
    ),
    ({"page": "late-charge", "provider": "telus", "facts": LATE}, "to the bill itself: give due", ["due"]),
    ({"page": "late-charge", "provider": ""}, "no provider is chosen", []),
    ({"page": "late-charge", "provider": "nobody"}, "there are no terms of 'nobody' here", []),
    ({"page": "record"}, "no record is open: open the .json file of an answer", []),
    ({"page": "record", "file": {"name": "a.json", "text": "["}}, "a.json: it is not JSON", []),
    ({"page": "record", "file": {"name": "a.json", "text": "[]"}}, "'a.json' is no record of an answer", []),
    ({"page": "record", "file": {"name": "a.json", "text": "{}"}}, "schema", []),
    ({"page": "other"}, "there is no page 'other': choose from late-charge, bill, leaving", []),
    ({"page": "terms", "provider": {"name": "a.toml", "text": "x = "}}, "a.toml: line 1 is not TOML", []),
    (
        {"page": "terms", "provider": {"name": "a.toml", "text": "x" * (MAX_TEXT + 1)}},
        "'a.toml' has 10,000,001 characters, and a page takes 10,000,000: divide it",
        [],
    ),
    (
        {"page": "terms", "provider": {"name": "a.toml", "text": OWN + '[tax]\nfile = "tax.toml"\n'}},
        "a page opens one file: write what 'tax.toml' has into it",
        [],
    ),
    ({"page": "bill", "facts": BILL_DAYS}, "nothing of the bill is there: add what it lists, or open its file", []),
    (
        {"page": "bill", "facts": {"issued": "2026-03-01"}, "rows": ITEMS},
        "date of the bill before is missing: give it",
        ["issued_before"],
    ),
    (
        {"page": "bill", "facts": {**BILL_DAYS, "issued": "1/2/2026"}, "rows": ITEMS},
        "issued is '1/2/2026'",
        ["issued"],
    ),
    (
        {"page": "bill", "facts": BILL_DAYS, "rows": [{"row": "late_charge", "amount": "113.00", "now": "3.29"}]},
        "give its amount, the date of its bill and the day it was paid, or none of them",
        [],
    ),
    (
        {"page": "bill", "facts": BILL_DAYS, "rows": [{"row": "fee", "now": "-1.00"}]},
        "billed is -$1.00, below zero: give the sum of a fee without its sign",
        ["billed"],
    ),
    ({"page": "bill", "rows": [{"row": "invoice"}]}, "'invoice' is no row of this page: choose from fee, tax", []),
    ({"page": "bill", "file": {"name": "a.csv", "text": "a,b\n1,2\n"}}, "question", []),
    (
        {"page": "account", "facts": {"as_of": "2026-04-10"}, "rows": [{"row": "invoice", "date": "1/2/2026"}]},
        "date is '1/2/2026'",
        [],
    ),
]


def asked(page: str, lang: str = "en", provider: Any = "kos", **more: Any) -> dict[str, Any]:
    """What a page shows."""
    shown: dict[str, Any] = json.loads(
        answer_json(json.dumps({"page": page, "lang": lang, "provider": provider, **more}))
    )
    return shown


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the texts of those that a script reads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.data: dict[str, Any] = {}
        self._script = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))
        self._script = str(dict(attrs).get("id")) if tag == "script" else ""

    def handle_data(self, data: str) -> None:
        if self._script:
            self.data[self._script] = json.loads(data)
            self._script = ""

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.all if name == tag]


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return dict(site_files())


class TestAnswers:
    """What goes in is typed by a person; what comes out is the library's answer, in words of a page."""

    def test_a_late_charge(self) -> None:
        shown = asked(
            "late-charge", facts={**LATE, "amount": "$113.00", "paid": "15 February 2026", "due": "", "colour": "red"}
        )
        assert shown["sentence"].endswith("carries a late payment charge of $3.41.")
        assert shown["figure"] == "late charge: $3.41"
        assert "115.26" in shown["page"]
        assert "runs_from" in shown["readings"]
        assert shown["has_days"] is False

    def test_a_billed_one_is_compared(self) -> None:
        sentence = asked("late-charge", facts={**LATE, "billed": "3.07"})["sentence"]
        assert "$3.07" in sentence
        assert "$3.41" in sentence

    def test_a_voice_is_chosen_and_said_in_words(self) -> None:
        facts = {**LATE, "voice": "consumer"}
        shown = asked("late-charge", facts=facts)
        assert shown["figure"] == "late charge: $1.13"
        assert "read for the consumer; the same read by the letter; as a biller reads them: 3.41" in shown["page"]
        in_french = re.sub("<[^>]*>", "", asked("late-charge", "fr", facts=facts)["page"])
        assert "lues en faveur du consommateur; de même lues à la lettre" in in_french
        refused_in_one_voice = asked(
            "complaint", provider="kijoma", facts={"received": "2026-03-02", "voice": "letter"}
        )
        assert "are read in one voice alone" in refused_in_one_voice["error"]

    def test_a_figure_that_says_itself_what_it_is(self) -> None:
        assert asked("late-charge", facts={**LATE, "billed": "3.41"})["figure"] == "$3.41 billed: what these terms give"
        assert asked("leaving", facts=LEAVING)["figure"].startswith("you ")

    def test_leaving_in_french(self) -> None:
        shown = asked("leaving", "fr", facts=LEAVING)
        assert "37,63" in shown["sentence"]
        assert "le calcul" in shown["page"]

    def test_an_account_of_events_or_of_a_file(self) -> None:
        shown = asked("account", facts={"as_of": "2026-04-10"}, rows=EVENTS)
        assert "<svg" in shown["page"]
        file = {"name": "account.csv", "text": "event,date,number,amount\ninvoice,2026-01-01,1,113.00\n"}
        assert "113.00" in asked("account", facts={"as_of": "2026-01-02"}, file=file)["sentence"]

    def test_a_bill_and_the_bill_before(self) -> None:
        shown = asked("bill", facts=BILL_DAYS, rows=ITEMS)
        assert shown["figure"] == "$7.29 more than the bill before, $58.24 for $50.95"
        assert shown["sentence"].endswith(
            "the bill is $7.29 more than the bill before: fee dsl $5.00 more, late charge $3.41 more, "
            "late charge $1.00 less, one more cause."
        )
        assert "each day&#x27;s charge rounded" in shown["page"]
        assert "has_record" not in shown

    def test_a_bill_alone_is_held_against_the_terms(self) -> None:
        late = {"row": "late_charge", "amount": "113.00", "issued": "2026-01-01", "paid": "2026-02-15", "now": "3.29"}
        assert asked("bill", facts={}, rows=[late])["sentence"].endswith(
            "the late charge of $3.29 is $0.12 less than the $3.41 that the terms give: "
            "a known mistake gives it: each day's charge rounded."
        )

    def test_the_files_of_two_bills_and_of_the_account(self) -> None:
        named = {"file": "account_bill.toml", "account": "late_account.toml"}
        files: dict[str, Any] = {
            key: {"name": name, "text": (FILES / "examples" / name).read_text("utf-8")} for key, name in named.items()
        }
        before = {"name": "before.json", "text": json.dumps({"issued": "2026-03-01", "item": FEE_ALONE})}
        shown = asked("bill", "fr", facts={}, before=before, **files)
        assert shown["figure"].startswith("69,94\xa0$ de plus que la facture précédente")
        assert "la facture est de 11,39\xa0$ de plus que ce que donne le compte" in shown["sentence"]
        assert asked("bill", facts={}, **files)["figure"].startswith("$11.39 more than the account comes to")

    def test_a_complaint_has_days_to_keep(self) -> None:
        facts = {"received": "2026-03-02"}
        assert asked("complaint", provider="kijoma", facts=facts)["has_days"] is True
        file = asked("complaint", provider="kijoma", facts=facts, wanted="calendar")["file"]
        assert file.startswith("BEGIN:VCALENDAR\r\n")
        assert asked("late-charge", facts=LATE, wanted="calendar") == {"file": ""}

    def test_the_record_of_terms_of_your_own_answers_again_with_them(self) -> None:
        own = {"name": "own.toml", "text": OWN}
        facts = {**LATE, "paid": "2026-03-15"}
        record = {"name": "a.json", "text": asked("late-charge", provider=own, facts=facts, wanted="record")["file"]}
        assert asked("record", provider=own, file=record) == asked("late-charge", provider=own, facts=facts)
        assert "error" in asked("record", provider="", file=record)

    def test_the_record_answers_again(self) -> None:
        record = json.loads(asked("late-charge", facts=LATE, wanted="record")["file"])
        assert from_dict(record) == load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")

        shown = asked("record", provider="", file={"name": "record.json", "text": json.dumps(record)})
        assert shown["sentence"].endswith("$3.41.")

    def test_an_answer_without_readings(self) -> None:
        own = {"name": "reminded.toml", "text": REMINDED}
        assert asked("late-charge", provider=own, facts={**LATE, "paid": "2026-01-05"})["readings"] == ""

    def test_the_terms(self) -> None:
        page = asked("terms")["page"]
        assert "s.49" in page
        assert "computed by due date, late charge, statement, tax, refund, cancellation charge" in re.sub(
            "<[^>]*>", "", page
        )

    def test_a_file_of_your_own(self) -> None:
        assert "Terms of Service" in asked("terms", provider={"name": "lakeside.toml", "text": OWN})["page"]

    def test_several_values_of_one_fact(self) -> None:
        own = {"name": "reminded.toml", "text": REMINDED}
        page = asked("late-charge", provider=own, facts={**LATE, "reminded": ["2026-02-01", "2026-02-10"]})["page"]
        assert "reminded on" in page

    @pytest.mark.parametrize("lang", ["en", "fr"])
    def test_no_page_has_words_to_type(self, lang: str) -> None:
        pages = [
            asked("late-charge", lang, facts=LATE),
            asked("late-charge", lang, facts={**LATE, "billed": "3.07"}),
            asked("leaving", lang, facts=LEAVING),
            asked("account", lang, facts={"as_of": "2026-04-10"}, rows=EVENTS),
            asked("complaint", lang, provider="kijoma", facts={"received": "2026-03-02"}),
            asked("bill", lang, facts=BILL_DAYS, rows=ITEMS),
            asked("bill", lang, facts={}, rows=ITEMS[1:2]),
        ]
        for shown in pages:
            html = shown["page"] + shown.get("readings", "") + shown["sentence"]
            text = re.sub("<style>[^<]*</style>|<[^>]+>", " ", html)
            assert re.findall(r"--[a-z]|\.\w+\(|telcoterms |help\(|\.working", text) == []


class TestWordsOfAPage:
    """What is typed elsewhere has words on a page, in English without a catalogue too."""

    def test_a_fact(self) -> None:
        with spelt_for("page"):
            assert str(QUESTIONS["leave"].spelt("term_start")) == "term start"
            assert str(Spelling("f()", "f --help", "f")) == "f"


class TestRefusals:
    """What is wrong comes back as a sentence, with the fields that it is about."""

    @pytest.mark.parametrize(("request_", "said", "fields"), WRONG)
    def test_what_is_wrong(self, request_: dict[str, Any], said: str, fields: list[str]) -> None:
        shown = answer({"lang": "en", "provider": "kos", **request_})
        assert said in str(shown["error"])
        assert shown["code"] in {*codes(), "invalid_file"}
        assert sorted(shown["facts"]) == fields  # type: ignore[call-overload]

    def test_in_french(self) -> None:
        shown = asked("leaving", "fr", service="cable", facts={"monthly_fee": "59.95", "cancelled": "2025-11-02"})
        assert "début de la période" in shown["error"]
        assert shown["code"] == "missing_facts"
        assert "le formulaire" in shown["error"]

    @pytest.mark.parametrize("request_", ["", "[]", "{", "null"])
    def test_what_no_page_sends(self, request_: str) -> None:
        assert json.loads(answer_json(request_))["error"].startswith("there is no page")


class TestRequestsOfNoPage:
    """A link can hold what no form has: it is left out, and no file of this machine is read for it."""

    @pytest.mark.parametrize("rows", [None, 7, "row", {"row": "invoice"}, ["row", None, 7, [], [["row", "invoice"]]]])
    def test_rows_that_are_none_are_left_out(self, rows: object) -> None:
        shown = answer({"page": "account", "provider": "kos", "rows": rows, "facts": {"as_of": "2026-04-10"}})
        assert "it has no columns" in str(shown["error"])
        shown = answer({"page": "bill", "provider": "kos", "rows": rows, "facts": {"issued": "2026-04-10"}})
        assert "nothing of the bill is there" in str(shown["error"])

    @pytest.mark.parametrize("facts", [None, 7, "amount", ["amount"]])
    def test_facts_that_are_none_are_left_out(self, facts: object) -> None:
        shown = answer({"page": "late-charge", "provider": "kos", "facts": facts})
        assert "late charge needs amount, issued, paid" in str(shown["error"])

    @pytest.mark.parametrize("file", [7, "account.csv", ["event"], {}])
    def test_files_that_are_none_are_left_out(self, file: object) -> None:
        shown = answer({"page": "account", "provider": "kos", "file": file, "facts": {"as_of": "2026-04-10"}})
        assert "it has no columns" in str(shown["error"])
        assert "no record is open" in str(answer({"page": "record", "file": file})["error"])
        both = {"bill": file, "before": file, "account": file}
        assert "nothing of the bill is there" in str(answer({"page": "bill", "provider": "kos", **both})["error"])

    @pytest.mark.parametrize("page", ["account", "bill"])
    @pytest.mark.parametrize("line", ["{folder}/other.csv", "other.csv", " {folder}/other.csv "])
    def test_the_text_of_a_file_is_never_the_path_of_another(
        self, page: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "other.csv").write_text("event,date,number,amount,question\ninvoice,2026-01-01,secret,113.00,x\n")
        file = {"name": "account.csv", "text": line.format(folder=tmp_path)}
        shown = answer({"page": page, "provider": "kos", "file": file, "bill": file, "facts": {"as_of": "2026-04-10"}})
        assert "error" in shown
        assert "secret" not in str(shown)

    @pytest.mark.parametrize("provider", ["own.toml", "./own.toml", "{folder}/own.toml"])
    def test_a_provider_is_never_a_path(self, provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "own.toml").write_text(OWN, "utf-8")
        shown = answer({"page": "terms", "provider": provider.format(folder=tmp_path)})
        assert "no provider is chosen" in str(shown["error"])


class TestPages:
    """The pages are plain HTML that asks before anything is computed."""

    def test_each_is_there_in_each_language(self, site: dict[str, bytes]) -> None:
        for page in PAGES:
            for lang, _ in LANGUAGES:
                assert f'<html lang="{lang}" data-page="{page.name}">' in site[file_name(page, lang)].decode()

    def test_what_they_load_is_there(self, site: dict[str, bytes]) -> None:
        for name, content in site.items():
            if not name.endswith(".html"):
                continue
            for _, attributes in Elements(content.decode()).all:
                for place in filter(None, (attributes.get("href"), attributes.get("src"))):
                    assert place.startswith("#") or place.removeprefix("assets/") in site, (name, place)

    def test_nothing_in_them_runs(self, site: dict[str, bytes]) -> None:
        for name, content in site.items():
            if name.endswith(".html"):
                read = Elements(content.decode())
                assert all("src" in one or one.get("type") == "application/json" for one in read.named("script"))
                assert not read.named("style")
                assert not [key for _, one in read.all for key in one if key == "style" or key.startswith("on")]
                policy = next(one for one in read.named("meta") if one.get("http-equiv"))
                assert policy["content"] == POLICY

    def test_every_field_has_a_label(self, site: dict[str, bytes]) -> None:
        for page in PAGES:
            read = Elements(site[file_name(page, "en")].decode())
            labels = {one.get("for") for one in read.named("label")}
            fields = [one for kind in ("input", "select") for one in read.named(kind) if one.get("id")]
            assert {one["id"] for one in fields} <= labels

    def test_every_fact_of_a_question_has_its_field(self, site: dict[str, bytes]) -> None:
        for page in PAGES:
            read = Elements(site[file_name(page, "fr")].decode())
            fields = {one.get("name") for kind in ("input", "select") for one in read.named(kind)}
            asked_for = QUESTIONS[page.question].facts if page.question else {}
            assert set(asked_for) - {"account"} <= fields
            assert set(page.first) <= set(asked_for)

    def test_services_of_a_provider(self, site: dict[str, bytes]) -> None:
        read = Elements(site["leaving.en.html"].decode())
        assert [one for one, _ in read.data["services"]["kos"]] == ["dsl", "cable", "fixed-wireless", "voip", "none"]

    def test_a_choice(self) -> None:
        assert input_of("choice") == {"type": "text", "maxlength": "100"}
        assert tag("a", "b", c='"', d=False, e_=True) == '<a c="&quot;" e>b</a>'


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with Desk() as served:
        thread = threading.Thread(target=served.serve)
        thread.start()
        yield served
        served.stop()
        thread.join()


def fetched(desk: Desk, method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes, dict[str, str]]:
    """The status, the content and the headers that a request gets."""
    connection = HTTPConnection(desk.host, timeout=30)
    connection.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
    got = connection.getresponse()
    content = got.read()
    connection.close()
    return got.status, content, dict(got.getheaders())


class Pipe:
    """What stands for a pipe to the process that answers: it gives these requests, then it is closed."""

    def __init__(self, *requests: str, ready: bool = False) -> None:
        self.requests, self.ready = list(requests), ready
        self.sent: list[str] = []

    def send(self, text: str) -> None:
        self.sent.append(text)

    def poll(self, seconds: float) -> bool:
        return self.ready

    def recv(self) -> str:
        if not self.requests:
            raise EOFError
        return self.requests.pop()

    def close(self) -> None:
        self.requests.clear()


class TestServer:
    """It answers who has the address, and nobody else."""

    def test_pages(self, desk: Desk) -> None:
        start = urlsplit(desk.address).path
        status, content, headers = fetched(desk, "GET", start)
        assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert b'<meta name="telcoterms-desk" content="local">' in content
        assert headers["Content-Security-Policy"] == POLICY
        assert not [name for name in headers if name.lower().startswith("access-control")]
        assert fetched(desk, "GET", start + "assets/page.js?x=1")[2]["Content-Type"] == "text/javascript; charset=utf-8"

    @pytest.mark.parametrize(
        ("method", "path", "headers"),
        [
            ("GET", "/", {}),
            ("GET", "/{token}", {}),
            ("GET", "/{token}/../server.py", {}),
            ("GET", "/{token}/page.js", {}),
            ("GET", "/{token}/", {"Host": "example.org"}),
            ("POST", "/answer", {"Content_Type": "application/json"}),
            ("POST", "/{token}/answer", {"Content_Type": "text/plain"}),
            ("POST", "/{token}/", {"Content_Type": "application/json"}),
        ],
    )
    def test_nobody_else(self, desk: Desk, method: str, path: str, headers: dict[str, str]) -> None:
        body = "{}" if method == "POST" else ""
        assert fetched(desk, method, path.format(token=desk.token), body, **headers)[:2] == (404, b"")

    def test_an_answer(self, desk: Desk) -> None:
        body = json.dumps({"page": "late-charge", "lang": "en", "provider": "kos", "facts": LATE})
        path = urlsplit(desk.address).path + "answer"
        status, content, _ = fetched(desk, "POST", path, body, Content_Type="application/json")
        assert status == 200
        assert json.loads(content)["sentence"].endswith("$3.41.")

    @pytest.mark.parametrize("length", ["-1", "x", "", str(MAX_REQUEST + 1)])
    def test_a_request_is_bounded(self, desk: Desk, length: str) -> None:
        path = urlsplit(desk.address).path + "answer"
        headers = {"Content_Type": "application/json", "Content_Length": length}
        assert fetched(desk, "POST", path, "", **headers)[0] == 413

    def test_one_that_takes_too_long_is_ended(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        path = urlsplit(desk.address).path + "answer"
        assert fetched(desk, "POST", path, "{}", Content_Type="application/json")[0] == 200
        desk.answerer._pipe.close()
        desk.answerer._pipe = Pipe(ready=False)
        assert fetched(desk, "POST", path, "{}", Content_Type="application/json")[0] == 504
        assert fetched(desk, "POST", path, "{}", Content_Type="application/json")[0] == 200

    def test_a_process_that_ends_is_begun_again(self) -> None:
        answerer = Answerer()
        answerer.close()
        assert answerer.answer("{}") is not None
        answerer._process.kill()
        answerer._process.join()
        assert answerer.answer("{}") is not None
        answerer.close()

    def test_a_process_that_ends_while_it_answers(self) -> None:
        answerer = Answerer()
        answerer.answer("{}")
        answerer._pipe.close()
        answerer._pipe = Pipe(ready=True)
        assert answerer.answer("{}") is None

    def test_what_answers_in_it(self) -> None:
        pipe = Pipe("{}")
        server._answers(pipe)  # type: ignore[arg-type]
        assert ["there is no page" in shown for shown in pipe.sent] == [True]

    def test_a_port_that_is_taken(self) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            with refused(InputError, f"port {port} cannot be used here: leave it out, or give a free one"):
                Desk(port)


class TestCommand:
    """`telcoterms desk` prints the address, opens the browser, and serves until it is stopped."""

    @pytest.mark.parametrize("words", [["desk"], ["desk", "--no-browser", "--port", "0"]])
    def test_it(self, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        opened: list[str] = []
        monkeypatch.setattr(webbrowser, "open", opened.append)

        def stopped(served: Desk) -> None:
            assert fetched(served, "GET", "/")[0] == 404

        def serve(served: Desk) -> None:
            thread = threading.Thread(target=served._server.serve_forever)
            thread.start()
            stopped(served)
            served.stop()
            thread.join()

        monkeypatch.setattr(Desk, "serve", serve)
        assert main(words) == 0
        said = capsys.readouterr().out
        address = said.removeprefix("The pages are at ").partition(" ")[0]
        assert opened == ([] if "--no-browser" in words else [address])

    def test_an_interrupt_ends_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted() -> None:
            raise KeyboardInterrupt

        with Desk() as served:
            monkeypatch.setattr(served._server, "serve_forever", interrupted)
            before = time.monotonic()
            served.serve()
            assert time.monotonic() - before < 60
