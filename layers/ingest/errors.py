"""What can go wrong with a file or with one cell of it."""

from layers.errors import Fault, InvalidInputError


class BadFileError(InvalidInputError):
    """The file as a whole cannot be imported; its text says why and what would help."""

    def __init__(self, detail: str) -> None:
        super().__init__(Fault(detail, parameter="file"))


class BadOptionError(InvalidInputError):
    """An option of the import contradicts the file or makes no sense."""

    def __init__(self, option: str, detail: str) -> None:
        super().__init__(Fault(detail, parameter=option))


class BadValueError(ValueError):
    """One cell cannot be understood; its text is the reason for the row report."""
