"""The browser and the server of all tests of the site."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.web.visits import Visit, launch, served, visit

SITE: Final = Path(os.environ["TELCOTERMS_SITE"])


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with served(SITE) as address:
        yield address


@pytest.fixture
def visiting(browser: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """Visit the site, with options of the profile; it ends with the test."""
    with ExitStack() as visits:
        yield lambda **options: visits.enter_context(visit(browser, address, **options))
