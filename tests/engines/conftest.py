"""Where Dask or Ray is not installed, nothing here is collected."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("dask") and find_spec("ray") else ["test_*.py"]
