"""What tests of accounts in tables share: they hold with the compiled core and without it."""

from collections.abc import Iterator
from typing import Final

import pytest

from telcoterms.batch.kernels import core

WITH, WITHOUT = "with the core", "without the core"
WAYS: Final = (WITH, WITHOUT)


@pytest.fixture(scope="module", params=WAYS)
def each_way(request: pytest.FixtureRequest) -> Iterator[str]:
    """The test runs once with the compiled core, once as where it is not installed: the figures are the same.

    The core must be there, else both runs would be one.
    """
    assert core.core() is not None
    with pytest.MonkeyPatch.context() as patch:
        if request.param == WITHOUT:
            patch.setattr(core, "installed", lambda: None)
        yield request.param
