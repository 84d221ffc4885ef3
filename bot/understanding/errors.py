"""What can be wrong with the data that understanding is made from."""


class UnderstandingError(Exception):
    """Raised if a model, a word list or a set of examples cannot be used."""
