"""Why a plan is not made, and why one is given up. Neither is ever seen by a client."""


class UnsupportedError(Exception):
    """The operation uses something that plans leave to the reference executor."""


class SurpriseError(Exception):
    """A value is not what the happy path expects; the reference executor knows what to say about it."""
