"""Whether this process was told to leave: the work in hand is then given back at its next step."""

_asked = False


def ask() -> None:
    """Ask the process to leave; safe in a signal handler."""
    global _asked
    _asked = True


def is_asked() -> bool:
    return _asked
