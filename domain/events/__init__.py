"""Events: something happened at a moment, and never changes."""

from domain.events.stored import Event, Priority, Quarantined, Reason, Told, Verdict

__all__ = ["Event", "Priority", "Quarantined", "Reason", "Told", "Verdict"]
