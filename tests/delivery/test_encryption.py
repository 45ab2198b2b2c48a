"""Messages as the standard writes them, and as another hand reads them."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.encryption import LONGEST, encrypted
from tests.delivery.browsers import Browser, data, decrypted, text

# RFC 8291, appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
RECEIVER_POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard() -> None:
    key = derive_private_key(int.from_bytes(data(SENDER), "big"), SECP256R1())
    made = encrypted(PLAIN, data(RECEIVER_POINT), data(AUTH), salt=data(SALT), key=key)
    assert text(made) == MESSAGE
    receiver = derive_private_key(int.from_bytes(data(RECEIVER), "big"), SECP256R1())
    assert decrypted(made, receiver, data(AUTH)) == PLAIN


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=LONGEST))
def test_whatever_fits_comes_out_as_it_went_in(message: bytes) -> None:
    browser = Browser("")
    made = encrypted(message, browser.point, browser.auth)
    assert len(made) <= 4096
    assert decrypted(made, browser.key, browser.auth) == message


def test_no_two_messages_are_alike() -> None:
    browser = Browser("")
    assert encrypted(PLAIN, browser.point, browser.auth) != encrypted(PLAIN, browser.point, browser.auth)


def test_what_does_not_fit_is_refused() -> None:
    browser = Browser("")
    assert len(encrypted(b"x" * LONGEST, browser.point, browser.auth)) == 4096
    with pytest.raises(ValueError, match="do not fit"):
        encrypted(b"x" * (LONGEST + 1), browser.point, browser.auth)


def test_what_is_no_key_is_refused() -> None:
    with pytest.raises(ValueError, match="EC key"):
        encrypted(PLAIN, b"\x04" + b"\x01" * 64, b"x" * 16)
