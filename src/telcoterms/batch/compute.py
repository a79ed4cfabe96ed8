"""Arrow's functions on columns. They are made when Arrow is imported, so no type checker knows them."""

from typing import Any, Final

import pyarrow.compute

functions: Final[Any] = pyarrow.compute
