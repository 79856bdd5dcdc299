"""``python -m desk``"""

from __future__ import annotations

import sys


def main() -> int:
    """The command line; without a command, the window."""
    from desk.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
