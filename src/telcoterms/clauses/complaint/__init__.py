"""Compute the course of a complaint: who answers until when, what can be done next, and which body is outside.

Kind `ladder`: steps of any number, each with a name and the event from which it counts. The event is that the complaint
is received, unless the step names another day's fact: that a senior member of the staff is asked for, that a plan was
accepted. A step with a period, `within`, is answered at the latest when that is over, which is counted from its event,
and at the earliest after another period where the terms name one; for a step without one the terms name no time. An
answer that is not there when the period is over is overdue from the day after. Where a period is counted in open days,
the words leave two readings: `closed_day_event`, of an event on a closed day, and `holidays`, of which days are
holidays, where the provider's file names a calendar for each of its values. "8 weeks have passed" leaves the reading
`wait_passed`: on the last day of the period, or on the day after.

The outside body, where the terms name one, is kind `after-trying`: it takes a complaint once the provider was tried, of
which the terms name no day; or `letter-or-wait`: from the day of the provider's final letter, or from the last day of a
period since the complaint was received, whichever is first.

A rule of law may fix another wait. The version in force on the day of receipt decides, and the course never holds the
day by the terms without the day by that rule: `OutsideBody.by_law`. The body's own rules may set a last day after the
letter.

The modules are, in the order in which they rest on each other: the kinds; the results (`ComplaintCourse` and its
parts); the facts (`Course`) and how they are checked; what a rule of law changes; what follows from all of them; the
working, line by line; the question.
"""
