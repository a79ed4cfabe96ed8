"""The pages of complaints, of eligibility and of hours: what the heading says follows from the lines."""

import re
from datetime import date, datetime
from fractions import Fraction

from tests.printed_page.equations import Page, Result, day_of, expect, money, sums

STEP = re.compile(
    r"(?:the complaint was (received)|a (?:(senior) member of the staff|(manager)) was asked for) on (\S+): "
)

ANSWERS = {"received": "first answer", "senior": "senior member's answer", "manager": "manager's answer"}


def check_complaint(page: Page, said: str) -> str:
    """What is due or overdue, and where the way outside is, follow from the lines of the steps."""
    found = {id(one.entry): one for one in page.equations}
    due: list[tuple[str, str]] = []
    overdue: list[str] = []
    aimed: list[str] = []
    there = "no day is set for an answer"
    event, begun, last, looked, opens = "", "", None, "", "once the provider was tried"
    by_law: Result | str = ""
    until = ""
    for entry in (one for one in page.entries if not one.part):
        step, equation = STEP.match(entry.text), found.get(id(entry))
        deferred = re.match(r"(\S+) is a closed day: counted as of the next open day, (\S+)$", entry.text)
        status = re.match(
            r"looked at on (\S+?)(, after the last day: overdue|: not overdue|, after the day aimed at: later than that"
            r"|: not later than aimed at)$",
            entry.text,
        )
        answered = re.match(r"answered on (\S+?)(, (?:on or before|after) the (?:last day|day aimed at))?$", entry.text)
        outside = re.search(r": open from (?:that day, )?(\S+?)(?:, the earlier of .*)?$", entry.text)
        if step:
            event, begun, last = step[1] or step[2] or step[3], step[4], None
        elif deferred:
            expect(day_of(deferred[1]) < day_of(deferred[2]), entry.text)
            begun = deferred[2] if deferred[1] == begun else begun
        elif equation is not None and equation.label.startswith("by law, "):
            by_law = equation.result
        elif equation is not None and equation.label.startswith("last day to ask "):
            until = f", until {equation.result} by its own rules"
        elif equation is not None:
            expect(equation.left.startswith(begun) or "wait" in equation.label, f"counted from {equation.left}")
            last = equation.result
            if equation.label.startswith("last day"):
                due.append((event, f"due by {equation.result}"))
            if equation.label.startswith("day aimed at"):
                due.append((event, f"aimed at by {equation.result}"))
        elif answered:
            by = [f", {one[1]}" for one in due if one[0] == event]
            due = [one for one in due if one[0] != event]
            late = isinstance(last, date) and day_of(answered[1]) > last
            expect((answered[2] or "").startswith(", after ") == late, entry.text)
            there = f"{ANSWERS[event]} on {answered[1]}{by[0] if late else ''}"
        elif status:
            looked = status[1]
            assert isinstance(last, date)
            expect(("not" not in status[2]) == (day_of(looked) > last), entry.text)
            if day_of(looked) > last:
                (aimed if "aimed" in status[2] else overdue).append(event)
                due = [one for one in due if one[0] != event]
        elif earlier := re.match(r"the letter of (\S+) is earlier: open by law from (\S+)$", entry.text):
            expect(earlier[1] == earlier[2] < str(by_law), entry.text)
            by_law = earlier[2]
        elif outside:
            letter = re.search(r"letter of (\S+):", entry.text)
            assert isinstance(last, date)
            wanted = min(last, day_of(letter[1])) if letter else last
            expect(day_of(outside[1]) == wanted, entry.text)
            opens = f"from {outside[1]}"
    opens = f"from {by_law} by law, {opens} by the terms{until}" if by_law else opens + until
    parts = [f"overdue on {looked}: {', '.join(ANSWERS[one] for one in overdue)}"] if overdue else []
    parts += [f"later than aimed at on {looked}: {', '.join(ANSWERS[one] for one in aimed)}"] if aimed else []
    parts += [f"{ANSWERS[one]} {day}" for one, day in due]
    answer = ", ".join(parts) or there
    expect(
        re.fullmatch(re.escape(answer) + "; .* " + re.escape(opens), said) is not None, f"{said}, not {answer}, {opens}"
    )
    return said


def check_eligible(page: Page, said: str) -> Fraction | str:
    """The outcome follows from the lines on the customer and the subject, the other from those on arbitration."""
    customer, *others = (one.text for one in page.entries if not one.part)
    arbitration = [line for line in others if "an arbitrator could decide" in line or "goes to no arbitrator" in line]
    sums_ = sums(customer)
    may = " may go to " in customer
    if sums_:
        expect((sums_[0] < sums_[1]) == may, customer)
    left_out = any(line.endswith("is about none of them") for line in others)
    expect(said.startswith("eligible" if may and not left_out else "not eligible"), said)
    for line in arbitration:
        expect(("excluded" if "no arbitrator" in line else "possible") in said, said)
    if page.equations:
        customers_part, providers_part = (money(one.result) for one in page.equations)
        expect(customers_part + providers_part == sums(page.equations[0].left)[0], page.equations[0].left)
        told = re.search(r", ([\d.]+) CAD of the arbitrator's fee$", said)
        expect(told is not None and Fraction(told[1]) == customers_part, said)
        return customers_part
    return said


LOCAL = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)([+-]\d\d:\d\d)")


def hours_in(page: Page) -> dict[str, list[tuple[str, str]]]:
    """The hours of each day of a page; the day of the week is that of an almanac."""
    found = {}
    for entry in page.entries:
        line = re.fullmatch(r"(\d{4}-\d\d-\d\d), a (\w+?day)(?: and a holiday)?: (.*)", entry.text)
        if line:
            expect(f"{day_of(line[1]):%A}" == line[2], entry.text)
            spans = [] if line[3] == "closed" else [tuple(one.split("-")) for one in line[3].split()]
            found[line[1]] = [(one[0], one[1]) for one in spans]
    return found


def check_hours(page: Page, said: str) -> str:
    """The times of the heading are those of the line."""
    ((day, spans),) = hours_in(page).items()
    if not spans:
        expect(said == f"closed on {day}", said)
    else:
        told = re.findall(r"(\d\d:\d\d) to (\d\d:\d\d)", said)
        expect(told == spans, said)
    return said


def check_clock(page: Page, said: str) -> str:
    """The heading follows from the local time and the hours of the days."""
    (first, local) = (one for one in re.findall(r"(\S+ \S+?) in UTC is (\S+ \S+) in", page.entries[0].text)[0])
    expect(datetime.fromisoformat(first) == datetime.fromisoformat(local), page.entries[0].text)
    day, time = local[:10], local[11:16]
    days = hours_in(page)
    open_ = any(opens <= time < closes for opens, closes in days[day])
    if page.heading.startswith("support open"):
        expect(said == ("open" if open_ else "closed"), said)
    elif open_:
        expect(said == local, said)
    else:
        ahead = [(one, opens) for one, spans in days.items() for opens, _ in spans if (one, opens) > (day, time)]
        expect(LOCAL.findall(said)[0][:2] == min(ahead), said)
    return said
