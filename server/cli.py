"""The command line. Exit codes: 0 done, 1 failed, 2 bad usage."""

import os
import sys

import typer
from pydantic import ValidationError
from rich.console import Console

from domain.errors import Refusal, TooSlow, Unavailable
from persistence.embedded import EmbeddedDatabaseError
from server.commands import accounts, checks, data, files, rebuilding, serving, working

app = typer.Typer(
    help="Career Copilot Analytics: what in a job search works.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for register in (
    serving.register,
    working.register,
    accounts.register,
    files.register,
    data.register,
    rebuilding.register,
    checks.register,
):
    register(app)


def main() -> None:
    """Run a command; whatever a person can put right is said in a sentence, without a trace."""
    complain = Console(stderr=True, highlight=False, soft_wrap=True).print
    try:
        app()
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
