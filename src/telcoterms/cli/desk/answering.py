"""Answer what a page asks: facts as a person types them in, what the page shows out, both as JSON-ready data.

Whatever is wrong comes back as one sentence with the cure; the page keeps what was typed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from telcoterms.answers.answer import HasDays
from telcoterms.answers.figures import headline
from telcoterms.answers.question import kind_of, types_of
from telcoterms.cli.desk.pages import (
    BEFORE,
    BILL,
    BILL_BEFORE,
    EVENTS,
    ITEMS,
    LATE,
    NOW,
    PAGES,
    RECORD,
    THIS_BILL,
    VOICE,
    Column,
    Page,
    Rows,
    Side,
)
from telcoterms.cli.typed import READERS, READERS_OF_TEXT, AmountText, DayText, Typed
from telcoterms.files.beside import FilesBeside
from telcoterms.files.library import law_table, load, tax_table
from telcoterms.files.provider import read_provider
from telcoterms.files.receipts import from_dict
from telcoterms.files.text import json_of
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.values.errors import (
    InputError,
    MissingFactsError,
    TelcoTermsError,
    UnknownNameError,
    Unquoted,
    translator_for,
)
from telcoterms.values.messages import Language, Phrase, Phrases, Spelling, spelt_for
from telcoterms.values.money import Money, as_signed_money

if TYPE_CHECKING:
    from telcoterms.account.account import Account
    from telcoterms.answers.answer import Answer
    from telcoterms.audit.bill import Bill, BillLine
    from telcoterms.audit.items import BillItem
    from telcoterms.terms.explanation import Explanation

MAX_TEXT: Final = 10_000_000
"""The most characters of a file that a page hands over."""
FIELDS: Final = frozenset(
    {name for page in PAGES if page.question for name in QUESTIONS[page.question].facts}
    | {side.day.name for side in (BILL_BEFORE, THIS_BILL)}
)
"""The names of the fields of all forms."""
Shown = dict[str, object]


def answer(request: Mapping[str, Any]) -> Shown:
    """Return what a page shows: the `figure`, a `sentence`, the answer as HTML in `page`, and what else; or an `error`.

    `request` has the `page`, the language `lang`, the `provider` (a name, or the `name` and the `text` of a file), the
    `service`, and the `facts` as they were typed; an account is a `file`, or the `rows` that were added, and so is a
    bill, with the bill `before` and the `account` as further files. Where a `calendar` or a `record` is `wanted`, that
    `file` comes in place of the page. An error has its `code`, and the names of its fields in `facts`.

    >>> facts = {"amount": "$113.00", "issued": "2026-01-01", "paid": "15 February 2026"}
    >>> answer({"page": "late-charge", "lang": "en", "provider": "kos", "facts": facts})["sentence"][-16:]
    'charge of $3.41.'
    """
    lang = language_of(request.get("lang"))
    with spelt_for("page"):
        try:
            return _answered(request, lang)
        except TelcoTermsError as error:
            return {"error": error.show(lang), "code": error.code, "facts": fields_of(error)}


def language_of(name: object) -> Language:
    """Return the language of a name; a page has no other than these two."""
    match name:
        case "fr":
            return "fr"
        case _:
            return "en"


def answer_json(request: str) -> str:
    """Return what a page shows, as text: JSON in, JSON out."""
    try:
        asked = json.loads(request)
    except ValueError:
        asked = None
    return json.dumps(answer(asked if isinstance(asked, dict) else {}))


def fields_of(error: TelcoTermsError) -> list[str]:
    """Return the names of the facts that an error is about, so that the page can point at their fields."""
    return [name for name in dict.fromkeys(_names_in(error)) if name in FIELDS]


def _names_in(error: TelcoTermsError) -> Iterator[str]:
    waiting: list[object] = list(error.values.values())
    for value in waiting:
        match value:
            case Spelling():
                yield value.file
            case Unquoted():
                yield str(value)
            case Phrase():
                waiting += dict(value.values).values()
            case Phrases():
                waiting += value.parts
            case _:
                pass


def _answered(request: Mapping[str, Any], lang: Language) -> Shown:
    page = page_named(request.get("page"))
    if page.name == RECORD:
        own = terms_of(request) if request.get("provider") else None
        return wanted_of(from_dict(record_of(request), terms=own), request, lang)
    terms = terms_of(request)
    if page.name == BILL:
        return explained(explanations(request, terms), lang)
    if page.question is None:
        return {"page": terms.coverage().html(lang)}
    return wanted_of(ask(page, page.question, terms, request), request, lang)


def wanted_of(asked: Answer[Any], request: Mapping[str, Any], lang: Language) -> Shown:
    """Return what is wanted of an answer: what its page shows, or a file of it."""
    match request.get("wanted"):
        case "calendar":
            days = asked.calendar()
            return {"file": "" if days is None else days.decode()}
        case "record":
            return {"file": json.dumps(asked.as_dict(), indent=2)}
        case _:
            return shown(asked, lang)


def shown(asked: Answer[Any], lang: Language) -> Shown:
    """Return what a page shows of an answer."""
    return {
        "figure": translator_for(lang, asked.currency).heading(figure_of(asked)),
        "sentence": asked.say(lang),
        "page": asked.html(lang),
        "readings": asked.across_readings().html(lang) if asked.readings else "",
        "has_days": isinstance(asked.value, HasDays),
        "has_record": True,
    }


def explained(explanations: Sequence[Explanation], lang: Language) -> Shown:
    """Return what a page shows of explanations of one bill, the first of which is what was asked."""
    first = explanations[0]
    return {
        "figure": translator_for(lang, first.currency).heading(first.figure_first()),
        "sentence": " ".join(one.say(lang) for one in explanations),
        "page": "".join(one.html(lang) for one in explanations),
    }


def explanations(request: Mapping[str, Any], terms: Terms) -> list[Explanation]:
    """Return why a bill is higher than the bill before, and than its account; without both, than its terms give."""
    from telcoterms.files.account import load_account

    bill, before = (bill_of(request, side, terms) for side in (THIS_BILL, BILL_BEFORE))
    if bill is None:
        raise InputError("nothing of the bill is there: add what it lists, or open its file")
    facts = facts_read("statement", typed_in(request), terms)  # its plan and the like; a bill has no other of them
    of_account = file_of(request, "account")
    against: list[Bill | Account] = [
        *([] if before is None else [before]),
        *([load_account(text_of(of_account), terms)] if of_account else []),
    ]
    return [terms.explain(bill, other, **facts) for other in against] or [terms.explain(bill, **facts)]


def bill_of(request: Mapping[str, Any], side: Side, terms: Terms) -> Bill | None:
    """Return the bill of a file that was opened, or of the rows with a sum on its side; None where there is neither."""
    from telcoterms.audit.bill import Bill, BillLine
    from telcoterms.audit.items import BillItem
    from telcoterms.files.bill import load_bill

    file = file_of(request, side.file)
    if file is not None:
        return load_bill(text_of(file), terms)
    listed = [one for row in rows_in(request) if (one := _billed_in(row, side, terms)) is not None]
    items = [one for one in listed if isinstance(one, BillItem)]
    lines = [one for one in listed if isinstance(one, BillLine)]
    if not items:
        return Bill(lines) if lines else None
    return Bill(lines, items=items, issued=day_of(request, side, terms))


def _billed_in(row: Mapping[str, Any], side: Side, terms: Terms) -> BillItem | BillLine | None:
    """Return what a row lists on one of two bills; None where it has no sum there."""
    from telcoterms.audit.bill import BillLine
    from telcoterms.audit.items import BillItem

    facts = row_read(row, ITEMS, terms)
    kind, sums = facts.pop("row"), {one.name: facts.pop(one.name, None) for one in (BEFORE, NOW)}
    if sums[side.sums.name] is None:
        return None
    billed = as_signed_money(sums[side.sums.name], terms.currency, side.sums.name)
    of_late_charge = [one for one in LATE if one.name in facts]
    if not of_late_charge:
        return BillItem(kind, billed, **facts)
    if len(of_late_charge) < len(LATE):
        raise InputError(
            "a late charge has a part of what it rests on: give its amount, the date of its bill and the day it was "
            "paid, or none of them"
        )
    facts["amount"] = as_signed_money(facts["amount"], terms.currency, "amount")
    return BillLine("late_charge", facts, billed)


def day_of(request: Mapping[str, Any], side: Side, terms: Terms) -> str:
    """Return the date of a bill."""
    name, title, *_ = side.day
    typed = typed_in(request).get(name)
    if not typed:
        raise MissingFactsError("{day} is missing: give it", day=Spelling(name, name, name, title))
    return str(_plain(DayText(str(typed)), name, terms))


def figure_of(asked: Answer[Any]) -> Phrase:
    """Return the figure as a page has it first; a bare sum or a bare day has the name of its question."""
    match asked.value:
        case Money() | date():
            return asked.figure_first()
        case _:
            return asked.about.in_short(asked.value) or headline(asked.value)


def record_of(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of an answer from the file that was opened."""
    file = file_of(request, "file")
    if file is None:
        raise InputError("no record is open: open the .json file of an answer")
    name = str(file.get("name"))
    record = json_of(text_of(file), name)
    if not isinstance(record, dict):
        raise InputError("{name} is no record of an answer: open one that was saved as such", name=name)
    return record


def ask(page: Page, question: str, terms: Terms, request: Mapping[str, Any]) -> Answer[Any]:
    """Return the answer to the question of a page, or to the one that it asks where a fact is left out."""
    typed = typed_in(request)
    if page.instead is not None and page.instead.fact not in typed:
        question = page.instead.question
    facts = facts_read(question, typed, terms)
    if page.rows:
        facts["account"] = account_of(request, terms)
    answered: Answer[Any] = getattr(terms, question)(**facts)
    return answered


def typed_in(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts that were typed, without the fields that were left empty."""
    facts = request.get("facts")
    return {name: text for name, text in facts.items() if text not in ("", None, [])} if isinstance(facts, dict) else {}


def rows_in(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that were added; a link may have others, which are none."""
    rows = request.get("rows")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def file_of(request: Mapping[str, Any], place: str) -> dict[str, Any] | None:
    """Return the name and the text of a file that was opened; None where there is none."""
    file = request.get(place)
    return file if isinstance(file, dict) and file else None


def page_named(name: object) -> Page:
    """Return the page of a name."""
    for page in PAGES:
        if page.name == name:
            return page
    known = tuple(Unquoted(page.name) for page in PAGES)
    raise UnknownNameError("there is no page {name}: choose from {known}", name=str(name), known=known)


def terms_of(request: Mapping[str, Any]) -> Terms:
    """Return the terms of the provider that is named, or of the file that was opened, in the voice that is chosen."""
    terms, voice = _published_or_own(request), typed_in(request).get(VOICE)
    return terms if voice is None else terms.under(voice)


def _published_or_own(request: Mapping[str, Any]) -> Terms:
    provider, service = request.get("provider"), request.get("service") or None
    if isinstance(provider, Mapping):
        name = str(provider.get("name"))
        agreement = read_provider(text_of(provider), name, tax_table, law_table, FilesBeside(name, _no_other_file))
        return Terms(agreement if service is None else agreement.for_service(service))
    if not provider or str(provider).endswith(".toml"):  # no path: a page opens files in the browser alone
        raise MissingFactsError("no provider is chosen: choose one, or open a file of your own")
    return load(str(provider), service=service)


def _no_other_file(name: str) -> str:
    raise InputError("a page opens one file: write what {name} has into it", name=name)


def text_of(file: Mapping[str, Any]) -> str:
    """Return the text of a file that was opened in the page; one that is too long is refused.

    It ends with a line break: a text of one line would be taken for the path of a file of this machine.
    """
    text = str(file.get("text", ""))
    if len(text) > MAX_TEXT:
        raise InputError(
            "{name} has {count} characters, and a page takes {most}: divide it",
            name=str(file.get("name")),
            count=len(text),
            most=MAX_TEXT,
        )
    return text + "\n"


def facts_read(question: str, typed: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """Return the facts of a question as the library takes them, from what was typed; others are passed over."""
    asked, types = QUESTIONS[question], types_of(QUESTIONS[question])
    facts: dict[str, Any] = {}
    for name, text in typed.items():
        if name not in asked.facts:
            continue
        reader = READERS_OF_TEXT.get(asked.facts[name].shown) or READERS.get(kind_of(types[name]), str)
        read = [_plain(reader(str(one)), name, terms) for one in (text if isinstance(text, list) else [text])]
        facts[name] = read if isinstance(text, list) else read[0]
    return facts


def _plain(value: Any, name: str, terms: Terms) -> Any:
    """Return what was typed as the library takes it."""
    return value.read(name, lambda: terms.agreement) if isinstance(value, Typed) else value


def account_of(request: Mapping[str, Any], terms: Terms) -> Account:
    """Return the account: of the file that was opened, or of the events that were added."""
    from telcoterms.files.account import load_account

    file = file_of(request, "file")
    if file is not None:
        return load_account(text_of(file), terms)
    rows = (row_read(row, EVENTS, terms) for row in rows_in(request))
    return load_account([{"event": row.pop("row"), **row} for row in rows], terms)


def row_read(row: Mapping[str, Any], rows: Rows, terms: Terms) -> dict[str, Any]:
    """Return what was typed in a row, by its columns, as the library takes it; empty cells are left out."""
    name = str(row.get("row"))
    if name not in rows:
        raise UnknownNameError(
            "{row} is no row of this page: choose from {known}", row=name, known=tuple(map(Unquoted, rows))
        )
    _, columns = rows[name]
    return {
        "row": name,
        **{one.name: _cell_read(str(row[one.name]), one, terms) for one in columns if row.get(one.name)},
    }


def _cell_read(text: str, column: Column, terms: Terms) -> object:
    """Return a cell as a table has it."""
    match column.kind:
        case "day":
            return _plain(DayText(text), column.name, terms)
        case "amount":
            return _plain(AmountText(text), column.name, terms)
        case _:
            return text
