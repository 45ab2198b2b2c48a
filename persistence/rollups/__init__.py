"""What events and ledgers are counted into: added to as they come, made again from them, compared with them."""

from persistence.rollups.counting import TAKE_TURNS, add, take_back

__all__ = ["TAKE_TURNS", "add", "take_back"]
