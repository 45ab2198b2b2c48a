"""Plans: an operation turned once into functions that answer it level by level.

The reference executor walks an answer value by value: for each it makes a path, an Info, a coroutine, and asks the
schema what it is. A plan has asked the schema before: it completes whole columns of values at once, and looks up what a
level needs with one call. It only knows the happy path. Whatever else comes up, from a resolver that raises to a null
where none may be, ends the plan, and the reference executor answers; so errors and nulls are always its own.

Only queries have plans: they may be asked twice.

    selections  what an operation selects, as the reference collects it
    leaves      columns of scalars and enums
    rows        columns to rows
    shapes      columns of objects, lists and nulls around them
    reads       where a field's values come from: attributes, look-ups, resolvers
    calls       resolvers with arguments and permissions
    runs        what one execution carries, and what it has found out so far
    compiler    an operation to a plan
    plans       the plans of the operations in use, and the way to the reference
"""

from schema.plans.compiler import Plan, compile_plan
from schema.plans.plans import Plans
from schema.plans.surprises import SurpriseError, UnsupportedError

__all__ = ["Plan", "Plans", "SurpriseError", "UnsupportedError", "compile_plan"]
