"""The command line. Exit codes: 0 done, 1 failed, 2 bad usage."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import typer
from pydantic import ValidationError
from rich.console import Console

from domain.errors import Refusal, TooSlow, Unavailable
from persistence.embedded import EmbeddedDatabaseError

# Modules of `server.commands`, and the commands that each registers.
COMMANDS: Final = {
    "serving": ("serve", "demo"),
    "working": ("work",),
    "accounts": ("token", "push-key"),
    "files": ("import", "import-postings"),
    "data": ("migrate", "seed", "schema"),
    "rebuilding": ("rebuild",),
    "checks": ("doctor",),
}


def app_for(words: Sequence[str] = ()) -> typer.Typer:
    """The command line; for words that begin with a command, without the others.

    What all of them need takes longer to import than many of them take to run.
    """
    app = typer.Typer(
        help="Career Copilot Analytics: what in a job search works.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_nothing_before_a_command)
    called = [module for module, commands in COMMANDS.items() if words and words[0] in commands]
    gc.disable()  # most of what an import makes stays: looking through all of it again and again finds no garbage
    for module in called or COMMANDS:
        import_module(f"server.commands.{module}").register(app)
    gc.enable()
    return app


def _nothing_before_a_command() -> None:
    # Without it a single command would be taken for the whole command line.
    pass


def main() -> None:
    """Run a command; whatever a person can put right is said in a sentence, without a trace."""
    complain = Console(stderr=True, highlight=False, soft_wrap=True).print
    try:
        app_for(sys.argv[1:])()
    except Refusal as refusal:
        complain(refusal.message, markup=False)
    except EmbeddedDatabaseError as error:
        complain(str(error), markup=False)
    except Unavailable as error:
        reason = str(error).rstrip(".")
        complain(f"{reason}. Is PostgreSQL running, and is DATABASE_URL right? `doctor` tells more.", markup=False)
    except TooSlow:
        complain("The database took too long. Try again when it has less to do.", markup=False)
    except ValidationError as error:
        for each in error.errors():
            name = "_".join(map(str, each["loc"])).upper()
            complain(
                f"{name}: {each['msg'].removeprefix('Value error, ')}. docs/operating.md says what it may be.",
                markup=False,
            )
    except Exception as error:
        # Its words may hold SQL, paths or secrets; its kind does not.
        kind = type(error).__name__
        complain(
            f"Something went wrong on our side ({kind}); nothing was half done. `doctor` may tell why.", markup=False
        )
        if os.environ.get("LOG_LEVEL") == "DEBUG":
            raise
    else:
        return
    sys.exit(1)
