"""Parts of the data of an answer that several tests look at."""

from typing import Any

from telcoterms import Answer


def calendars_of(answer: Answer[Any]) -> dict[str, str]:
    """The calendars that an answer rests on, by their names with their versions."""
    return calendars_in(answer.as_dict())


def calendars_in(data: Any) -> dict[str, str]:
    """The calendars in the data of an answer."""
    return {table["name"]: table["version"] for table in data["tables"] if table["kind"] == "calendar"}
