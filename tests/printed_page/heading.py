"""What the heading of a page says is what its last equations come to."""

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tests.printed_page.contact import check_clock, check_complaint, check_eligible, check_hours
from tests.printed_page.equations import Interval, Page, Reader, addends, day_of, expect, figure, money
from tests.printed_page.statement import check_statement


def check_heading(page: Page) -> Fraction | date | str:
    """The heading says what the last equations come to; gives the figure of the heading."""
    question, _, said = page.heading.partition(": ")
    last = page.equations[-1] if page.equations else None
    if question == "statement":
        results = check_statement(page)
        balance, accrued, settle = (Fraction(one) for one in re.findall(r" (-?[\d.]+)(?= [A-Z]|,|$)", said))
        expect(results == [balance, accrued, settle], f"the heading says otherwise: {page.heading}")
        return settle
    if question in ("refund", "cancellation charge"):
        return check_with_tax(page, said)
    if question == "late charge":
        charge = Fraction(said.split()[0])
        told = [one for one in page.entries if not one.part][-1].text
        fee = re.search(r"(?:the fee|the greater of .*|the lesser of .*) is ([\d.]+)$", told)
        if told.endswith("nothing is charged"):
            expect(charge == 0, f"nothing is charged, but the heading says {said}")
        elif fee:
            expect(charge == Fraction(fee[1]), f"the heading says {said}, the last line {fee[1]}")
        else:
            assert last is not None
            expect(charge == money(last.result), f"the heading says {said}, the last line {last.result}")
        return charge
    if question in SHORT:
        return SHORT[question](page, said)
    if question in ("due date", "dispute until", "effective annual rate", "provider cancellation"):
        value = Reader(said).all()
        expect(last is not None and last.result == value, f"the heading says {said}")
        return value if isinstance(value, date) else said
    expect(question in ("dispute", "regime"), f"an unknown question: {page.heading}")
    day = re.search(r"(?:reported on )?(\d{4}-\d\d-\d\d)", page.entries[1].text)
    assert last is not None
    assert day is not None
    assert isinstance(last.result, date)
    before = date.fromisoformat(day[1]) < last.result
    in_time = date.fromisoformat(day[1]) <= last.result
    if question == "regime":
        expect(said == ("fixed-term" if before else "month-to-month"), f"the heading says {said}")
    else:
        told = "in time, the last day is" if in_time else "too late, the last day was"
        expect(said == f"{told} {last.result}", page.heading)
    return said


def last_line(page: Page) -> str:
    """The last line of the working, before its readings and notes."""
    return [one for one in page.entries if not one.part][-1].text


def check_cap(page: Page, said: str) -> Fraction:
    """The amount of the heading is that of the line, and within the cap that the line names."""
    found = re.fullmatch(r"amount ([\d.]+): within the cap of ([\d.]+) on each charge", last_line(page))
    expect(found is not None, last_line(page))
    assert found is not None
    charge, most = (Fraction(one) for one in found.groups())
    expect(Fraction(said.split()[0]) == charge <= most, f"the heading says {said}, the line {charge} of {most}")
    return charge


def check_limit(page: Page, said: str) -> Fraction:
    """The sum of the heading is that of the last line."""
    limit = Fraction(said.split()[0])
    expect(money(page.equations[-1].result) == limit, f"the heading says {said}")
    return limit


RETURNS = {
    "returned by then": "last day to return the equipment: ",
    "received by the provider by then": "last day for the provider to receive the equipment: ",
    "retrieved by the provider by then": "last day for the provider to retrieve the equipment: ",
}


def check_return(page: Page, said: str) -> date | str:
    """The day of the heading, and what must have happened by it, are those of the line; none where somebody comes."""
    line = page.entries[0].text
    if said == "none, a technician collects it":
        expect(line == "a technician collects the equipment: no day is set for it", said)
        return said
    day, _, event = said.partition(", ")
    expect(page.equations[-1].result == day_of(day), f"the heading says {said}")
    expect(line.startswith(RETURNS[event]), f"the heading says {said}, the line {line}")
    return day_of(day)


def check_change(page: Page, said: str) -> str:
    """The days of the heading are those of the lines, and the effective date lies on or after the earliest."""
    first, last, leaving = page.equations
    expect(said == f"earliest {first.result}, leave by {leaving.result}, binds from {last.result}", said)
    effective = re.fullmatch(r"effective on (\S+), on or after that day", page.entries[1].text)
    expect(effective is not None, page.entries[1].text)
    assert effective is not None
    expect(last.left.startswith(effective[1]), f"binds after another day than {effective[1]}")
    assert isinstance(first.result, date)
    expect(day_of(effective[1]) >= first.result, f"{effective[1]} lies before {first.result}")
    expect(leaving.left.startswith(f"{last.result} - "), f"the last day to leave follows from {last.result}")
    return said


def check_posting(page: Page, said: str) -> date:
    """The day of the heading is that of the line."""
    expect(last_line(page) == f"a policy binds from the day on which it is posted: {said}", said)
    return day_of(said)


def check_order(page: Page, said: str) -> str:
    """The document of the heading stands in the order before the other one."""
    order = re.split(", |; ", page.entries[0].text.partition(": ")[2])
    found = re.fullmatch(r"(\S+) stands before (\S+): it goes first", page.entries[1].text)
    assert found is not None
    expect(order.index(found[1]) < order.index(found[2]), f"{found[2]} stands before {found[1]}")
    expect(said == found[1], f"the heading says {said}")
    return said


def check_end(page: Page, said: str) -> date:
    """The day of the heading is that of the line."""
    day, _, by = said.partition(" by ")
    told = f"the cancellation takes effect on the day on which its notice is received: {day}"
    texts = [one.text for one in page.entries if not one.part]
    expect(told in texts, f"the heading says {said}")
    depends = any(text.startswith("whether ") and " binds depends on " in text for text in texts)
    expect(by.endswith(", where that binds") == depends, f"the heading says {said}")
    return day_of(day)


def check_law(page: Page, said: str) -> str:
    """The numbers of the heading are those of the rules that are told."""
    told = r"on [\d-]+, agreeing: (\d+), differing: (\d+), no figure to compare: (\d+), not applicable: (\d+)"
    found = re.fullmatch(told, said)
    expect(found is not None, said)
    assert found is not None
    outcomes: list[str] = []  # of each rule: its own title says it, or the one above the rules that have no paragraph
    above = ""
    for one in page.entries:
        if one.part:
            continue
        if not one.indent:
            above = one.text
            outcomes += [] if above in LAW else [above.rpartition(", ")[2]]
        elif above in LAW:
            outcomes.append(above)
    expect(list(map(int, found.groups())) == [outcomes.count(one) for one in LAW], f"the heading says {said}")
    expect(set(outcomes) <= set(LAW), f"an outcome that there is not: {outcomes}")
    return said


def check_tax(page: Page, said: str) -> Fraction:
    """The tax, the total and the parts of the heading are those of the lines."""
    found = re.fullmatch(r"([\d.]+) [A-Z]{3} on ([\d.]+), untaxed ([\d.]+), total ([\d.]+)", said)
    expect(found is not None, said)
    assert found is not None
    tax, taxed, untaxed, total = (Fraction(one) for one in found.groups())
    last, before = page.equations[-1], page.equations[-2]
    own = addends(last.left)
    expect(money(last.result) == total, f"the heading says {said}")
    mode = [taxed, untaxed] if any(one.label.endswith(" in it") for one in page.equations) else [taxed, tax, untaxed]
    expect(own == ([one for one in mode if one] or [Fraction(0)]), f"the heading says {said}, the line {last.left}")
    several = [one for one in page.equations if one.label.endswith(" in it")]
    if len(mode) == 2 and len(several) > 1:
        expect(before.label.endswith("in all"), "the tax of the parts is not summed")
    expect(money(before.result) == tax, f"the heading says {said}")
    return tax


def check_outage(page: Page, said: str) -> Fraction:
    """The fees and the limit of the heading are those of the last two lines."""
    found = re.fullmatch(r"([\d.]+) [A-Z]{3}, limit ([\d.]+)", said)
    expect(found is not None, said)
    assert found is not None
    fees, limit = (Fraction(one) for one in found.groups())
    expect([money(one.result) for one in page.equations[-2:]] == [fees, limit], f"the heading says {said}")
    return fees


def check_usage(page: Page, said: str) -> Fraction:
    """The range of the heading, and its cost, are those of the lines."""
    by_label = {one.label: one.result for one in page.equations}
    shown = {name: figure(text) for name, text in re.findall(r"(least|most) ([\d.]+) MB", said)}
    both = re.match(r"([\d.]+) to ([\d.]+) MB", said)
    if both:
        shown = {"least": figure(both[1]), "most": figure(both[2])}
    expect(bool(shown), said)
    for name, value in shown.items():
        expect(by_label[f"{name} in MB"] == value, f"the heading says {said}")
    cost = re.search(r"overage (?:at least )?([\d.]+)(?: to ([\d.]+))? [A-Z]{3}$", said)
    for name, text in zip(("least", "most"), cost.groups() if cost else (), strict=False):
        if text is not None:
            expect(money(by_label[f"{name}, overage"]) == Fraction(text), f"the heading says {said}")
    return Fraction((cost[2] or cost[1]) if cost else 0)


LAW = ("agrees", "differs", "no figure to compare", "does not apply")
SHORT: dict[str, Callable[[Page, str], Fraction | date | str]] = {
    "administrative charge": check_cap,
    "liability limit": check_limit,
    "equipment return by": check_return,
    "change of terms": check_change,
    "policy change": check_posting,
    "precedence": check_order,
    "complaint": check_complaint,
    "eligible for adr": check_eligible,
    "hours": check_hours,
    "support open": check_clock,
    "next opening": check_clock,
    "customer cancellation": check_end,
    "law": check_law,
    "tax": check_tax,
    "outage fees": check_outage,
    "data usage": check_usage,
}


def check_with_tax(page: Page, said: str) -> Fraction:
    """The figure, its tax and the total of the heading are those of the lines."""
    found = re.fullmatch(r"([\d.]+) [A-Z]{3}, tax ([\d.]+), total ([\d.]+)", said)
    expect(found is not None, said)
    assert found is not None
    charge, tax, total = (Fraction(one) for one in found.groups())
    lines = {one.label: money(one.result) for one in page.equations if isinstance(one.result, Interval)}
    own = lines.get("refund", lines.get("cancellation charge"))
    if own is None:
        expect(charge == tax == total == 0, f"nothing is told of {said}")
        return charge
    included = next((name for name in lines if name.endswith(" in it")), None)
    if included is not None:
        included = "tax in all" if "tax in all" in lines else included
        expect((own, lines[included], own) == (charge, tax, total), f"the heading says otherwise: {said}")
    else:
        name = page.equations[-2].label
        expect((own, lines[name], lines["total"]) == (charge, tax, total), f"the heading says otherwise: {said}")
    return charge
