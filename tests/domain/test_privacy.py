"""E-mail addresses and telephone numbers go; dates, pay, numbers and web addresses stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.privacy import redact

GONE = {
    "mail ann.smith+jobs@acme.co.uk now": "mail [e-mail] now",
    "ann (at) acme (dot) com": "[e-mail]",
    "call +1 (555) 010-0199.": "call [phone].",
    "call 555-010-0199 x12": "call [phone]",
    "(555) 010-0199": "[phone]",
    "555.010.0199": "[phone]",
    "tel: 5550100199": "tel: [phone]",
    "+44 20 7946 0958": "[phone]",
    "0049 30 901820": "[phone]",
    "8 (495) 123-45-67": "[phone]",
    "+7 495 123-45-67": "[phone]",
    "Phone 555-0199": "Phone [phone]",
    "https://acme.example/?mail=ann@acme.example": "https://acme.example/?mail=[e-mail]",
}
KEPT = [
    "applied 2024-03-15, answer 3/20/2024",
    "15.03.2024 - 20.03.2024",
    "2024-03-15 09:30",
    "pays $90,000 - $110,000",
    "55 000 - 65 000 EUR",
    "1 250 000",
    "req 12345678",
    "R-2024-00123",
    "https://www.linkedin.com/jobs/view/3758269446",
    "see https://acme.example/jobs/555-010-0199?id=5550100199",
    "2023-2024",
    "20240315",
    "score 10/10, 3 rounds, 24/7",
    "ID 5550100199",
    "50.000,00 €",
    "",
]


@pytest.mark.parametrize(("text", "redacted"), GONE.items())
def test_contacts_are_redacted(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize("text", KEPT)
def test_other_numbers_are_kept(text: str) -> None:
    assert redact(text) == text


@given(st.text(max_size=300))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    assert redact(redact(text)) == redact(text)
