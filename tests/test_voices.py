"""Voices: the readings of a provider's terms as a biller takes them, for the consumer, and by the letter."""

import csv
import json
import pickle
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final

import pytest

from telcoterms import Account, Dispute, Invoice, Terms, UnknownNameError, diff, from_dict, load
from telcoterms.agreement.rule import VOICES, DeclaredReading, Voice
from telcoterms.agreement.terms_used import terms_used
from telcoterms.clauses.late_charge.kinds import GreaterOf
from telcoterms.cli import main
from telcoterms.formats.text import phrase_text
from telcoterms.terms import TABLES
from tests.terms_builders import CLAUSE, KOS, cad, compound, flat

KIJOMA = load("kijoma")
DAYS: Final[dict[str, Any]] = {"issued": "2026-01-01", "paid": "2026-02-15"}
CHARGE = KOS.late_charge("113.00", **DAYS)
ACCOUNT = Account([Invoice("1", "2026-01-01", cad(113_00)), Dispute("1", "2026-01-10", cad(40_00))])

Said = tuple[int, str, str]
Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command on KOS's terms, in an empty folder."""
    monkeypatch.setenv("TELCOTERMS_PROVIDER", "kos")
    monkeypatch.chdir(tmp_path)

    def go(*words: str) -> Said:
        status = main(words)
        out, err = capsys.readouterr()
        return status, out, err

    return go


def voice_line(answer: Any) -> str:
    """The line of a page that says in which voice it is."""
    (line,) = (phrase_text(step.phrase) for step in answer.working.page() if step.phrase.template.startswith("voice "))
    return line


class TestFigures:
    """Each voice has the readings that the provider's file declares for it."""

    # Biller, from 1 January: 113.00 x 2 % = 2.26, then 115.26 x 2 % x 14/28 = 1.15: 3.41. Consumer and letter, from the
    # next bill, 1 February: 113.00 x 2 % x 14/28 = 1.13.
    @pytest.mark.parametrize(("voice", "figure"), [("biller", 3_41), ("consumer", 1_13), ("letter", 1_13)])
    def test_a_late_charge(self, voice: Voice, figure: int) -> None:
        assert KOS.under(voice).late_charge("113.00", **DAYS).value == cad(figure)

    # 49.95 of June, cancelled on the 10th: 20 days are left after it, 33.30; with the day itself 21, 34.965 = 34.97.
    @pytest.mark.parametrize(("voice", "figure"), [("biller", 33_30), ("consumer", 34_97), ("letter", 33_30)])
    def test_a_refund(self, voice: Voice, figure: int) -> None:
        answer = KOS.under(voice).refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10")
        assert answer.value.refund == cad(figure)

    # 59.95 a month of 12, cancelled in month 5: seven whole months remain, 50 % x 7 x 59.95 = 209.825 = 209.83.
    @pytest.mark.parametrize("voice", VOICES)
    def test_a_cancellation_charge_is_the_same_in_each_voice(self, voice: Voice) -> None:
        answer = (
            load("kos", service="none")
            .under(voice)
            .cancellation_charge("59.95", term_start="2026-01-01", term_months=12, cancelled="2026-05-10")
        )
        assert answer.value.charge == cad(209_83)

    # 199.95 over 12 months to 15 March 2026, last invoice of 25 October: 4 whole months and 18 of 28 days remain;
    # 199.95 x 4/12 = 66.65, and no reading of the months is cheaper.
    @pytest.mark.parametrize("voice", VOICES)
    def test_an_incentive_is_paid_back_by_whole_months_in_each_voice(self, voice: Voice) -> None:
        answer = (
            load("kos", service="dsl")
            .under(voice)
            .cancellation_charge(
                term_start="2025-03-15", term_months=12, cancelled="2025-10-30", incentive="199.95",
                last_invoice="2025-10-25",
            )
        )  # fmt: skip
        assert answer.value.charge == answer.across_readings().lowest == cad(66_65)

    # Rogers, 30.00 of June from the 23rd on: 8 days of 30 are 8.00, and 7 without the first day, as in older examples.
    @pytest.mark.parametrize(("voice", "figure"), [("biller", 8_00), ("consumer", 7_00)])
    def test_a_part_charge(self, voice: Voice, figure: int) -> None:
        terms = load("rogers").for_customer(customer="consumer").under(voice)
        answer = terms.part_charge("30.00", cycle_start="2026-06-01", since="2026-06-23", province="ON")
        assert answer.value.charge == cad(figure)
        (rule,) = (entry for entry in answer.law if entry.rule == "ontario-cpa-11")
        assert rule.bearing == "binds"

    # Saturday 4 April 2026, two business days: Tuesday the 7th, for each other reading a day later or the same.
    def test_the_days_of_a_complaint_are_the_earliest_for_the_consumer(self) -> None:
        answer = KOS.under("consumer").complaint(received="2026-04-03", senior="2026-04-04")
        days = [figure.answers[0][2] for _, figure in complaint_days(answer)]
        assert answer.value.deadlines[-1][1] == min(days) == date(2026, 4, 7)
        assert max(days) > min(days)

    def test_a_reading_says_why_the_consumer_s_voice_takes_it_too(self) -> None:
        reasons = {
            table: {
                reading.name: reading.why
                for reading in readings_of(load("kos", service="dsl").under("consumer"), table)
            }
            for table in ("cancellation_charge", "complaint", "hours", "data_usage")
        }
        assert "costs the least" in reasons["cancellation_charge"]["months_remaining"]
        assert "due the earliest" in reasons["complaint"]["holidays"]
        assert "due earlier" in reasons["complaint"]["closed_day_event"]
        assert "open the longest" in reasons["hours"]["holidays"]
        assert "fewer of them" in reasons["data_usage"]["gigabyte"]
        assert "never more" in reasons["data_usage"]["part_gigabyte"]

    # 74.95 a month, out from 10 April, 6:00, to 13 April, 6:00: 3 days of 30 are 7.495 = 7.50; four begun 9.99.
    @pytest.mark.parametrize(("voice", "figure"), [("biller", 7_50), ("consumer", 9_99), ("letter", 7_50)])
    def test_the_fees_of_an_outage(self, voice: Voice, figure: int) -> None:
        answer = KOS.under(voice).outage_fees("74.95", began="2026-04-10T06:00-04:00", ended="2026-04-13T06:00-04:00")
        assert answer.value.fees == cad(figure)

    def test_no_voice_takes_a_value_that_the_words_exclude(self) -> None:
        for voice in VOICES:
            terms = KOS.under(voice)
            readings = [reading for table in (*TABLES, "statement") for reading in readings_of(terms, table)]
            assert readings
            assert [reading for reading in readings if reading.standing == "practised"] == []

    @pytest.mark.parametrize("service", [None, "dsl", "fixed-wireless"])
    def test_what_the_consumer_s_voice_gives_is_never_worse_for_the_customer(self, service: str | None) -> None:
        facts = ("113.00", "2026-01-01")
        for paid in ("2026-01-17", "2026-02-15", "2026-03-31", "2026-12-31"):
            by_voice = load("kos", service=service).late_charge(facts[0], issued=facts[1], paid=paid).voices()
            assert by_voice["consumer"].value <= by_voice["biller"].value


def complaint_days(answer: Any) -> list[tuple[dict[str, str], Any]]:
    """The days of a complaint under each combination of its readings."""
    return list(answer.across_readings().combinations)


def readings_of(terms: Terms, table: str) -> list[Any]:
    """The readings of a table, where the terms have it."""
    rule = terms.agreement.rules.get(table)
    return [] if rule is None else list(rule.readings())


class TestUnder:
    """A voice takes all readings as it declares them; readings that are named beside it come after it."""

    def test_the_voice_that_speaks_where_none_is_asked_for(self) -> None:
        assert KOS.voice == "biller"
        assert KOS.under("biller") == KOS
        assert hash(KOS.under("biller")) == hash(KOS)
        assert KOS.under("consumer") != KOS

    def test_there_and_back(self) -> None:
        assert KOS.under("consumer").under("biller") == KOS
        assert KOS.under("consumer").under() == KOS.under("consumer")

    def test_readings_beside_a_voice_come_after_it(self) -> None:
        # from the next bill, by the days of the year: 113.00 x 2 % x 12 x 14/365 = 1.040... = 1.04
        terms = KOS.under("consumer", late_charge={"part_month": "days-of-year"})
        assert terms.late_charge("113.00", **DAYS).value == cad(1_04)
        assert terms.voice == "consumer"

    def test_a_voice_takes_back_what_was_asked_for(self) -> None:
        assert KOS.under(late_charge={"part_month": "whole-month"}).under("biller") == KOS

    def test_a_reason_is_that_of_the_voice(self) -> None:
        answer = KOS.under("consumer").late_charge("113.00", **DAYS)
        (runs_from,) = (reading for reading in answer.about.readings if reading.name == "runs_from")
        assert runs_from.why == "what appears can be the charge: on the next bill, the latest start"

    def test_a_reading_that_no_voice_names_is_taken_as_by_the_default_one(self) -> None:
        rule = compound("0.02", declared=(DeclaredReading("runs_from", "due-date", "it says so"),))
        assert rule.under({"runs_from": "invoice-date", "rounding": "down"}).in_voice("letter").runs_from == "due-date"
        assert rule.under({"rounding": "down"}).in_voice("letter").rounding == "half-up"

    def test_a_kind_inside_another_is_read_in_the_voice_too(self) -> None:
        runs_from = DeclaredReading(
            "runs_from", "invoice-date", "it says so", (), (("letter", "due-date", "it says due"),)
        )
        rule = GreaterOf(of=(compound("0.02", declared=(runs_from,)), flat(5_00)), clause=CLAUSE, says="")
        (first, *_) = rule.in_voice("letter").readings()
        assert (first.value, first.why) == ("due-date", "it says due")

    def test_a_service_is_read_in_the_voice_too(self) -> None:
        terms = load("kos", service="cable").under("consumer")
        assert (terms.service, terms.voice) == ("cable", "consumer")
        assert terms.late_charge("113.00", **DAYS).value == cad(1_13)

    def test_its_text_names_another_voice_than_the_default_one(self) -> None:
        assert repr(KOS.under("letter")) == "<terms of kos, 2021-07-12, voice='letter'>"
        assert repr(KOS.under("biller")) == "<terms of kos, 2021-07-12>"
        assert "\nvoice consumer: an unclear word is read for the customer (Ontario," in str(KOS.under("consumer"))
        assert "voice" not in str(KOS)

    def test_the_voices_and_their_grounds(self) -> None:
        assert tuple(KOS.voices) == VOICES == ("biller", "consumer", "letter")
        assert "Consumer Protection Act, 2002, s.11" in KOS.voices["consumer"]
        assert KIJOMA.voices == {}
        assert KIJOMA.voice is None

    def test_terms_without_voices_refuse_one(self) -> None:
        with pytest.raises(UnknownNameError) as error:
            KIJOMA.under("consumer")
        assert str(error.value) == (
            "the terms of kijoma (2023-02-01), as recorded, are read in one voice alone: leave 'consumer' out, or "
            "declare the voices under [voices] in a file of your own"
        )

    @pytest.mark.parametrize("voice", ["lawyer", "", 3, {"late_charge": {}}])
    def test_another_voice_is_refused_with_the_names(self, voice: Any) -> None:
        with pytest.raises(UnknownNameError, match=r"have no voice .*: choose from biller, consumer, letter"):
            KOS.under(voice)

    def test_pickled(self) -> None:
        assert pickle.loads(pickle.dumps(KOS.under("consumer"))) == KOS.under("consumer")


class TestLine:
    """A printed answer says in one line in which voice it is, and what the others give."""

    def test_the_others_differ_and_agree_with_each_other(self) -> None:
        assert voice_line(CHARGE) == "voice biller; consumer and letter: 1.13"

    def test_one_other_is_alike(self) -> None:
        answer = KOS.under("consumer").late_charge("113.00", **DAYS)
        assert voice_line(answer) == "voice consumer, the same in letter; biller: 3.41"

    def test_all_are_alike(self) -> None:
        answer = KOS.data_usage({"audio": 1}, allowance_gb=1, price_per_gb=1)
        assert voice_line(answer) == "voice biller, the same in consumer and letter"

    def test_with_readings_asked_for_it_says_so(self) -> None:
        assert voice_line(CHARGE.under(runs_from="due-date")) == (
            "voice biller, readings asked for; without them: 3.41; consumer and letter: 1.13"
        )

    def test_a_reading_asked_for_that_the_voice_takes_anyhow_is_the_voice_s(self) -> None:
        assert voice_line(CHARGE.under(runs_from="invoice-date")) == voice_line(CHARGE)

    # 30 days after 1 January are 31 January; of clear days, as the consumer's voice counts them, it is 1 February
    def test_a_voice_whose_readings_refuse_the_facts_says_so(self) -> None:
        answer = KOS.change_of_terms(notice="2026-01-01", effective="2026-01-31")
        assert voice_line(answer) == "voice biller, the same in letter; consumer: these facts are refused"
        assert set(answer.voices()) == {"biller", "letter"}
        assert answer.as_dict()["voices"] == {"biller": "2026-01-31", "letter": "2026-01-31"}

    def test_of_a_voice_that_refuses_the_facts_readings_asked_for_may_take_them(self) -> None:
        terms = KOS.under("consumer", change_of_terms={"notice_period": "day-of-effect-counted"})
        assert voice_line(terms.change_of_terms(notice="2026-01-01", effective="2026-01-31")) == (
            "voice consumer, readings asked for; without them: these facts are refused; biller and letter: 2026-01-31"
        )

    def test_it_is_one_printed_line_below_the_readings(self) -> None:
        lines = str(CHARGE.working).split("\n")
        at = lines.index("  voice biller; consumer and letter: 1.13")
        assert "half a cent goes up" in lines[at - 1]
        assert lines[at + 1] == ""

    def test_a_statement_has_it_too(self) -> None:
        answer = KOS.statement(ACCOUNT, as_of="2026-02-15")
        assert voice_line(answer).startswith("voice biller; ")

    def test_none_where_no_reading_is_taken(self) -> None:
        assert "  voice " not in str(KOS.due_date("2026-01-01").working)

    def test_none_where_the_terms_have_no_voices(self) -> None:
        assert "  voice " not in str(KIJOMA.support_open(at="2026-05-25T10:00+01:00").working)

    def test_in_french(self) -> None:
        assert "\n  voix biller; consumer et letter\N{NO-BREAK SPACE}: 1,13\n" in CHARGE.working.show("fr")


class TestData:
    """The answers of all voices as values, and as JSON-ready data; a record keeps its voice."""

    def test_the_answers(self) -> None:
        voices = CHARGE.voices()
        assert {voice: answer.value for voice, answer in voices.items()} == {
            "biller": cad(3_41),
            "consumer": cad(1_13),
            "letter": cad(1_13),
        }
        assert voices["biller"] == CHARGE

    def test_there_are_none_without_readings_or_voices(self) -> None:
        assert KOS.due_date("2026-01-01").voices() == {}
        assert KIJOMA.support_open(at="2026-05-25T10:00+01:00").voices() == {}

    def test_as_data(self) -> None:
        data = CHARGE.as_dict()
        assert data["voice"] == "biller"
        assert data["voices"] == {"biller": "3.41", "consumer": "1.13", "letter": "1.13"}
        assert "voices" not in KOS.due_date("2026-01-01").as_dict()

    @pytest.mark.parametrize("voice", VOICES)
    def test_a_record_is_answered_again_in_its_voice(self, voice: Voice) -> None:
        answer = KOS.under(voice, late_charge={"rounding": "down"}).late_charge("113.00", **DAYS)
        assert from_dict(json.loads(json.dumps(answer.as_dict()))) == answer


class TestCommand:
    """`--voice`, else the key `voice` in the file of the account or the bill."""

    LATE = ("late-charge", "113.00", "--issued", "2026-01-01", "--paid", "2026-02-15")
    STATEMENT = ("statement", "account.toml", "--as-of", "2026-02-15")
    COMPLAINT = ("complaint", "--received", "2026-03-02", "--senior", "2026-03-10")
    INVOICE = '[[invoice]]\nnumber = "1"\nissued = 2026-01-01\namount = "113.00"\n'

    def test_the_option(self, run: Run) -> None:
        status, out, _ = run(*self.LATE, "--voice", "consumer")
        assert status == 0
        assert out.startswith("late charge: 1.13 CAD\n")

    def test_with_a_reading(self, run: Run) -> None:
        _, out, _ = run(*self.LATE, "--voice", "consumer", "--reading", "late_charge.part_month=days-of-year")
        assert out.startswith("late charge: 1.04 CAD\n")

    def test_as_json(self, run: Run) -> None:
        _, out, _ = run(*self.LATE, "--voice", "letter", "--format", "json")
        assert json.loads(out)["voice"] == "letter"

    def test_another_voice_is_refused(self, run: Run) -> None:
        status, _, err = run(*self.LATE, "--voice", "lawyer")
        assert status == 2
        assert "voice is 'lawyer': choose from biller, consumer, letter" in err

    def test_terms_without_voices_refuse_it(self, run: Run) -> None:
        hours = ("support-open", "--at", "2026-05-25T10:00+01:00", "--provider", "kijoma", "--voice", "letter")
        status, _, err = run(*hours)
        assert status == 2
        assert "are read in one voice alone: leave 'letter' out" in err

    # from the next bill, 1 February: 113.00 x 2 % x 14/28 = 1.13
    def test_an_account_names_one(self, run: Run) -> None:
        Path("account.toml").write_text(f'voice = "consumer"\n{self.INVOICE}', "utf-8")
        assert run(*self.STATEMENT)[1].startswith("statement: 114.13 CAD payable now\n")

    def test_the_option_goes_before_the_file(self, run: Run) -> None:
        Path("account.toml").write_text(f'voice = "consumer"\n{self.INVOICE}', "utf-8")
        assert run(*self.STATEMENT, "--voice", "biller")[1].startswith("statement: 116.41 CAD payable now\n")

    def test_a_bill_names_one(self, run: Run) -> None:
        line = '[[line]]\nquestion = "late_charge"\namount = "113.00"\nissued = 2026-01-01\npaid = 2026-02-15\n'
        Path("bill.toml").write_text(f'voice = "letter"\n{line}billed = "1.13"\n', "utf-8")
        assert run("audit", "bill.toml")[0] == 0

    def test_a_file_with_another_voice_is_refused_with_its_place(self, run: Run) -> None:
        Path("account.toml").write_text(f'voice = "lawyer"\n{self.INVOICE}', "utf-8")
        status, _, err = run(*self.STATEMENT)
        assert status == 2
        assert "account.toml: voice: found 'lawyer': choose from biller, consumer, letter" in err

    def test_batch_reads_rows_in_it(self, run: Run) -> None:
        pytest.importorskip("pyarrow")
        Path("rows.csv").write_text("amount,issued,paid\n113.00,2026-01-01,2026-02-15\n", "utf-8")
        assert run("batch", "late-charge", "rows.csv", "out.csv", "--voice", "consumer")[0] == 0
        assert ",1.13" in Path("out.csv").read_text("utf-8")

    ROWS: ClassVar[dict[str, tuple[str, ...]]] = {
        "late-charge": ("bills.csv",),
        "audit": ("bills.csv",),
        "statement": ("bills.csv", "payments.csv"),
    }

    @pytest.mark.parametrize("name", ROWS)
    def test_the_summary_of_a_batch_names_it(self, run: Run, name: str) -> None:
        pytest.importorskip("pyarrow")
        bill = "account,number,amount,issued,paid,billed\nA,1,113.00,2026-01-01,2026-02-15,1.13\n"
        Path("bills.csv").write_text(bill, "utf-8")
        Path("payments.csv").write_text("account,received,amount\nA,2026-02-15,1.00\n", "utf-8")
        day = ("--as-of", "2026-03-01") if name == "statement" else ()
        words = ("batch", name, *self.ROWS[name], "out.csv", *day, "--voice", "consumer")
        status, out, err = run(*words)
        assert (status, err) == (0, "")
        assert "terms of KOS (Kingston Online Services), voice consumer: Service Terms" in " ".join(out.split())
        assert json.loads(run(*words, "--format", "json")[1])["voice"] == "consumer"

    def test_a_statement_as_csv_and_as_a_picture_names_it(self, run: Run) -> None:
        Path("account.toml").write_text(f'voice = "consumer"\n{self.INVOICE}', "utf-8")
        _, out, _ = run(*self.STATEMENT, "--format", "csv")
        assert {row["voice"] for row in csv.DictReader(out.splitlines())} == {"consumer"}
        _, out, _ = run(*self.STATEMENT, "--format", "svg")
        assert "terms of KOS (Kingston Online Services), voice consumer: Service Terms" in out.partition("</desc>")[0]

    def test_corrections_name_it(self, run: Run) -> None:
        Path("account.toml").write_text(f'voice = "consumer"\n{self.INVOICE}', "utf-8")
        since = (*self.STATEMENT, "--since", "2026-01-20")
        assert "Services), voice consumer: Service Terms" in " ".join(run(*since)[1].split())
        assert json.loads(run(*since, "--format", "json")[1])["voice"] == "consumer"

    def test_the_days_of_a_complaint_as_a_calendar_name_it(self, run: Run) -> None:
        _, out, _ = run(*self.COMPLAINT, "--voice", "consumer", "--format", "ical")
        assert r"terms of KOS (Kingston Online Services)\, voice consumer: " in re.sub(r"\r?\n ", "", out)

    def test_two_voices_of_the_same_terms_are_told_apart_where_they_differ(self) -> None:
        differences = diff(KOS, KOS.under("consumer"))
        assert (differences.one, differences.other) == ("kos 2021-07-12", "kos 2021-07-12 consumer")

    def test_a_column_is_empty_for_terms_without_voices(self) -> None:
        assert terms_used(KIJOMA.agreement).cells["voice"] is None
