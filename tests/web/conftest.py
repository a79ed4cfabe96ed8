"""The built site in Chromium: where TELCOTERMS_SITE names no folder of it, nothing is collected; .ci/run builds one."""

import os

collect_ignore_glob = [] if os.environ.get("TELCOTERMS_SITE") else ["test_*.py"]
if not collect_ignore_glob:
    from tests.web.browser import address, browser, playwright, visiting  # noqa: F401
