"""Status words are read by meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.imports.statuses.reading import read_status

READINGS = {
    # Spellings of a rejection.
    "reeejected": "REJECTED",
    "Rejection :(": "REJECTED",
    "REJECTED!!": "REJECTED",
    "regected": "REJECTED",
    "Rejeceted": "REJECTED",
    "declined by company": "REJECTED",
    "Company declined": "REJECTED",
    "Not selected": "REJECTED",
    "No longer under consideration": "REJECTED",
    "not moving forward": "REJECTED",
    "Unsuccessful": "REJECTED",
    "Turned down": "REJECTED",
    "auto-rejected": "REJECTED",
    "Rejected - position filled": "REJECTED",
    "Rejected w/o interview": "REJECTED",
    "Rejected before interview": "REJECTED",
    "Denied": "REJECTED",
    "REJECTED_BY_COMPANY": "REJECTED",
    # How far it came, and the rejection.
    "Inter + Rejec": "INTERVIEWING REJECTED",
    "Rejected (App)": "APPLIED REJECTED",
    "Rejected (Interview)": "INTERVIEWING REJECTED",
    "Rejected after 2nd round": "INTERVIEWING REJECTED",
    "Rejected after phone screen": "SCREENING REJECTED",
    "Applied, OA, Rejected": "APPLIED SCREENING REJECTED",
    "Interview 1 -> Complete, Rejected": "INTERVIEWING REJECTED",
    "Offer rescinded": "OFFERED REJECTED",
    # The person's own decision.
    "Not Interested (App)": "APPLIED WITHDRAWN",
    "Not Interested (Interview Offer)": "INTERVIEWING WITHDRAWN",
    "Withdrew": "WITHDRAWN",
    "withdrawn by me": "WITHDRAWN",
    "Application withdrawn": "APPLIED WITHDRAWN",
    "Declined interview": "INTERVIEWING WITHDRAWN",
    "Accepted another offer": "WITHDRAWN",
    "Did not apply": "SAVED WITHDRAWN",
    # The opening ended.
    "Position Removed": "WITHDRAWN",
    "Job closed": "WITHDRAWN",
    "role filled": "WITHDRAWN",
    "Cancelled by the employer": "WITHDRAWN",
    "Expired": "WITHDRAWN",
    "Hiring freeze": "WITHDRAWN",
    "No longer advertised": "WITHDRAWN",
    "Job Cancelled (Interview)": "INTERVIEWING WITHDRAWN",
    "OFFER!!!! (Declined)": "DECLINED",
    "Offer (declined)": "DECLINED",
    "Ghosted + Inter": "INTERVIEWING GHOSTED",
    # Offers.
    "OFFER!!!!": "OFFERED",
    "Offer received": "APPLIED OFFERED",
    "Negotiating": "OFFERED",
    "Offer declined": "DECLINED",
    "Declined offer": "DECLINED",
    "Rejected the offer": "DECLINED",
    "Accepted!": "ACCEPTED",
    "Offer accepted": "ACCEPTED",
    "Hired": "ACCEPTED",
    "Offer, Rejected": "OFFERED REJECTED",
    "No offer": "",
    # Silence.
    "Ghosted": "GHOSTED",
    "ghosted :(": "GHOSTED",
    "No response": "GHOSTED",
    "never heard back": "GHOSTED",
    "Ghosted after interview": "INTERVIEWING GHOSTED",
    "assumed rejected": "GHOSTED",
    # Open.
    "Applied": "APPLIED",
    "aplied": "APPLIED",
    "ongoing": "APPLIED",
    "In progress": "APPLIED",
    "Under review": "APPLIED",
    "No response yet": "APPLIED",
    "Waiting for response": "APPLIED",
    "phone screen": "SCREENING",
    "OA": "SCREENING",
    "Online Assessment": "SCREENING",
    "HackerRank": "SCREENING",
    "take-home": "SCREENING",
    "technical assessment": "SCREENING",
    "Response received": "SCREENING",
    "onsite": "INTERVIEWING",
    "Final round": "INTERVIEWING",
    "technical interview": "INTERVIEWING",
    "Phone interview": "INTERVIEWING",
    "Interview scheduled": "INTERVIEWING",
    "Interviewing": "INTERVIEWING",
    "Invited to interview": "INTERVIEWING",
    "Moved on to next round": "INTERVIEWING",
    "intervew": "INTERVIEWING",
    "PHONE_SCREEN": "SCREENING",
    # Not yet sent.
    "Wishlist": "SAVED",
    "Bookmarked": "SAVED",
    "Need to Apply": "SAVED",
    "Applying": "SAVED",
    "Not applied": "SAVED",
    "Saved": "SAVED",
    "Draft": "SAVED",
    "New": "SAVED",
    # Known, and silent.
    "Coffee Chat": "",
    "Referral": "",
    # Other languages.
    "Abgelehnt": "REJECTED",
    "Absage nach Gespräch": "INTERVIEWING REJECTED",
    "Beworben": "APPLIED",
    "Vorstellungsgespräch": "INTERVIEWING",
    "Keine Rückmeldung": "GHOSTED",
    "Zusage": "OFFERED",
    "Rechazado": "REJECTED",
    "Entrevista": "INTERVIEWING",
    "Sin respuesta": "GHOSTED",
    "Postulado": "APPLIED",
    "Refusé": "REJECTED",
    "Entretien": "INTERVIEWING",
    "Sans réponse": "GHOSTED",
    "Candidature envoyée": "APPLIED",
    "Отказ": "REJECTED",
    "Отказали после собеседования": "INTERVIEWING REJECTED",
    "Откликнулся": "APPLIED",
    "Собеседование": "INTERVIEWING",
    "Оффер": "OFFERED",
    "Нет ответа": "GHOSTED",
    "Тестовое задание": "SCREENING",
}


@pytest.mark.parametrize(("text", "targets"), READINGS.items())
def test_a_status_is_read_by_meaning(text: str, targets: str) -> None:
    reading = read_status(text)
    assert (" ".join(reading.targets), reading.is_known) == (targets, True)


@pytest.mark.parametrize("text", ["Zorbified", "asdf", "Group B", "42", "In the clouds"])
def test_an_unknown_word_is_not_guessed(text: str) -> None:
    assert read_status(text).targets == ()
    assert not read_status(text).is_known


@pytest.mark.parametrize("text", ["Declined", "declined.", "DECLINE"])
def test_who_declined_is_left_open(text: str) -> None:
    assert (read_status(text).targets, read_status(text).declined) == ((), True)


@pytest.mark.parametrize("text", ["Closed", "Archived", "Inactive", "geschlossen"])
def test_an_ending_without_a_kind_is_left_open(text: str) -> None:
    assert (read_status(text).targets, read_status(text).ended) == ((), True)


@given(st.text(max_size=400))
def test_any_text_has_a_reading(text: str) -> None:
    assert read_status(text) == read_status(text)
