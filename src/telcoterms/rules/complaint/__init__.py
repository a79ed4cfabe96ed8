"""The course of a complaint: who answers until when, what can be done next, and which body stands outside.

Kind `ladder`: steps, each with the event that begins it: the complaint is received, a senior member of the staff is
asked for, a manager is asked for. A step of kind `timed` is answered at the latest when its period is over, which is
counted from its event, and at the earliest after another one where the terms name it; for one of kind `untimed` the
terms name no time. An answer that is not there when the period is over is overdue from the day after.

The outside body is kind `after-trying`: it takes a complaint once the provider was tried, of which the terms name no
day; or `letter-or-wait`: from the day of the provider's final letter, or from the last day of a period since the
complaint was received, whichever is first.
"""

from telcoterms.rules.complaint.kinds import (
    AfterTrying,
    Complaint,
    ComplaintEvent,
    Ladder,
    LetterOrWait,
    Timed,
    Untimed,
)
from telcoterms.rules.complaint.question import (
    Course,
    complaint,
    counts_open_days,
    fitting,
)
from telcoterms.rules.complaint.value import ComplaintCourse, ComplaintStep, NextStep, OutsideBody
from telcoterms.rules.complaint.wording import complaint_steps

__all__ = [
    "AfterTrying",
    "Complaint",
    "ComplaintCourse",
    "ComplaintEvent",
    "ComplaintStep",
    "Course",
    "Ladder",
    "LetterOrWait",
    "NextStep",
    "OutsideBody",
    "Timed",
    "Untimed",
    "complaint",
    "complaint_steps",
    "counts_open_days",
    "fitting",
]
