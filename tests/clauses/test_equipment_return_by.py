"""By which day leased equipment is to be back, and what must have happened by then."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import DayError, EquipmentReturn, load
from telcoterms.clauses.equipment_return_by import (
    Collected,
    MissingEquipmentRule,
    ReceivedWithinDays,
    ReplacementPrice,
    RetailValue,
    RetrievedWithinDays,
    ReturnEvent,
    ReturnWithinDays,
    equipment_return_by_steps,
    missing_note,
    return_by,
)
from telcoterms.formats.text import phrase_text
from telcoterms.values.periods import in_days
from telcoterms.values.steps import Clause
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, HOSTING, KOS, made

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
WITH_DAYS = st.sampled_from(
    ((ReturnWithinDays, "returned"), (ReceivedWithinDays, "received"), (RetrievedWithinDays, "retrieved"))
)


class TestWithinDays:
    """Equipment is to be back within so many days: the day of the cancellation is not counted, the last is."""

    def test_service_terms_alone_the_customer_returns_it_within_thirty_days(self) -> None:
        # 20 days are left of June, 10 more in July; in 2024, 28 days are left of February, 2 more in March
        assert HOSTING.equipment_return_by(cancelled="2026-06-10").value == EquipmentReturn(
            date(2026, 7, 10), "returned"
        )
        assert HOSTING.equipment_return_by(cancelled="2024-02-01").value == EquipmentReturn(
            date(2024, 3, 2), "returned"
        )

    @pytest.mark.parametrize(
        ("service", "clause"),
        [("dsl", "DSL Agreement s.9"), ("cable", "Cable Agreement s.9"), ("voip", "VoIP Agreement s.9")],
    )
    def test_of_a_service_with_an_agreement_kos_has_received_it_by_then(self, service: str, clause: str) -> None:
        answer = load("kos", service=service).equipment_return_by(cancelled="2026-06-10")
        assert answer.value == EquipmentReturn(date(2026, 7, 10), "received")
        assert [str(one) for one in answer.clauses] == [clause]

    def test_of_fixed_wireless_kos_has_retrieved_it_by_then(self) -> None:
        answer = load("kos", service="fixed-wireless").equipment_return_by(cancelled="2026-06-10")
        assert answer.value == EquipmentReturn(date(2026, 7, 10), "retrieved")
        assert [str(one) for one in answer.clauses] == ["Fixed Wireless Agreement s.10"]

    def test_an_answer_holds_the_clause_on_missing_equipment_too(self) -> None:
        clauses = HOSTING.equipment_return_by(cancelled="2026-06-10").clauses
        assert [str(one) for one in clauses] == ["Service Terms s.36", "Service Terms s.19", "Service Terms s.45"]

    @pytest.mark.parametrize("service", ["dsl", "cable", "fixed-wireless", "voip"])
    def test_each_agreement_takes_the_place_of_s_36(self, service: str) -> None:
        (held,) = [one for one in KOS.agreement.services if one.id == service]
        assert str(dict(held.replaces)["equipment_return_by"]) == "Service Terms s.36"

    @given(DAYS, st.integers(0, 400), WITH_DAYS)
    def test_the_number_of_days_is_their_difference(
        self, cancelled: date, days: int, kind_and_event: tuple[type[ReturnWithinDays], ReturnEvent]
    ) -> None:
        kind, event = kind_and_event
        rule, last = kind(days=days, clause=CLAUSE, says=""), cancelled + timedelta(days=days)
        assert return_by(rule, cancelled) == EquipmentReturn(last, event)
        (line,) = equipment_return_by_steps(rule, cancelled)
        assert dict(line.phrase.values) == {"cancelled": cancelled, "days": in_days(days), "last_day": last}

    @pytest.mark.parametrize(
        ("service", "line"),
        [
            ("none", "last day to return the equipment: 2026-06-10 + 30 days = 2026-07-10"),
            ("dsl", "last day for the provider to receive the equipment: 2026-06-10 + 30 days = 2026-07-10"),
            (
                "fixed-wireless",
                "last day for the provider to retrieve the equipment: 2026-06-10 + 30 days = 2026-07-10",
            ),
        ],
    )
    def test_the_working_says_what_must_have_happened(self, service: str, line: str) -> None:
        answer = load("kos", service=service).equipment_return_by(cancelled="2026-06-10")
        assert line in " ".join(str(answer.working).split())

    def test_in_a_line_and_as_data(self) -> None:
        value = load("kos", service="voip").equipment_return_by(cancelled="2026-06-10").value
        assert value.headline().template == "{by}, received by the provider by then"
        assert value.as_dict() == {"by": "2026-07-10", "event": "received"}

    def test_beyond_the_calendar(self) -> None:
        with refused(DayError, "9999-12-31 + 30 days lies outside the years 1 to 9999"):
            HOSTING.equipment_return_by(cancelled="9999-12-31")


class TestMissingEquipment:
    """What is not back by the day is charged; a note says up to what, and the amount is the provider's."""

    @pytest.mark.parametrize(
        ("service", "clause"), [("dsl", "DSL Agreement s.9"), ("fixed-wireless", "Fixed Wireless Agreement s.10")]
    )
    def test_an_agreement_charges_the_replacement_price_less_depreciation(self, service: str, clause: str) -> None:
        *_, note = load("kos", service=service).equipment_return_by(cancelled="2026-06-10").steps
        assert "up to its full replacement price less depreciation" in note.phrase.template
        assert [str(one) for one in note.clauses] == [clause]
        assert note.part == "notes"

    def test_the_service_terms_charge_the_retail_value(self) -> None:
        notes = [one for one in HOSTING.equipment_return_by(cancelled="2026-06-10").steps if one.part == "notes"]
        (charged,) = [one for one in notes if "undiscounted retail value" in one.phrase.template]
        assert [str(one) for one in charged.clauses] == ["Service Terms s.19"]

    @pytest.mark.parametrize("kind", [ReplacementPrice, RetailValue])
    def test_the_note_cites_the_clause_on_the_charge(self, kind: type[MissingEquipmentRule]) -> None:
        other = Clause("Terms", "2")
        assert missing_note(kind(clause=other, says="")).clauses == (other,)

    def test_terms_that_do_not_say_what_it_costs_have_no_note(self) -> None:
        rule = ReturnWithinDays(days=14, clause=CLAUSE, says="")
        assert [one.part for one in equipment_return_by_steps(rule, date(2026, 6, 10))] == ["working"]


class TestCollected:
    """A technician collects the equipment, and no day is set."""

    def test_there_is_no_day(self) -> None:
        answer = made(equipment_return_by=Collected(clause=CLAUSE, says="")).equipment_return_by(cancelled="2026-06-10")
        assert answer.value == EquipmentReturn(None, "retrieved")
        assert answer.value.headline().template == "none, a technician collects it"
        assert answer.value.as_dict() == {"by": None, "event": "retrieved"}
        assert "a technician collects the equipment: no day is set for it" in str(answer.working)

    @given(DAYS)
    def test_no_day_whatever_the_cancellation(self, cancelled: date) -> None:
        rule = Collected(clause=CLAUSE, says="")
        assert return_by(rule, cancelled).by is None
        (line,) = equipment_return_by_steps(rule, cancelled)
        assert (line.clauses, line.phrase.values) == ((CLAUSE,), ())


def test_by_mail_but_for_what_a_technician_collects() -> None:
    page = " ".join(str(load("kos", service="none").equipment_return_by(cancelled="2026-06-10").working).split())
    assert "it is to be returned by mail Service Terms s.36" in page
    assert "this does not hold for equipment that a technician may have to collect: no day is set for it" in page


def test_what_is_retrieved_is_not_called_returned() -> None:
    page = str(load("kos", service="fixed-wireless").equipment_return_by(cancelled="2026-06-10").working)
    assert page.startswith("last day for leased equipment to be back, cancelled 2026-06-10")


class TestWhereItGoes:
    """Where equipment is sent, or whom to ask; what is collected goes nowhere."""

    @staticmethod
    def said(service: str) -> list[str]:
        answer = load("kos", service=service).equipment_return_by(cancelled="2026-06-10")
        return [phrase_text(line.phrase) for line in answer.steps]

    def test_the_address_of_the_terms(self) -> None:
        (line,) = (line for line in self.said("none") if line.startswith("equipment is sent to"))
        assert "303 Bagot Street, 16A, Kingston, ON K7K 5W7; from Belleville" in line
        answer = HOSTING.equipment_return_by(cancelled="2026-06-10")
        assert [str(one) for one in answer.clauses] == [
            "Service Terms s.36",
            "Service Terms s.19",
            "Service Terms s.45",
        ]

    def test_terms_without_an_address_say_whom_to_ask(self) -> None:
        assert "the terms, as recorded, name no address for equipment: ask KOS" in self.said("dsl")

    def test_what_is_collected_is_sent_nowhere(self) -> None:
        assert not any("address" in line or "sent to" in line for line in self.said("fixed-wireless"))


class TestSentences:
    """The answer in a sentence says what must have happened by the day."""

    @pytest.mark.parametrize(
        ("service", "told"),
        [
            ("none", "to be returned by 2026-07-10"),
            ("dsl", "to be with the provider by 2026-07-10"),
            ("fixed-wireless", "to be collected by the provider by 2026-07-10"),
        ],
    )
    def test_with_a_day(self, service: str, told: str) -> None:
        answer = load("kos", service=service).equipment_return_by(cancelled="2026-06-10")
        assert phrase_text(answer.about.told(answer.value)) == (
            f"leased equipment of a service cancelled on 2026-06-10 is {told}"
        )

    def test_without_a_day(self) -> None:
        answer = made(equipment_return_by=Collected(clause=CLAUSE, says="")).equipment_return_by(cancelled="2026-06-10")
        assert phrase_text(answer.about.told(answer.value)) == (
            "leased equipment of a service cancelled on 2026-06-10 is collected by a technician: no day is set"
        )
