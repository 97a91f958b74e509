"""`python -m oms_mock`."""

import sys

from oms_mock.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
