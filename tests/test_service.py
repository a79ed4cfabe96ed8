"""Which service is asked about: a question whose rule differs by service is not answered without one."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest

from telcoterms import (
    Account,
    Answer,
    Bill,
    BillLine,
    Cancellation,
    InvalidFileError,
    Invoice,
    MissingFactsError,
    Money,
    NotInTermsError,
    Payment,
    UnknownNameError,
    diff,
    from_dict,
    load,
)
from telcoterms.agreement.agreement import Agreement
from telcoterms.cli import main
from telcoterms.files.account import read_account
from telcoterms.files.bill import read_bill
from telcoterms.terms import Terms
from telcoterms.values.dataclasses import replace
from tests.terms_builders import KOS

TERM: Final[dict[str, Any]] = {"term_start": "2025-01-01", "term_months": 24}
EARLY: Final[dict[str, Any]] = {**TERM, "cancelled": "2026-05-10"}
RANGE: Final[dict[str, Any]] = {"first": "2026-05-10", "last": "2027-01-31"}
WHY: Final = (
    "cancellation charge depends on the service, since the rules of dsl, cable, fixed-wireless, voip set "
    "Service Terms s.36 aside"
)
CHOICES: Final = (
    "dsl, cable, fixed-wireless, voip, or none (hosting, colocation, hosted PBX, dial-up, and any other without an "
    "agreement of its own)"
)
OWN_FILE: Final = Path(__file__).parent / "providers" / "nordlys-2024-05-01.toml"
LEFT_EARLY: Final = Cancellation("C", "2026-05-10", monthly_fee=Money("59.95", "CAD"), **TERM)
BILL: Final = """\
[[line]]
question = "cancellation_charge"
monthly_fee = "59.95"
term_start = 2025-01-01
term_months = 24
cancelled = 2026-05-10
billed = "209.83"
"""
ACCOUNT: Final = """\
[[cancellation]]
number = "C"
on = 2026-05-10
monthly_fee = "59.95"
term_start = 2025-01-01
term_months = 24
"""


def cad(amount: str) -> Money:
    return Money(amount, "CAD")


def refused(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints where it does not answer."""
    assert main(arguments) == 2
    return capsys.readouterr().err


class TestNoServiceNamed:
    """The Service Agreements outrank s.36 for their services, and none of them is named."""

    def test_a_cancellation_charge_says_why_and_names_the_choices(self) -> None:
        with pytest.raises(MissingFactsError) as error:
            KOS.cancellation_charge("59.95", **EARLY)
        assert str(error.value) == f'{WHY}: name it, such as load("kos", service="dsl"), from {CHOICES}'

    def test_in_french(self) -> None:
        with pytest.raises(MissingFactsError) as error:
            KOS.equipment_return_by(cancelled="2026-06-10")
        assert error.value.show("fr") == (
            "«\N{NO-BREAK SPACE}retour du matériel au plus tard\N{NO-BREAK SPACE}» dépend du service, "
            "car les règles de dsl, cable, fixed-wireless, voip "
            "écartent Service Terms, art.\N{NO-BREAK SPACE}36\N{NO-BREAK SPACE}: nommez-le, "
            'par exemple load("kos", service="dsl"), '
            "parmi dsl, cable, fixed-wireless, "
            "voip, ou none (hébergement, colocation, PBX hébergé, accès commuté, et tout autre sans contrat propre)"
        )

    def test_once_the_term_has_ended_the_service_is_needed_too(self) -> None:
        with pytest.raises(MissingFactsError, match="depends on the service"):
            KOS.cancellation_charge("59.95", **TERM, cancelled="2027-05-10")

    def test_the_cheapest_day(self) -> None:
        with pytest.raises(MissingFactsError, match="cancellation charge depends on the service"):
            KOS.cheapest_cancellation("59.95", **TERM, **RANGE)

    def test_the_cheapest_day_of_a_range_after_the_term(self) -> None:
        with pytest.raises(MissingFactsError, match="cancellation charge depends on the service"):
            KOS.cheapest_cancellation("59.95", **TERM, first="2027-02-01", last="2027-03-01")

    def test_the_day_for_equipment(self) -> None:
        with pytest.raises(MissingFactsError, match="equipment return by depends on the service"):
            KOS.equipment_return_by(cancelled="2026-06-10")

    def test_a_line_of_a_bill(self) -> None:
        bill = Bill([BillLine("cancellation_charge", {"monthly_fee": cad("59.95"), **EARLY}, cad("209.83"))])
        with pytest.raises(MissingFactsError, match="line 1 of the bill, cancellation_charge: cancellation charge dep"):
            KOS.audit(bill)

    @pytest.mark.parametrize(
        "ask",
        [
            lambda account: KOS.statement(account, "2026-06-01"),
            lambda account: KOS.settlement(account, on="2026-06-01"),
            lambda account: KOS.what_if(account, Payment("2026-05-20", cad("5.00")), on="2026-06-01"),
        ],
        ids=["statement", "settlement", "what_if"],
    )
    def test_an_account_on_which_a_fixed_term_ends(self, ask: Callable[[Account], Answer[object]]) -> None:
        with pytest.raises(MissingFactsError, match="cancellation charge depends on the service"):
            ask(Account([Invoice("1", "2026-05-01", cad("67.74")), LEFT_EARLY]))

    def test_readings_of_the_rule(self) -> None:
        with pytest.raises(MissingFactsError, match="depends on the service"):
            KOS.under(cancellation_charge={"remaining": "by-days"})

    def test_a_rule_that_no_general_one_stands_beside(self) -> None:
        terms = Terms(replace(KOS.agreement, rules=KOS.agreement.rules.changed(cancellation_charge=None)))
        with pytest.raises(MissingFactsError) as error:
            terms.cancellation_charge("59.95", **EARLY)
        assert str(error.value) == (
            "cancellation charge depends on the service, since the rules of dsl, cable, fixed-wireless, voip alone "
            'answer it: name it, such as load("kos", service="dsl"), from dsl, cable, fixed-wireless, voip'
        )

    def test_a_file_that_does_not_say_which_services_have_no_agreement(self) -> None:
        with pytest.raises(MissingFactsError, match=r"from fiber, or none \(any other service\)$"):
            load(OWN_FILE).due_date("2026-01-01")


class TestStillAnswered:
    """What does not differ by service is answered without one."""

    def test_a_refund_month_to_month(self) -> None:
        answer = KOS.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10")
        assert answer.value.total == cad("37.63")

    def test_a_refund_inside_a_fixed_term(self) -> None:
        # no agreement has a rule of its own on prepaid fees: s.36 gives nothing back inside any fixed term
        answer = KOS.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10", regime="fixed-term")
        assert answer.value.total == cad("0.00")

    def test_a_late_charge_has_no_note_on_services(self) -> None:
        assert "service" not in str(KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15").working).replace(
            "Service Terms", ""
        )

    def test_a_bill_without_a_fixed_term(self) -> None:
        bill = Bill([BillLine("due_date", {"issued": "2026-01-01"}, "2026-01-16")])
        assert KOS.audit(bill).value.agrees

    def test_an_account_on_which_a_service_ends_month_to_month(self) -> None:
        gone = Cancellation("C", "2026-06-10", fee=cad("49.95"), cycle_start="2026-06-01")
        answer = KOS.statement(Account([Invoice("1", "2026-06-01", cad("56.44")), gone]), "2026-06-12")
        assert answer.value.balance == cad("18.81")  # 56.44 - 37.63
        assert "leased equipment to be back" not in str(answer.working)
        assert (
            "equipment return by depends on the service, since the rules of dsl, cable, fixed-wireless, voip set "
            "Service Terms s.36 aside: name it to see that day"
        ) in " ".join(str(answer.working).split())

    def test_the_law_beside_the_terms(self) -> None:
        assert KOS.law(on="2026-06-01").value.on == date(2026, 6, 1)


class TestNone:
    """`none` stands for each service without an agreement of its own: hosting, colocation, hosted PBX, dial-up."""

    def test_half_of_the_fees_that_remain(self) -> None:
        # 7 months of 24 remain after 10 May: 50 % x 7 x 59.95 = 209.825
        answer = load("kos", service="none").cancellation_charge("59.95", **EARLY)
        assert answer.value.charge == cad("209.83")

    def test_what_the_terms_say_of_themselves(self) -> None:
        assert repr(load("kos", service="none")) == "<terms of kos, 2021-07-12, service='none'>"

    def test_a_record_holds_it(self) -> None:
        answer = load("kos", service="none").cancellation_charge("59.95", **EARLY)
        record = answer.as_dict()
        assert record["service"] == "none"
        assert from_dict(record) == answer

    @pytest.mark.parametrize("name", ["none", "dsl"])
    def test_a_provider_without_services(self, name: str) -> None:
        with pytest.raises(UnknownNameError) as error:
            load("kijoma", service=name)
        assert str(error.value) == (
            f"the terms of kijoma tell no services apart, so none is '{name}': leave the service out"
        )

    def test_where_only_services_have_a_rule(self) -> None:
        silent = replace(KOS.agreement, rules=KOS.agreement.rules.changed(cancellation_charge=None))
        with pytest.raises(NotInTermsError, match="hold no rule on cancellation_charge"):
            Terms(silent.for_service("none")).cancellation_charge("59.95", **EARLY)

    def test_no_service_of_a_file_may_have_that_name(self, tmp_path: Path) -> None:
        text = OWN_FILE.read_text("utf-8").replace("[service.fiber", "[service.none")
        file = tmp_path / "own.toml"
        file.write_text(text, "utf-8")
        with pytest.raises(InvalidFileError, match="none stands for every service without an agreement of its own: "):
            load(file)

    def test_an_unknown_service(self) -> None:
        with pytest.raises(UnknownNameError) as error:
            load("kos", service="tv")
        assert str(error.value) == (
            "the terms of kos have no service 'tv': choose from dsl, cable, fixed-wireless, voip, or none for a "
            "service without an agreement of its own"
        )


class TestDifferences:
    """What depends on the service is not compared with a rule that may be the wrong one."""

    def test_one_side_without_a_service(self) -> None:
        found = {one.question: one for one in diff(load("kos"), load("kos", service="dsl")).differing}
        assert list(found) == [
            "cancellation_charge",
            "equipment_return_by",
            "customer_cancellation",
            "law",
            "cheapest_cancellation",
            "leave",
        ]
        charge = found["cancellation_charge"]
        assert (charge.how, charge.one) == ("depends on the service", "no service is named")
        assert charge.other == "cancellation charge: 133.33 CAD, tax 17.33, total 150.66"

    def test_both_are_named_with_the_editions_of_their_own_documents(self) -> None:
        notes = " ".join(str(diff(load("kos", service="none"), load("kos", service="dsl"))).split()).partition(
            "notes: "
        )[2]
        mark = "(the date of the site's file, the document bears none)"
        own = f"Service Terms of 2021-07-12 {mark}, Resolution Services of 2021-07-12 {mark}"
        assert f"terms of KOS (Kingston Online Services), service none: {own}" in notes
        assert "service dsl: " in notes
        assert "DSL Agreement of 2019-02-11" in notes
        assert "Cable Agreement" not in notes

    def test_neither_side_with_one(self) -> None:
        differences = diff(load("kos"), load("kos"))
        assert differences.same
        assert set(differences.not_compared) >= {"cancellation_charge", "equipment_return_by", "cheapest_cancellation"}

    def test_general_rules_with_those_of_a_service(self) -> None:
        found = diff(load("kos", service="none"), load("kos", service="dsl")).differing
        assert [one.question for one in found] == [
            "cancellation_charge",
            "equipment_return_by",
            "customer_cancellation",
            "law",
            "cheapest_cancellation",
            "leave",
        ]


class TestInAShell:
    """The command asks in its own words, and takes the service from its option or from the file."""

    CHARGE = ("cancellation-charge", "59.95", "--term-start", "2025-01-01", "--term-months", "24", "--provider", "kos")

    def test_the_option_is_asked_for(self, capsys: pytest.CaptureFixture[str]) -> None:
        said = refused(*self.CHARGE, "--cancelled", "2026-05-10", capsys=capsys)
        assert said == f"telcoterms: {WHY}: name it, such as --service dsl, from {CHOICES}\n"

    def test_none_is_taken(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([*self.CHARGE, "--cancelled", "2026-05-10", "--service", "none"]) == 0
        assert "209.83 CAD" in capsys.readouterr().out

    def test_the_key_of_a_bill_is_asked_for(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        file = tmp_path / "bill.toml"
        file.write_text(BILL, "utf-8")
        said = refused("audit", str(file), "--provider", "kos", capsys=capsys)
        assert said == f'telcoterms: {file}: line[1]: {WHY}: name it, such as service = "dsl", from {CHOICES}\n'

    @pytest.mark.parametrize(
        ("head", "option"),
        [('service = "none"\n', []), ("", ["--service", "none"]), ('service = "none"\n', ["--service", "none"])],
    )
    def test_a_bill_is_audited(self, head: str, option: list[str], tmp_path: Path) -> None:
        file = tmp_path / "bill.toml"
        file.write_text(head + BILL, "utf-8")
        assert main(["audit", str(file), "--provider", "kos", *option]) == 0

    def test_a_statement_by_the_key_of_the_account(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        file = tmp_path / "account.toml"
        file.write_text('provider = "kos"\nservice = "none"\n' + ACCOUNT, "utf-8")
        assert main(["statement", str(file), "--as-of", "2026-05-12"]) == 0
        assert "237.11" in capsys.readouterr().out  # 209.83 and 27.28 tax

    def test_a_statement_without_it(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        file = tmp_path / "account.toml"
        file.write_text('provider = "kos"\n' + ACCOUNT, "utf-8")
        said = refused("statement", str(file), "--as-of", "2026-05-12", capsys=capsys)
        assert said == (
            f"telcoterms: C ends a fixed term, and {WHY}: name it, such as --service dsl, from {CHOICES}; in the file "
            "of an account the key is service\n"
        )

    def test_a_check_of_the_account_finds_that_it_is_missing(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "account.toml"
        file.write_text('provider = "kos"\n' + ACCOUNT, "utf-8")
        assert main(["check", str(file)]) == 1
        assert capsys.readouterr().out == (
            f'{file}: cancellation C: C ends a fixed term, and {WHY}: name it, such as service = "dsl", from '
            f"{CHOICES}; in the file of an account the key is service\n"
        )

    def test_a_check_of_the_account_finds_what_its_service_needs(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "account.toml"
        file.write_text('provider = "kos"\nservice = "dsl"\n' + ACCOUNT, "utf-8")
        assert main(["check", str(file)]) == 1
        assert "cancellation C: these terms (DSL Agreement s.11) charge the incentive" in capsys.readouterr().out

    @pytest.mark.parametrize("service", ["none", "cable"])
    def test_a_check_of_an_account_without_a_fixed_term_asks_for_nothing(self, service: str, tmp_path: Path) -> None:
        file = tmp_path / "account.toml"
        facts = 'number = "C"\non = 2026-05-10\nfee = "59.95"\ncycle_start = 2026-05-01\n'
        file.write_text('provider = "kos"\n[[cancellation]]\n' + facts, "utf-8")
        assert main(["check", str(file), "--service", service]) == 0

    def test_the_file_and_the_option_name_two(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        file = tmp_path / "bill.toml"
        file.write_text('service = "none"\n' + BILL, "utf-8")
        said = refused("audit", str(file), "--provider", "kos", "--service", "dsl", capsys=capsys)
        assert said == (
            f"telcoterms: {file} names the service none, --service names dsl: leave the option out, or "
            "correct the file\n"
        )

    def test_a_key_that_is_no_name(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        file = tmp_path / "bill.toml"
        file.write_text("service = 5\n" + BILL, "utf-8")
        said = refused("audit", str(file), "--provider", "kos", capsys=capsys)
        assert said == (
            f"telcoterms: {file}: service: found 5, wanted the name of a service, or none: write it in "
            "quotation marks\n"
        )


class TestFilesInPython:
    """A file's own service is taken to judge its lines; the terms that are asked name it in `load`."""

    @staticmethod
    def bill(tmp_path: Path, head: str) -> Path:
        file = tmp_path / "bill.toml"
        file.write_text(head + BILL, "utf-8")
        return file

    def agreement(self, service: str | None = None) -> Agreement:
        return load("kos", service=service).agreement

    def test_the_service_of_a_bill(self, tmp_path: Path) -> None:
        bill = read_bill(self.bill(tmp_path, 'service = "none"\n'), self.agreement())
        assert load("kos", service="none").audit(bill).value.agrees

    def test_another_one_than_that_of_the_terms(self, tmp_path: Path) -> None:
        with pytest.raises(
            InvalidFileError, match="service: the bill is for the service 'none', the terms are for dsl: "
        ):
            read_bill(self.bill(tmp_path, 'service = "none"\n'), self.agreement("dsl"))

    def test_an_unknown_one(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidFileError, match="service: the terms of kos have no service 'tv'"):
            read_bill(self.bill(tmp_path, 'service = "tv"\n'), self.agreement())

    def test_the_service_of_an_account(self, tmp_path: Path) -> None:
        file = tmp_path / "account.toml"
        file.write_text('service = "none"\n' + ACCOUNT, "utf-8")
        assert read_account(file, "CAD") == Account([LEFT_EARLY])


class TestRuleOfTheService:
    """A service keeps the general rules that it does not replace."""

    def test_its_own_rule(self) -> None:
        # 24 of 36 months left: 199.95 x 24/36 = 133.30
        terms = load("kos", service="fixed-wireless")
        charge = terms.cancellation_charge(
            incentive="199.95",
            term_start="2025-01-01",
            term_months=36,
            last_invoice="2026-01-01",
            cancelled="2026-01-20",
        )
        assert charge.value.charge == Money("133.30", "CAD")

    def test_the_general_rule(self) -> None:
        rate = load("kos", service="voip").effective_annual_rate().value
        assert rate == Fraction(51, 50) ** 12 - 1
