"""How each field is answered: takes arguments, returns domain objects."""
