"""Languages: the French catalogue is complete, every answer and error can be told in it, and no figure changes."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.dates import get_month_names
from babel.messages.pofile import read_po

import telcoterms
from docs.make_catalogue import CATALOGUES, Module, entry, in_the_code, in_words, main, places, wanted
from docs.make_errors import EXAMPLES, broken_files, of_a_table, refusal
from telcoterms import (
    Account,
    Answer,
    InputError,
    Invoice,
    MissingPackageError,
    Money,
    Payment,
    TelcoTermsError,
    UnknownNameError,
    available,
    compare,
    diff,
    from_dict,
    load,
)
from telcoterms.agreement.rule import VOICES, Rule, choices
from telcoterms.answers.reading_range import _rest as rest
from telcoterms.audit.mistakes import NAMES
from telcoterms.cli import main as command
from telcoterms.files.check import check_file
from telcoterms.terms import QUESTIONS
from telcoterms.values.errors import InvalidFileError, Unquoted, translator_for
from telcoterms.values.messages import Phrase, Phrases, Term, phrase, readable
from telcoterms.values.steps import MoneyWithCurrency, Step, step, steps_to_json
from telcoterms.values.translation import Translator, catalogue
from tests.golden.make import WORKINGS, shown

ROOT = Path(__file__).parents[1]
RECORDS = sorted((ROOT / "tests" / "records").glob("*.json"))
KOS = load("kos")
CHARGE = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
HARD = "\N{NO-BREAK SPACE}"
TYPED = r"(?<![^\W\d_])'[^']*'"  # between straight quotation marks, of which an apostrophe is none
OTHER_WORDS = (  # what the catalogue does not say, as it has another word for the thing
    r"équipement",  # matériel
    r"ouvrés?\b",  # ouvrable
    r"\bfrais administratifs\b",  # frais d'administration
    r"\bmembre supérieur\b",  # membre principal
    r"\bdirecteur\b",  # gestionnaire
    r"\bincitatif\b",  # avantage reçu
    r"\bdurée fixe\b",  # durée déterminée
    r"\bcentimes?\b|\bunités mineures\b",  # cent, sous-unité
    r"\bmonnaie\b",  # devise
    r"\bprépayés?\b",  # payé d'avance
    r"\bconvention\b|\bentente\b",  # contrat
    r"kilo-octet",  # kilooctet
    r"\bimprime(nt)?\b",  # indiquer
    r"\b(est|sont) tenues? ici\b",  # conservé
    r"\bvoulus? [{]",  # attendu
)
FRENCH = translator_for("fr")
PO = CATALOGUES / "fr.po"
with PO.open("rb") as stream:
    MESSAGES = [one for one in read_po(stream) if one.id]
MONTHS = {name: number for number, name in get_month_names("abbreviated", locale="fr_CA").items()}


def english_numbers(text: str) -> Counter[str]:
    """The numbers of an English text."""
    return Counter(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)))


def french_numbers(text: str) -> Counter[str]:
    """The numbers of a French text, written as the English one writes them."""

    def iso(found: re.Match[str]) -> str:
        return f"{found[3]}-{MONTHS[found[2]]:02}-{int(found[1]):02}"

    text = re.sub(rf"(\d+)(?:er)?{HARD}({'|'.join(map(re.escape, MONTHS))}){HARD}(\d{{4}})", iso, text)
    text = re.sub(rf"(?<=\d){HARD}(?=\d{{3}}(?!\d))", "", text)
    return Counter(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", text)))


def text_of_page(html: str) -> str:
    """What can be read of a page."""
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html)))


class TestCatalogue:
    """The French catalogue has everything that the library says, and nothing else."""

    def test_everything_that_is_said_is_written_out(self) -> None:
        assert in_the_code()[1] == []

    def test_it_is_complete(self) -> None:
        assert set(wanted()) - {str(one.id) for one in MESSAGES} == set(), "python docs/make_catalogue.py adds them"

    def test_nothing_in_it_is_said_by_nobody(self) -> None:
        assert {str(one.id) for one in MESSAGES} - set(wanted()) == set()

    def test_nothing_in_it_stands_twice(self) -> None:
        entries = Counter(re.findall('^msgid "(.+)"$', PO.read_text("utf-8"), re.MULTILINE))
        assert [english for english, count in entries.items() if count > 1] == []

    @pytest.mark.parametrize("message", MESSAGES, ids=lambda one: str(one.id)[:40])
    def test_an_entry(self, message: Any) -> None:
        english, french = str(message.id), str(message.string)
        assert french, "it is not translated yet"
        assert not message.fuzzy
        assert places(french) == places(english)
        assert french_numbers(french) == english_numbers(english)
        assert french[:1].isspace() == english[:1].isspace()
        assert french[-1:].isspace() == english[-1:].isspace()
        assert (english[-1:] == ".") == (french[-1:] == ".")

    def test_signs_are_set_as_in_french(self) -> None:
        said = [re.sub(TYPED, "", str(one.string)) for one in MESSAGES]  # what is typed stands as it is typed
        assert [text for text in said if re.search(r" [:»%$]|« ", text)] == []

    def test_no_space_stands_before_a_sign_that_canada_sets_close(self) -> None:
        assert [one.string for one in MESSAGES if re.search(rf"[ {HARD}][;?!,]", str(one.string))] == []

    def test_a_number_stays_in_its_line(self) -> None:
        said = [re.sub(TYPED, "", str(one.string)) for one in MESSAGES]
        assert [text for text in said if re.search(r"\b(art|par)\. \d|\b1er [a-zéû]|\d [%$]", text)] == []

    @pytest.mark.parametrize("word", OTHER_WORDS)
    def test_one_thing_has_one_word(self, word: str) -> None:
        assert [one.string for one in MESSAGES if re.search(word, str(one.string), re.IGNORECASE)] == []

    def test_english_has_no_catalogue(self) -> None:
        assert catalogue("en") == {}
        assert translator_for("en").say("late charge") == "late charge"


class TestExtraction:
    """What is said is found in the source; what is put together is a fault."""

    @staticmethod
    def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> tuple[list[str], list[str]]:
        monkeypatch.setattr("docs.make_catalogue.HOME", tmp_path)
        file = tmp_path / "room.py"
        file.write_text(code, "utf-8")
        module = Module(file)
        return list(module.said()), module.faults

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ('step("one {a}", a=1)', ["one {a}"]),
            ('phrase("one" if x else "two")', ["one", "two"]),
            ('T = {1: "one", 2: "two"}\ndef f(x):\n    return phrase(T[x])', ["one", "two"]),
            ('def f(x):\n    t, u = "one", 1\n    if x:\n        t = "two"\n    return step(t)', ["one", "two"]),
            ('raise InputError("one: {cure}", cure=Term("two"))', ["one: {cure}", "two"]),
            ('raise type(error)("one", error=error)', ["one"]),
            ('raise ValueError("one")', []),
            ("data_text(x.why)", []),
            ("Phrase(error.template)", []),
        ],
    )
    def test_what_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, said: list[str]) -> None:
        assert self.found(tmp_path, monkeypatch, code) == (said, [])

    @pytest.mark.parametrize(
        "code",
        [
            'step(f"one {a}")',
            'phrase("one" + x)',
            "Term(x)",
            't = "one"\nt += "two"\nt = t + x\nphrase(t)',
            "t, u = f()\nphrase(t)",
        ],
    )
    def test_what_is_put_together(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
        assert len(self.found(tmp_path, monkeypatch, code)[1]) == 1

    def test_what_is_a_word(self) -> None:
        assert in_words("late charge")
        assert in_words("{name}: {why}")
        assert not in_words("max({a}, {b}) x {c} ^ {d}/2")

    def test_missing_entries_are_written_at_the_end(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        own = tmp_path / "fr.po"
        text = (CATALOGUES / "fr.po").read_text("utf-8")
        first = next(one for one in wanted())
        kept = text.replace(
            next(piece for piece in text.split("\n\n") if f"\nmsgid {json.dumps(first)}\n" in piece), ""
        )
        own.write_text(kept + entry("gone", {"nowhere"}, "parti"), "utf-8")
        monkeypatch.setattr("docs.make_catalogue.CATALOGUES", tmp_path)
        main()
        assert capsys.readouterr().out == ("fr.po: 1 added, to be translated\nfr.po: nobody says 'gone': take it out\n")
        with own.open("rb") as stream:
            assert {str(one.id) for one in read_po(stream) if one.id} == {*wanted(), "gone"}


def answer_of(file: Path) -> Answer[Any]:
    return from_dict(json.loads(file.read_text("utf-8")))


@pytest.fixture
def unsaid(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was to be said and is not in the catalogue; filled while a test runs."""
    found: list[str] = []
    say = Translator.say

    def spy(self: Translator, template: str) -> str:
        if template not in self.catalogue and in_words(template):
            found.append(template)
        return say(self, template)

    monkeypatch.setattr(Translator, "say", spy)
    return found


def bare_texts(steps: Iterable[Step]) -> Iterator[str]:
    """Texts that stand in a working and are looked up in no catalogue."""
    for one in steps:
        yield from _bare(one.phrase)


def _bare(value: object) -> Iterator[str]:
    if isinstance(value, Phrase):
        for _, inside in value.values:
            yield from _bare(inside)
    elif isinstance(value, Phrases):
        for part in value.parts:
            yield from _bare(part)
    elif isinstance(value, str) and not isinstance(value, Term):
        yield value


def all_kinds(kind: type[Rule]) -> Iterator[type[Rule]]:
    for one in kind.__subclasses__():
        yield one
        yield from all_kinds(one)


IDENTIFIERS = {
    *NAMES,
    *QUESTIONS,
    *VOICES,
    *(name for kind in all_kinds(Rule) for name in choices(kind)),
    *(f"{question}.{name}" for question in QUESTIONS for kind in all_kinds(Rule) for name in choices(kind)),
    *(value for kind in all_kinds(Rule) for values in choices(kind).values() for value in values),
    *("before_tax", "original", "payout", "of", "none"),
    *(token for one in available() for token in re.split(r"[\s,]+", one.name)),
    *(service for one in available() for service in one.services),
}


class TestAnswers:
    """Every answer can be told in French: nothing stays English, and every number is the same."""

    @pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
    def test_a_record(self, file: Path, unsaid: list[str]) -> None:
        answer = answer_of(file)
        plain, french = str(answer.working), answer.working.show("fr")
        assert unsaid == []
        assert french_numbers(french) == english_numbers(plain)
        assert max(map(len, french.splitlines())) <= 88
        terms: Any = answer.terms
        own = {
            *re.split(r"[\s,;\"]+", file.read_text("utf-8")),
            terms.agreement.time_zone,
            *(name for rank in terms.agreement.ranking for name in rank),
        }
        own |= {token for one in terms.agreement.documents for token in one.title.split()}
        sent_to = [getattr(getattr(rule, "send_to", None), "address", "") for rule in terms.agreement.rules.values()]
        own |= {token for address in sent_to for token in re.split(r"[\s,;]+", address)}
        own |= {token for rule in terms.agreement.law.rules for one in rule.versions for token in one.source.split()}
        tokens = {token for text in bare_texts(answer.working.page()) for token in re.split(r"[\s,;]+", text) if token}
        moments = {token for token in tokens if re.fullmatch(r"[\d:+-]+", token)}
        assert tokens - IDENTIFIERS - own - moments == set()

    @pytest.mark.parametrize("name", [name for name in WORKINGS if not name.endswith("-csv")])
    def test_a_working(self, name: str, unsaid: list[str]) -> None:
        one = shown(name)
        html = one.html(lang="fr")
        assert one.show("fr")
        assert unsaid == []
        assert french_numbers(text_of_page(html)) == english_numbers(text_of_page(one.html()))

    @pytest.mark.parametrize("lang", ["fr", "en"])
    def test_the_clauses_and_readings_are_the_same(self, lang: Any) -> None:
        clauses = re.compile(rf"Service Terms(?: s\.|, art\.{HARD})(\d+)$", re.MULTILINE)
        assert clauses.findall(CHARGE.working.show(lang)) == clauses.findall(str(CHARGE.working)) != []
        assert ("art." in CHARGE.working.show(lang)) == (lang == "fr")
        for name, value in CHARGE.readings.items():
            assert f"{name} {value}" in CHARGE.working.show(lang)

    def test_print_and_str_are_plain_english(self) -> None:
        assert str(CHARGE.working).isascii()
        assert CHARGE.working.text() == str(CHARGE.working)
        assert "2021-07-12</time>: 3.41</caption>" in CHARGE.working._repr_html_()

    def test_a_picture(self, unsaid: list[str]) -> None:
        answer = KOS.statement(
            Account([Invoice("1", "2026-01-01", Money(5000, "CAD")), Payment("2026-02-20", Money(20, "CAD"))]),
            as_of="2026-04-10",
        )
        plain, french = answer.picture(), answer.picture("fr")
        assert plain is not None
        assert french is not None
        assert unsaid == []
        assert french.title.startswith("Solde du compte")
        assert french_numbers(text_of_page(french.svg)) == english_numbers(text_of_page(plain.svg))
        assert KOS.due_date("2026-01-01").picture("fr") is None

    def test_days_of_a_page_can_be_read_by_a_program(self) -> None:
        assert f'<time datetime="2026-01-16">16{HARD}janv.{HARD}2026</time>' in KOS.due_date("2026-01-01").working.html(
            "fr"
        )


class TestWords:
    """A choice in a heading is a word of the language, and a day in the words of a law is written as its days are."""

    def test_the_reason_of_an_administrative_charge(self) -> None:
        answer = KOS.administrative_charge("35.00", reason="other")
        assert answer.working.show("fr").startswith(f"frais d'administration, motif autre, montant 35,00{HARD}$,")

    def test_who_complains(self) -> None:
        answer = KOS.eligible_for_adr(customer="small-business", monthly_bill="180.00")
        assert answer.working.show("fr").startswith("aide extérieure pour une plainte (petite entreprise),")
        assert str(answer.working).startswith("help from outside in a complaint (customer: small-business),")

    @pytest.mark.parametrize("provider", ["kos", "kijoma"])
    def test_the_days_in_the_words_of_a_law(self, provider: str) -> None:
        page = load(provider).law(on="2026-06-01").working.show("fr")
        assert re.search(r"\b\d{4}-\d\d-\d\d\b", page) is None


class TestTables:
    """Tables are told as answers are."""

    def test_sections_are_cited_as_in_french(self) -> None:
        owed = Account([Invoice("A", "2026-01-01", Money(50, "CAD"))])
        pages = (
            KOS.coverage().show("fr"),
            diff(KOS, load("kijoma")).show("fr"),
            compare("late_charge", [load("att")], amount="113.00", issued="2026-01-01", days_late=30).show("fr"),
            KOS.complaint(received="2026-03-02").show("fr"),
            text_of_page(str(KOS.statement(owed, as_of="2026-01-15").letter("fr"))),
        )
        for page in pages:
            assert f"art.{HARD}" in page
            assert re.findall(r"\bs\.\d", page) == []

    def test_coverage(self, unsaid: list[str]) -> None:
        found = KOS.coverage()
        assert french_numbers(found.show("fr", 4000)) == english_numbers(found.text(4000))
        assert french_numbers(text_of_page(found.html("fr"))) == english_numbers(text_of_page(found.html()))
        assert unsaid == []
        assert f"art.{HARD}9, calculé par late_charge" in found.show("fr")

    @pytest.mark.parametrize("service", ["dsl", "cable", "fixed-wireless", None])
    def test_differences(self, service: str | None, unsaid: list[str]) -> None:
        found = diff(KOS, load("kos", service=service))
        assert french_numbers(found.show("fr")) == english_numbers(str(found))
        assert french_numbers(text_of_page(found.html("fr"))) == english_numbers(text_of_page(found.html()))
        assert unsaid == []

    def test_differences_of_providers(self, unsaid: list[str]) -> None:
        found = diff(KOS, load("kijoma"))
        assert french_numbers(found.show("fr", 4000)) == english_numbers(found.text(4000))
        assert unsaid == []
        assert french_numbers(load("kijoma").coverage().show("fr", 4000)) == english_numbers(
            load("kijoma").coverage().text(4000)
        )
        assert unsaid == []

    @pytest.mark.parametrize(
        ("question", "facts"),
        [
            ("late_charge", {"amount": "1234.50", "issued": "2026-01-01", "days_late": 45}),
            ("late_charge", {"amount": "1234.50", "issued": "2026-01-01", "paid": "2025-12-31"}),
            ("due_date", {"issued": "2026-01-01"}),
            ("effective_annual_rate", {}),
            ("complaint", {"received": "2026-03-02"}),
            (
                "cancellation_charge",
                {
                    "monthly_fee": "59.95",
                    "incentive": "200.00",
                    "last_invoice": "2026-04-15",
                    "term_start": "2025-01-01",
                    "term_months": 24,
                    "cancelled": "2026-05-10",
                },
            ),
        ],
    )
    def test_comparison(self, question: str, facts: dict[str, Any], unsaid: list[str]) -> None:
        terms = [
            KOS,
            KOS.under("consumer"),
            load("kijoma"),
            load(ROOT / "tests" / "providers" / "nordlys-2024-05-01.toml"),
        ]
        found = compare(question, terms, **facts)
        assert french_numbers(found.show("fr", 4000)) == english_numbers(found.text(4000))
        assert french_numbers(text_of_page(found.html("fr"))) == english_numbers(text_of_page(found.html()))
        assert unsaid == []

    def test_corrections(self, unsaid: list[str]) -> None:
        bill, late = Invoice("A", "2026-01-01", Money(50, "CAD")), Payment("2026-02-01", Money(20, "CAD"))
        old, new = KOS.statement(Account([bill]), "2026-03-20"), KOS.statement(Account([bill, late]), "2026-03-20")
        found = new.corrections(KOS.statement(Account([bill]), "2026-01-20"))
        again = new.corrections(old)
        for one in (found, again, new.corrections(new)):
            assert french_numbers(one.show("fr")) == english_numbers(str(one))
            assert french_numbers(text_of_page(one.html("fr"))) == english_numbers(text_of_page(one.html()))
        assert unsaid == []
        assert "rétroactif" in again.show("fr")
        assert new.corrections(new).show("fr").partition("\n\n")[0].endswith("néant")

    def test_readings(self, unsaid: list[str]) -> None:
        across = CHARGE.across_readings()
        assert across.show("fr").splitlines()[2] == f"les mots permettent de 1,04 à 3,41{HARD}$; retenu{HARD}: 3,41"
        assert len(across.show("fr").splitlines()) <= 24
        assert max(map(len, across.show("fr").splitlines())) <= 80
        alone = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-01-16").across_readings()
        assert f"0,00{HARD}$ sous toute interprétation" in alone.show("fr")
        day = KOS.due_date("2026-01-01").across_readings()
        assert f"16{HARD}janv.{HARD}2026 sous toute" in day.show("fr")
        assert "2026-01-16 under every reading" in str(day)
        rate = KOS.effective_annual_rate().across_readings()
        assert " sous toute interprétation" in rate.show("fr")
        assert unsaid == []

    def test_what_a_table_has_no_room_for(self) -> None:
        one, other = Money("1.00", "CAD"), Money("1234.50", "CAD")
        assert FRENCH.phrase(rest([one])) == "1 somme de plus, 1,00"
        assert FRENCH.phrase(rest([one, other])) == f"2 sommes de plus, de 1,00 à 1{HARD}234,50"

    def test_money_with_its_currency_is_money_in_a_record(self) -> None:
        (line,) = steps_to_json([step("{sum}", sum=MoneyWithCurrency(Money("1.00", "CAD")))])
        assert line["values"] == {"sum": {"money": "1.00", "currency": "CAD"}}

    def test_figures_that_are_no_money(self, unsaid: list[str]) -> None:
        kijoma = load("kijoma")
        across = kijoma.support_open(at="2026-05-25T10:00+01:00").across_readings()
        assert across.show("fr").splitlines()[1:3] == [
            f"  selon Complaints Code du 1er{HARD}févr.{HARD}2023 de Kijoma{HARD}: fermé",
            f"les mots permettent fermé ou ouvert; retenu{HARD}: fermé",
        ]
        assert f"tout ce que les mots permettent{HARD}:" in across.show("fr")
        assert "tout ce que les mots permettent" in across.html("fr")
        opening = kijoma.next_opening(at="2026-05-25T10:00+01:00").across_readings()
        assert opening.show("fr").endswith("2026-05-26 09:00+01:00  on_holidays closed")
        hours = kijoma.hours("2026-05-25").across_readings()
        assert f"fermé le 25{HARD}mai{HARD}2026" in hours.show("fr")
        assert "closed on 2026-05-25" in str(hours)
        assert unsaid == []

    def test_terms(self) -> None:
        assert str(KOS).startswith(
            "KOS (Kingston Online Services), terms of 2021-07-12, in CAD\ndocuments: Service Terms of "
        )
        assert "\nanswers: due_date, " in str(KOS)
        assert f"conditions du 12{HARD}juill.{HARD}2021, service dsl, en CAD" in load("kos", service="dsl").show("fr")
        assert ", terms of Jul" in KOS.show("en")

    def test_remarks(self, unsaid: list[str]) -> None:
        translator = [one.show("fr") for one in KOS.remarks()]
        assert translator
        assert unsaid == []
        assert any(one.startswith("article ") for one in translator)
        assert sum(map(french_numbers, translator), Counter()) == sum(
            (english_numbers(str(one)) for one in KOS.remarks()), Counter()
        )


class TestErrors:
    """Whatever is refused is refused in French too."""

    @pytest.mark.parametrize("file", [*broken_files("provider"), *broken_files("account")], ids=lambda file: file.name)
    def test_a_broken_file(self, file: Path, unsaid: list[str]) -> None:
        error = refusal(file)
        assert error.show("fr") != str(error)
        assert unsaid == []
        assert len(error.show("fr").splitlines()) == len(str(error).splitlines())

    @pytest.mark.parametrize("example", [one for one in EXAMPLES.values() if one], ids=lambda one: one[:30])
    def test_an_example_of_each_class(self, example: str, unsaid: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(ROOT)
        with pytest.raises(TelcoTermsError) as caught:
            eval(example, {"kos": KOS, "load": load, "from_dict": from_dict, **of_a_table()})
        assert caught.value.show("fr") != str(caught.value)
        assert french_numbers(caught.value.show("fr")) == english_numbers(str(caught.value))
        assert unsaid == []

    def test_values(self) -> None:
        error = InputError(
            "found {found}, wanted {wanted}: {cure}",
            found="it's",
            wanted=Phrases(" or ", (phrase("{word}", word=Term("a day")), phrase("{word}", word=Unquoted("none")))),
            cure=(Unquoted("a"), Term("an amount")),
        )
        assert str(error) == 'found "it\'s", wanted a day or none: a, an amount'
        assert error.show("fr") == f'trouvé "it\'s", attendu un jour ou none{HARD}: a, un montant'

    @pytest.mark.parametrize(
        ("value", "english", "french"),
        [
            ((), "none", "néant"),
            (10**100, "an integer of 333 bits", "un entier de 333 bits"),
            (-1234, "-1234", f"-1{HARD}234"),
            (True, "True", "True"),
            (None, "None", "None"),
            (date(2026, 5, 1), "2026-05-01", f"1er{HARD}mai{HARD}2026"),
            (Money("-1234.50", "CAD"), "-1234.50 CAD", f"-1{HARD}234,50{HARD}$"),
            (InputError("give zero or more"), "give zero or more", "donnez zéro ou plus"),
        ],
    )
    def test_a_value(self, value: object, english: str, french: str) -> None:
        error = InputError("{value}", value=value)
        assert (str(error), error.show("fr")) == (english, french)

    def test_english_has_formats_too(self) -> None:
        with pytest.raises(InputError) as caught:
            KOS.administrative_charge("1050.00", reason="collection")
        assert "amount is 1050.00 CAD, over the cap of 50.00 CAD" in str(caught.value)
        assert "amount is $1,050.00, over the cap of $50.00" in caught.value.show("en")
        pounds = InputError(
            "{fact} is {value}: {cure}", value=Money("7.50", "GBP"), fact=Unquoted("fee"), cure=Unquoted("x")
        )
        assert pounds.show("en") == "fee is £7.50: x"

    def test_many_faults(self, tmp_path: Path) -> None:
        file = tmp_path / "account.csv"
        file.write_text("event,date,amount,number\n" + "invoice,2026-01-01,x,1\n" * 30, "utf-8")
        with pytest.raises(InvalidFileError) as caught:
            check_file(file, KOS)
        lines = caught.value.show("fr").splitlines()
        assert lines[0].startswith(f"{file}: ligne 2, amount: 'x' n'est pas un montant en CAD{HARD}:")
        assert lines[-1] == f"{file}: et 10 de plus"


class TestFormats:
    """How money, numbers and days are written."""

    @pytest.mark.parametrize(
        ("lang", "currency", "amount", "text"),
        [
            ("fr", "CAD", "1234567.89", f"1{HARD}234{HARD}567,89{HARD}$"),
            ("en", "CAD", "1234567.89", "$1,234,567.89"),
            ("en", "GBP", "7.50", "£7.50"),
            ("fr", "GBP", "7.50", f"7,50{HARD}£"),
            ("fr", "JPY", "1100", f"1{HARD}100{HARD}¥"),
            ("en", "KWD", "1.005", f"KWD{HARD}1.005"),
            ("fr", "CAD", "-0.05", f"-0,05{HARD}$"),
        ],
    )
    def test_money(self, lang: Any, currency: str, amount: str, text: str) -> None:
        assert translator_for(lang, currency).value(Money(amount, currency), with_currency=True) == text

    def test_numbers(self) -> None:
        assert [FRENCH.number(one) for one in ("0", "0.333333...", "-1234.5", "1234567...", "12")] == [
            "0", "0,333333...", f"-1{HARD}234,5", f"1{HARD}234{HARD}567...", "12",
        ]  # fmt: skip

    def test_formats_follow_language_and_currency(self) -> None:
        assert "1 Jan 2026" in load(ROOT / "examples" / "own_provider.toml").due_date("2026-01-01").working.show(
            "en"
        ).replace(HARD, " ")
        assert "Jan" in KOS.due_date("2026-01-01").working.show("en")
        assert "2 %" in CHARGE.working.show("en")

    def test_a_language_that_is_not_held(self) -> None:
        unknown: Any = "de"
        with pytest.raises(UnknownNameError, match="there is no language 'de' here: choose from en, fr"):
            CHARGE.working.show(unknown)

    def test_letters_pass_and_what_does_not_print_is_escaped(self) -> None:
        shown = KOS.statement(Account([Invoice("Nº é", "2026-01-01", Money(10, "CAD"))]), "2026-01-02").working.show(
            "fr"
        )
        assert "facture Nº é du" in shown
        assert readable(f"é{HARD}\x1b\u202e") == f"é{HARD}\\x1b\\u202e"


class TestWithoutBabel:
    """Where babel was left out of the installation all works but languages, which are refused with the way out."""

    @pytest.fixture(autouse=True)
    def _without(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        translator_for.cache_clear()
        catalogue.cache_clear()
        monkeypatch.setitem(sys.modules, "babel", None)
        yield
        translator_for.cache_clear()
        catalogue.cache_clear()

    def test_it_is_refused(self) -> None:
        with pytest.raises(MissingPackageError, match="as pip install telcoterms does, or leave the language out"):
            CHARGE.working.show("fr")
        with pytest.raises(ImportError):
            CHARGE.working.html(lang="en")

    def test_the_command_says_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command(["due-date", "--issued", "2026-01-01", "--lang", "fr"]) == 2
        assert "the package babel is needed, which is not installed" in capsys.readouterr().err
        assert command(["due-date", "--issued", "x", "--lang", "fr"]) == 2
        assert "issued is 'x'" in capsys.readouterr().err

    def test_plain_text_is_as_ever(self) -> None:
        assert "Service Terms of 2021-07-12: 3.41\n" in str(CHARGE.working)


def test_plain_text_does_not_open_babel() -> None:
    code = (
        "import sys; from telcoterms import load; from telcoterms.cli import main\n"
        "print(load('kos').late_charge('113.00', issued='2026-01-01', paid='2026-02-15').html()[:1])\n"
        "main(['due-date', '--issued', '2026-01-01'])\n"
        "print('babel' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "False"


ACCOUNT = str(ROOT / "examples" / "late_account.toml")
LATE = ["late-charge", "113.00", "--issued", "2026-01-01", "--paid", "2026-02-15"]
SINCE = ["statement", ACCOUNT, "--as-of", "2026-04-10", "--since", "2026-03-10"]


def test_a_number_of_more_digits_than_the_decimal_context_holds() -> None:
    assert Translator("en", "CAD").number("2" * 31) == f"2,{','.join(['222'] * 10)}"
    assert Translator("en", "CAD").money("2" * 31 + ".22", "CAD") == f"$2,{','.join(['222'] * 10)}.22"


class TestCommand:
    """`--lang fr` of every command."""

    @pytest.mark.parametrize(
        ("arguments", "status", "said"),
        [
            (LATE, 0, "3,41"),
            ([*LATE, "--readings"], 0, "retenu"),
            (
                [*LATE, "--format", "html"],
                0,
                'lang="fr"',
            ),
            (["statement", ACCOUNT, "--as-of", "2026-04-10"], 0, "à payer maintenant"),
            (SINCE, 0, "corrections du"),
            (
                [*SINCE, "--format", "html"],
                0,
                'lang="fr"',
            ),
            ([*SINCE, "--format", "json"], 0, '"why"'),
            (["settlement", ACCOUNT, "--on", "2026-04-10"], 0, f"règlement au 10{HARD}avr."),
            (["law", "--on", "2026-06-01"], 0, "concordantes"),
            (["terms", "kos"], 0, "calculé par"),
            (["terms", "kos", "--format", "html"], 0, "calcul&#233; par"),
            (["diff", "kos", "kos:dsl"], 1, "diffèrent sur"),
            (["diff", "kos", "kos:dsl", "--format", "html"], 1, 'lang="fr"'),
            (["check", ACCOUNT], 0, "un compte de"),
            (["check", str(ROOT / "examples" / "own_provider.toml")], 0, "les conditions de"),
            (["template", "account.csv"], 0, "event,date"),
        ],
    )
    def test_a_command(self, arguments: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert command([*arguments, "--lang", "fr"]) == status
        assert said in capsys.readouterr().out

    def test_check_tells_faults_and_remarks(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "account.csv"
        file.write_text("event,date,amount,number\ninvoice,2026-01-01,x,1\n", "utf-8")
        assert command(["check", str(file), "--lang", "fr"]) == 1
        assert "ligne 2, amount: 'x' n'est pas un montant" in capsys.readouterr().out
        own = tmp_path / "kos.toml"
        own.write_bytes((Path(telcoterms.__file__).parent / "published/providers/kos-2021-07-12.toml").read_bytes())
        assert command(["check", str(own), "--lang", "fr"]) == 0
        assert f"{own}: remarque{HARD}: article " in capsys.readouterr().out

    def test_a_refusal(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command(["due-date", "--issued", "2026-02-30", "--lang", "fr"]) == 2
        found = capsys.readouterr()
        assert found.out == ""
        assert found.err.startswith("telcoterms: issued vaut '2026-02-30', qu'aucun calendrier ne connaît")

    @pytest.mark.parametrize("lang", ["fr", "en"])
    def test_a_pipe_in_ascii_gets_utf_8(self, lang: str) -> None:
        run = subprocess.run(
            [
                sys.executable,
                "-m",
                "telcoterms",
                "due-date",
                "--issued",
                "2026-01-01",
                "--provider",
                "kos",
                "--lang",
                lang,
            ],
            capture_output=True,
            check=True,
            env={"PYTHONIOENCODING": "ascii", "PATH": ""},
        )
        assert ("échéance" in run.stdout.decode("utf-8")) == (lang == "fr")
