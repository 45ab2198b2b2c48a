"""What events and ledgers are counted into: added to as they come, made again from them, compared with them."""

from persistence.rollups.counting import add, take_back
from persistence.rollups.rebuilding import MOST_TOLD, Difference, Progress, rebuild, recount, verify

__all__ = ["MOST_TOLD", "Difference", "Progress", "add", "rebuild", "recount", "take_back", "verify"]
