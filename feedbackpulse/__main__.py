"""`python3 -m feedbackpulse` and the `feedbackpulse` command.

In a bare checkout this first prepares an environment; everywhere else it runs the command.
"""

import sys


def main() -> None:
    """Run feedbackpulse, in an environment that has what it needs."""
    if sys.version_info < (3, 8):  # noqa: UP036  (older ones must get a sentence, not a traceback)
        sys.exit(
            "feedbackpulse needs Python 3.11 or newer; this is Python " + sys.version.split()[0]
        )
    from feedbackpulse import _bootstrap

    _bootstrap.prepare(sys.argv[1:])

    from feedbackpulse.paths import LostFilesError

    try:
        from feedbackpulse.cli import main as run
    except LostFilesError as error:
        sys.exit("Error: cannot start, " + str(error) + "; install this version again")
    run()


if __name__ == "__main__":
    main()
