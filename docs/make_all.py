"""Makes everything that is made from something else: ``python -m docs.make_all``.

After it, `git diff` shows what a change has changed beside the code: the schemas, the pages of
errors, providers and modules, a picture, the output in the tutorials, the printed workings, the records of new answers,
and what the French catalogue lacks.
"""

from pathlib import Path
from typing import get_args

import telcoterms
from docs import (
    make_catalogue,
    make_comparison,
    make_errors,
    make_inventories,
    make_modules,
    make_mutants,
    make_provider_file,
    make_providers,
    make_tutorials,
)
from telcoterms.files.library import SchemaName
from telcoterms.files.schemas import schema_as_published
from tests.golden import make as make_workings
from tests.records import make as make_records

SCHEMAS = Path(telcoterms.__file__).parent / "published" / "schemas"


def main() -> None:
    """Write all of it."""
    for name in get_args(SchemaName):
        (SCHEMAS / f"{name}.schema.json").write_text(schema_as_published(name), "utf-8")
    for script in (
        make_errors,
        make_providers,
        make_provider_file,
        make_modules,
        make_mutants,
        make_comparison,
        make_tutorials,
        make_inventories,
        make_workings,
        make_records,
        make_catalogue,
    ):
        script.main()


if __name__ == "__main__":
    main()
