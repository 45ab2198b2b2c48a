"""What is sealed with words."""

import pytest

from persistence.seals import name, seal, unseal


def test_only_the_words_open_it() -> None:
    sealed = seal(b"a secret", "k1")
    assert b"secret" not in sealed
    assert unseal(sealed, "k1") == b"a secret"
    with pytest.raises(ValueError, match="not sealed with these words"):
        unseal(sealed, "k2")
    with pytest.raises(ValueError, match="not sealed with these words"):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), "k1")


def test_the_same_twice_looks_different() -> None:
    assert seal(b"", "k") != seal(b"", "k")


def test_a_name_tells_nothing() -> None:
    assert name("k") == "8254c329a92850f6d539dd376f4816ee2764517da5e0235514af433164480d7a"
