"""The version of the library, and the day of its release, in one place."""

__version__ = "0.1.0"

RELEASE_DATE = "2026-11-28"
"""The day of this release; before there is one, the day on which its data were last looked through."""
