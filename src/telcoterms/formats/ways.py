"""Name the ways to more of an answer, each as it is typed where it is shown: in Python or in a shell."""

from __future__ import annotations

from typing import Final

from telcoterms.values.messages import Spelling, Term

IN_RECORD: Final = Term("in the record")
WORKING: Final = Spelling(".working", "--working", "--working", Term("in the working"))
SENTENCE: Final = Spelling(".sentence", "--say", "--say")
ACROSS_READINGS: Final = Spelling(".across_readings()", "--readings", "--readings", Term("below the answer"))
LAW: Final = Spelling(".law", "--format json", "--format json", IN_RECORD)
COMBINATIONS: Final = Spelling(".combinations", "--format json", "--format json", IN_RECORD)
LINES: Final = Spelling(".value.lines", "--format json", "--format json", IN_RECORD)
FIGURES: Final = Spelling(".figures", "--format json", "--format json", IN_RECORD)
