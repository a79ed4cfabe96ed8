"""`python -m telcoterms`: the command."""

from telcoterms.cli import main

raise SystemExit(main())
