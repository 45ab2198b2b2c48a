"""Files that people hand in, opened as tables: readings are bounded, refusals name the file and the way out."""

from persistence.files.openings import OpenedFile, open_file

__all__ = ["OpenedFile", "open_file"]
