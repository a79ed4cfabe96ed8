"""Providers that do not exist, each one file and no code; and how an edition of a provider's terms is chosen."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import telcoterms
from telcoterms import (
    Account,
    AmountError,
    Answer,
    Bill,
    BillLine,
    DayError,
    Edition,
    InputError,
    InvalidFileError,
    Invoice,
    Money,
    NotInTermsError,
    Payment,
    RecordError,
    Terms,
    UnknownNameError,
    UnreadableFileError,
    editions,
    from_dict,
    load,
)
from telcoterms.files import library
from tests.test_hostile import GOOD

PROVIDERS = ", ".join(sorted({edition.provider for edition in editions()}))
FOLDER = Path(__file__).parent / "providers"
TERM: dict[str, Any] = {"term_start": "2025-01-01", "term_months": 24}


@pytest.fixture
def nordlys() -> Terms:
    return load(FOLDER / "nordlys-2024-05-01.toml", service="none")


@pytest.fixture
def sakura() -> Terms:
    return load(str(FOLDER / "sakura-2025-04-01.toml"))


@pytest.fixture
def prairie() -> Terms:
    return load(FOLDER / "prairie-2026-01-01.toml")


class TestNordlys:
    """Swedish kronor, due in 30 days, 60 kronor once when late, nothing back."""

    def test_what_it_is(self, nordlys: Terms) -> None:
        assert (nordlys.provider, nordlys.edition, nordlys.currency) == ("nordlys", date(2024, 5, 1), "SEK")
        assert nordlys.service == "none"
        assert repr(nordlys) == "<terms of nordlys, 2024-05-01, service='none'>"

    def test_due_in_30_days(self, nordlys: Terms) -> None:
        # 30 days are left of January
        assert nordlys.due_date("2026-01-01").value == date(2026, 1, 31)

    def test_on_the_due_date_nothing_is_charged(self, nordlys: Terms) -> None:
        assert nordlys.late_charge("349.00", issued="2026-01-01", paid="2026-01-31").value == Money("0.00", "SEK")

    @pytest.mark.parametrize("paid", ["2026-02-01", "2026-12-31"])
    def test_once_late_the_fee_is_charged_once(self, nordlys: Terms, paid: str) -> None:
        charge = nordlys.late_charge("349.00", issued="2026-01-01", paid=paid)
        assert charge.value == Money("60.00", "SEK")
        assert [str(clause) for clause in charge.clauses] == ["Villkor s.2", "Villkor s.3"]
        assert charge.readings == {}

    def test_nothing_comes_back_and_no_tax_is_asked_for(self, nordlys: Terms) -> None:
        refund = nordlys.refund("349.00", cycle_start="2026-06-01", cancelled="2026-06-10").value
        assert (refund.refund.text, refund.tax.text, refund.total.text) == ("0.00", "0.00", "0.00")

    def test_a_statement(self, nordlys: Terms) -> None:
        # late from 1 February: 349 + 60 = 409; 100 on the 10th: 60 of the fee, 40 of the bill; 409 - 100 = 309
        account = Account(
            [
                Invoice("2026-01", "2026-01-01", Money("349.00", "SEK")),
                Payment("2026-02-10", Money("100.00", "SEK")),
            ]
        )
        value = nordlys.statement(account, as_of="2026-03-01").value
        assert (value.balance.text, value.accrued.text, value.settlement.text) == ("309.00", "0.00", "309.00")
        (debt,) = value.debts
        assert (debt.principal.text, debt.charges.text, debt.due) == ("309.00", "0.00", date(2026, 1, 31))
        assert debt.posted == ((date(2026, 2, 1), Money("60.00", "SEK")),)
        assert debt.dispute_until is None  # the terms hold no rule on it

    def test_a_service_overrides_the_days(self) -> None:
        fiber = load(FOLDER / "nordlys-2024-05-01.toml", service="fiber")
        assert repr(fiber) == "<terms of nordlys, 2024-05-01, service='fiber'>"
        assert fiber.due_date("2026-01-01").value == date(2026, 1, 11)
        assert [str(clause) for clause in fiber.due_date("2026-01-01").clauses] == ["Fiberavtal s.1"]
        assert fiber.late_charge("349.00", issued="2026-01-01", paid="2026-01-12").value == Money("60.00", "SEK")
        (service,) = fiber.agreement.services
        assert [(name, str(clause)) for name, clause in service.replaces] == [("due_date", "Villkor s.2")]

    @pytest.mark.parametrize(
        ("ask", "question"),
        [
            (lambda terms: terms.dispute_until("2026-01-01"), "dispute"),
            (lambda terms: terms.dispute(issued="2026-01-01", reported="2026-01-02"), "dispute"),
            (lambda terms: terms.cancellation_charge("349.00", **TERM, cancelled="2026-05-10"), "cancellation_charge"),
            (lambda terms: terms.regime(**TERM, on="2026-05-10"), "regime"),
            (lambda terms: terms.administrative_charge(60, reason="restoral"), "administrative_charge"),
            (lambda terms: terms.equipment_return_by(cancelled="2026-05-10"), "equipment_return_by"),
            (lambda terms: terms.liability_limit(fees_during_outage=60), "liability_limit"),
            (lambda terms: terms.change_of_terms(notice="2026-01-01", effective="2026-02-15"), "change_of_terms"),
            (lambda terms: terms.policy_change(posted="2026-03-01"), "policy_change"),
            (lambda terms: terms.provider_cancellation(notice="2026-01-01"), "provider_cancellation"),
            (lambda terms: terms.complaint(received="2026-01-01"), "complaint"),
            (lambda terms: terms.eligible_for_adr(customer="consumer"), "eligible_for_adr"),
            (lambda terms: terms.hours("2026-01-01"), "hours"),
            (lambda terms: terms.support_open(at="2026-01-01T12:00Z"), "hours"),
            (lambda terms: terms.next_opening(at="2026-01-01T12:00Z"), "hours"),
        ],
    )
    def test_on_the_rest_it_is_silent(
        self, nordlys: Terms, ask: Callable[[Terms], Answer[object]], question: str
    ) -> None:
        with pytest.raises(NotInTermsError) as caught:
            ask(nordlys)
        assert str(caught.value) == (
            f"the terms of nordlys (2024-05-01), as recorded, hold no rule on {question}: ask the provider, "
            f"or add a table [{question}] to a file of your own"
        )

    def test_a_flat_fee_has_no_yearly_rate(self, nordlys: Terms) -> None:
        with pytest.raises(NotInTermsError, match=r"has no yearly rate \(Villkor s\.3\)"):
            nordlys.effective_annual_rate()

    def test_no_question_borrows_an_answer_of_another_provider(self, nordlys: Terms) -> None:
        answered = {name for name in ("due_date", "late_charge", "refund", "statement") if nordlys.answers(name)}
        assert answered == {"due_date", "late_charge", "refund", "statement"}
        assert not any(map(nordlys.answers, ("dispute", "dispute_until", "cancellation_charge", "regime")))

    def test_every_section_is_told(self, nordlys: Terms) -> None:
        told = [(str(one.clause), one.status) for one in nordlys.sections()]
        assert told == [
            ("Villkor s.1", "without-figures"),
            ("Villkor s.2", "computed"),
            ("Villkor s.3", "computed"),
            ("Villkor s.4", "computed"),
            ("Villkor s.5", "not-computed"),
            ("Villkor s.6", "to-come"),
            ("Fiberavtal s.1", "computed"),
        ]
        assert nordlys.sections()[4].why == "no price of the router is published"
        assert nordlys.sections()[5].questions == ("support_open",)

    def test_its_amounts_are_its_own(self, nordlys: Terms) -> None:
        with pytest.raises(AmountError, match="these terms are in SEK"):
            nordlys.late_charge(Money("349.00", "CAD"), issued="2026-01-01", paid="2026-02-01")
        account = Account([Invoice("1", "2026-01-01", Money("349.00", "CAD"))])
        with pytest.raises(InputError, match="the account is in CAD, these terms are in SEK"):
            nordlys.statement(account, as_of="2026-03-01")

    def test_a_record_is_answered_again_by_the_same_terms(self, nordlys: Terms) -> None:
        charge = nordlys.late_charge("349.00", issued="2026-01-01", paid="2026-02-01")
        record = json.loads(json.dumps(charge.as_dict()))
        assert from_dict(record, terms=nordlys) == charge
        with pytest.raises(RecordError, match="which are not held here: give them"):
            from_dict(record)
        with pytest.raises(RecordError, match="not on <terms of nordlys, 2024-05-01, service='fiber'> in SEK"):
            from_dict(record, terms=load(FOLDER / "nordlys-2024-05-01.toml", service="fiber"))


class TestSakura:
    """Yen, which have no smaller unit; 14.6 % a year by the day, from the due date, rounded down."""

    @pytest.mark.parametrize(
        ("paid", "charge"),
        [
            ("2026-01-21", "0"),  # the due date: 1 January + 20 days
            ("2026-01-22", "2"),  # 5000 x 1 x 0.146 / 365 = 2 exactly
            ("2026-02-20", "60"),  # 5000 x 30 x 0.146 / 365 = 60 exactly
        ],
    )
    def test_by_the_day(self, sakura: Terms, paid: str, charge: str) -> None:
        assert sakura.late_charge(5000, issued="2026-01-01", paid=paid).value == Money(charge, "JPY")

    def test_a_part_of_a_yen_is_dropped(self, sakura: Terms) -> None:
        # 4999 x 30 x 0.146 / 365 = 59.988
        assert sakura.late_charge(4999, issued="2026-01-01", paid="2026-02-20").value == Money(59, "JPY")

    def test_its_readings_and_reasons(self, sakura: Terms) -> None:
        charge = sakura.late_charge(5000, issued="2026-01-01", paid="2026-02-20")
        assert charge.readings == {"runs_from": "due-date", "first_day": "not-counted", "rounding": "down"}
        # 50 days from the invoice date: 5000 x 50 x 0.146 / 365 = 100
        assert charge.under(runs_from="invoice-date").value == Money(100, "JPY")
        assert "section 6 counts from the due date" in " ".join(str(charge.working).split())

    def test_a_part_of_a_yen_is_refused(self, sakura: Terms) -> None:
        with pytest.raises(AmountError, match="part of the smallest unit"):
            sakura.late_charge("5000.50", issued="2026-01-01", paid="2026-02-20")

    def test_the_yearly_rate_is_the_stated_one(self, sakura: Terms) -> None:
        assert sakura.effective_annual_rate().value == Fraction(146, 1000)

    def test_a_statement_accrues_and_posts_nothing_until_it_is_paid(self, sakura: Terms) -> None:
        account = Account([Invoice("A", "2026-01-01", Money(5000, "JPY"))])
        value = sakura.statement(account, as_of="2026-02-20").value
        assert (value.balance.text, value.accrued.text, value.settlement.text) == ("5000", "60", "5060")


class TestPrairie:
    """The greater of 1 % a month, in completed months from the due date, and 3.00."""

    @pytest.mark.parametrize(
        ("amount", "paid", "charge"),
        [
            ("100.00", "2026-01-26", "0.00"),  # the due date: 1 January + 25 days
            ("100.00", "2026-01-27", "3.00"),
            ("100.00", "2026-02-26", "3.00"),  # one month: 1.00, less than 3.00
            ("1000.00", "2026-02-26", "10.00"),  # one month: 10.00
            ("1000.00", "2026-03-27", "20.10"),  # two: 10.00 + 10.10; the third has only begun
        ],
    )
    def test_the_greater_of_the_two(self, prairie: Terms, amount: str, paid: str, charge: str) -> None:
        assert prairie.late_charge(amount, issued="2026-01-01", paid=paid).value.text == charge

    def test_the_inner_kind_has_its_own_clause_and_readings(self, prairie: Terms) -> None:
        charge = prairie.late_charge("1000.00", issued="2026-01-01", paid="2026-03-27")
        assert charge.readings["part_month"] == "completed-months"
        assert {"Terms s.2", "Terms s.3"} <= {str(clause) for step in charge.steps for clause in step.clauses}

    def test_the_stated_yearly_rate_is_held_against_the_monthly_one(self, prairie: Terms) -> None:
        answer = prairie.effective_annual_rate()
        assert answer.value == Fraction(101, 100) ** 12 - 1
        assert "the terms print 12.68 %: agrees" in str(answer.working)

    def test_without_a_table_of_taxes_there_is_no_tax_and_a_note_says_so(self, prairie: Terms) -> None:
        facts: dict[str, Any] = {**TERM, "incentive": "240.00", "last_invoice": "2026-05-01", "cancelled": "2026-05-10"}
        bare = prairie.cancellation_charge(**facts)
        assert (bare.value.charge.text, bare.value.tax.text, bare.value.total.text) == ("80.00", "0.00", "80.00")
        assert "these terms name no table of taxes, and no tax is in this figure" in " ".join(str(bare.working).split())
        with pytest.raises(NotInTermsError, match="name no table of taxes: give the rate"):
            prairie.cancellation_charge(**facts, tax_mode="included")
        over = prairie.cancellation_charge(**{**facts, "by": "provider-with-notice"})
        assert "no table of taxes" not in str(over.working)
        # 240.00 x 8/24 = 80.00; 5 % of it: 4.00
        value = prairie.cancellation_charge(**facts, tax_rate="0.05").value
        assert (value.charge.text, value.tax.text, value.total.text) == ("80.00", "4.00", "84.00")

    def test_a_charge_within_its_own_cap_for_its_own_reason(self, prairie: Terms) -> None:
        assert prairie.administrative_charge("12.50", reason="returned-payment").value.text == "12.50"
        with pytest.raises(InputError, match=r"amount is 12\.51 CAD, over the cap of 12\.50 CAD .* \(Terms s\.5\)"):
            prairie.administrative_charge("12.51", reason="returned-payment")
        with pytest.raises(NotInTermsError, match=r"charge for restoral \(Terms s\.5\), only for returned-payment:"):
            prairie.administrative_charge("12.50", reason="restoral")

    def test_its_own_days_and_sums(self, prairie: Terms) -> None:
        assert prairie.equipment_return_by(cancelled="2026-06-10").value.by is None
        assert prairie.liability_limit(fees_during_outage="99.99").value.text == "100.00"
        # 30 days are left of January, 28 of February, 2 more in March
        change = prairie.change_of_terms(notice="2026-01-01", effective="2026-03-10").value
        assert (change.earliest, change.binds_from) == (date(2026, 3, 2), date(2026, 3, 10))
        # 30 of January, 28 of February, 31 of March, 1 of April
        assert prairie.provider_cancellation(notice="2026-01-01").value == date(2026, 4, 1)
        with pytest.raises(NotInTermsError, match="hold no rule on policy_change"):
            prairie.policy_change(posted="2026-03-01")

    def test_its_revision_is_cited(self, prairie: Terms) -> None:
        assert prairie.due_date("2026-01-01").as_dict()["revision"] == 2


class TestKijoma:
    """Kijoma publishes a complaints code and nothing else: a question beside it is refused, never answered for it."""

    ANSWERED = ("complaint", "hours", "support_open", "next_opening", "law")

    def test_what_it_is(self) -> None:
        kijoma = load("kijoma")
        assert repr(kijoma) == "<terms of kijoma, 2023-02-01>"
        assert (kijoma.currency, kijoma.agreement.time_zone) == ("GBP", "Europe/London")
        assert str(kijoma).endswith("answers: complaint, hours, support_open, next_opening, law")

    @pytest.mark.parametrize("question", sorted(set(GOOD) - set(ANSWERED)))
    def test_on_everything_else_it_is_silent(self, question: str) -> None:
        kijoma = load("kijoma")
        assert not kijoma.answers(question)
        facts = GOOD[question]
        if "account" in facts:
            facts = facts | {"account": Account([Invoice("a", "2026-01-01", Money(50, "GBP"))])}
        if question == "tax":
            facts = {"amounts": facts["amounts"], "on": facts["on"]}
        if "payment" in facts:
            facts = facts | {"payment": Payment("2026-02-01", Money(50, "GBP"))}
        with pytest.raises(NotInTermsError, match="the terms of kijoma"):
            getattr(kijoma, question)(**facts)

    def test_no_audit_either(self) -> None:
        kijoma = load("kijoma")
        assert not kijoma.answers("audit")
        with pytest.raises(NotInTermsError):
            kijoma.audit(Bill([BillLine("due_date", {"issued": "2026-01-01"}, "2026-01-16")]))
        with pytest.raises(NotInTermsError):
            kijoma.audit_late_charge(1, 1, issued="2026-01-01", paid="2026-02-01")

    def test_every_section_is_told(self) -> None:
        told = [(one.clause.section, one.status) for one in load("kijoma").sections()]
        assert told == [
            ("1", "computed"),
            ("2", "without-figures"),
            ("2.1", "computed"),
            ("2.2", "without-figures"),
            ("2.3", "without-figures"),
            ("2.4", "without-figures"),
            ("3", "without-figures"),
            ("3.1", "computed"),
            ("3.2", "computed"),
            ("4", "computed"),
            ("4.1", "computed"),
        ]

    def test_a_day_before_its_edition(self) -> None:
        with pytest.raises(UnknownNameError, match="kijoma was in force on 2023-01-31"):
            load("kijoma", on="2023-01-31")


class TestChoice:
    """An edition is chosen by name, by its date, or by a day on which it was in force; nothing is guessed."""

    def test_by_name(self) -> None:
        assert load("kos").provider == "kos"
        assert load("kos", edition="2021-07-12") == load("kos", on=date(2021, 7, 12)) == load("kos", on="2026-01-01")

    def test_an_unknown_provider(self) -> None:
        with pytest.raises(
            UnknownNameError, match=f"no terms of 'koss' here: choose from {PROVIDERS}, or give the path"
        ):
            load("koss")

    def test_an_unknown_service(self) -> None:
        with pytest.raises(
            UnknownNameError, match=r"no service 'dial-up': choose from dsl, cable, fixed-wireless, voip"
        ):
            load("kos", service="dial-up")

    def test_an_unknown_edition(self) -> None:
        with pytest.raises(UnknownNameError, match=r"no edition of 2022-01-01 .* kos: choose from 2021-07-12"):
            load("kos", edition="2022-01-01")

    def test_a_day_before_the_first_edition(self) -> None:
        with pytest.raises(UnknownNameError, match=r"in force on 2021-07-11, .* the first is of 2021-07-12"):
            load("kos", on="2021-07-11")

    def test_a_day_that_is_none(self) -> None:
        with pytest.raises(DayError, match="on is '2026-02-30'"):
            load("kos", on="2026-02-30")

    def test_a_path_has_one_edition(self) -> None:
        path = FOLDER / "nordlys-2024-05-01.toml"
        assert load(path, on="2024-05-01", edition="2024-05-01") == load(path)
        with pytest.raises(UnknownNameError, match="no edition of 2024-05-02 of the terms of nordlys"):
            load(path, edition="2024-05-02")
        with pytest.raises(UnknownNameError, match="nordlys was in force on 2024-04-30"):
            load(path, on="2024-04-30")
        with pytest.raises(UnknownNameError, match="no service 'dsl': choose from fiber"):
            load(path, service="dsl")

    def test_a_path_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFileError, match="there is no such file"):
            load(tmp_path / "none.toml")

    @pytest.mark.parametrize("provider", [[], 5, "", "KOS"])
    def test_what_is_no_name_is_no_provider(self, provider: Any) -> None:
        with pytest.raises(UnknownNameError, match="there are no terms of"):
            load(provider)


class TestEditions:
    """Editions follow one another; a correction is a new revision of the same day, and the newest of both is taken."""

    @pytest.fixture
    def published(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        folder = tmp_path / "published"
        shutil.copytree(Path(telcoterms.__file__).parent / "published", folder)
        text = (FOLDER / "nordlys-2024-05-01.toml").read_text("utf-8")
        later = text.replace("edition = 2024-05-01\nrevision", "edition = 2025-01-01\nrevision", 1)
        files = {
            "nordlys-2024-05-01": text.replace("days = 30", "days = 31"),
            "nordlys-2024-05-01-r1": text.replace("revision = 0", "revision = 1"),
            "nordlys-2025-01-01": later.replace("days = 30", "days = 40"),
            "nordlys-draft": "not looked at",
        }
        for name, content in files.items():
            (folder / "providers" / f"{name}.toml").write_text(content, "utf-8")
        monkeypatch.setattr("telcoterms.values.published.PUBLISHED", folder)
        editions.cache_clear()
        library.published.cache_clear()
        yield folder
        editions.cache_clear()
        library.published.cache_clear()

    @pytest.mark.usefixtures("published")
    def test_all_are_listed_oldest_first(self) -> None:
        assert [one for one in editions() if one.provider == "nordlys"] == [
            Edition("nordlys", date(2024, 5, 1), 0),
            Edition("nordlys", date(2024, 5, 1), 1),
            Edition("nordlys", date(2025, 1, 1), 0),
        ]

    @pytest.mark.usefixtures("published")
    def test_the_newest_is_taken_unless_a_day_is_named(self) -> None:
        days = {day: load("nordlys", on=day).agreement for day in ("2024-12-31", "2025-01-01")}
        assert [(one.edition, one.revision) for one in days.values()] == [(date(2024, 5, 1), 1), (date(2025, 1, 1), 0)]
        assert load("nordlys", service="none").due_date("2026-01-01").value == date(2026, 2, 10)
        assert load("nordlys", service="none", edition="2024-05-01").due_date("2026-01-01").value == date(2026, 1, 31)

    @pytest.mark.usefixtures("published")
    def test_an_unknown_edition_names_each_once(self) -> None:
        with pytest.raises(UnknownNameError, match=r"choose from 2024-05-01, 2025-01-01$"):
            load("nordlys", edition="2024-05-02")

    @pytest.mark.usefixtures("published")
    def test_a_record_is_answered_by_the_revision_that_it_names(self) -> None:
        record = load("nordlys", service="none", edition="2024-05-01").due_date("2026-01-01").as_dict()
        assert record["revision"] == 1
        assert from_dict(record).value == date(2026, 1, 31)
        with pytest.raises(RecordError, match="'2026-01-31', but '2026-02-01' comes out"):
            from_dict({**record, "revision": 0})

    def test_a_published_file_with_a_fault_says_so(self, published: Path) -> None:
        broken = published / "providers" / "nordlys-2025-01-01.toml"
        broken.write_text(broken.read_text("utf-8").replace("days = 40", "days = -1"), "utf-8")
        nordlys = load("nordlys")  # its clauses are read when they are looked up
        with pytest.raises(InvalidFileError, match=r"nordlys-2025-01-01\.toml: due_date\.days: found -1"):
            nordlys.due_date("2026-01-01")

    def test_a_published_file_with_a_fault_outside_its_clauses_says_so_at_once(self, published: Path) -> None:
        broken = published / "providers" / "nordlys-2025-01-01.toml"
        broken.write_text(broken.read_text("utf-8").replace("revision = 0", "revision = -1"), "utf-8")
        with pytest.raises(InvalidFileError, match=r"nordlys-2025-01-01\.toml: revision: found -1"):
            load("nordlys")


class TestCoverage:
    """The sections of every provider, as its file lists them."""

    @pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
    def test_each_section_is_listed_once(self, file: Path) -> None:
        terms = load(file)
        counts = Counter(one.clause for one in terms.sections())
        assert set(counts.values()) <= {1}
        assert file.stem == f"{terms.provider}-{terms.edition}"
