"""Names of months in the languages people keep their logs in."""

from domain.imports.words import fold

_NAMES = """
jan january janv janvier januar enero ene январь января янв gennaio janeiro januari
feb february fevr fevrier fev februar febrero февраль февраля фев febbraio fevereiro februari
mar march mars marz marzo mrz март марта março marco maart
apr april avr avril abril abr апрель апреля апр aprile
may mai mayo май мая maggio maio mei
jun june juin juni junio июнь июня июн giugno junho
jul july juil juillet juli julio июль июля июл luglio julho
aug august aout agosto ago август августа авг augustus
sep sept september septembre septiembre сентябрь сентября сен сент settembre setembro
oct october octobre oktober okt octubre октябрь октября окт ottobre outubro
nov november novembre noviembre ноябрь ноября ноя нояб novembro
dec december decembre dez dezember diciembre dic декабрь декабря дек dicembre dezembro
"""
_MONTHS = {
    fold(name): number for number, line in enumerate(_NAMES.strip().splitlines(), start=1) for name in line.split()
}
_ACCENTED = ("févr", "fév", "février", "août", "décembre", "déc", "märz", "mär")

MONTH_NAME = "(?:" + "|".join(sorted({*_NAMES.split(), *_ACCENTED}, key=len, reverse=True)) + ")"
"""A regular expression, to be matched without regard to case, of one month's name or abbreviation."""


def month_number(name: str) -> int | None:
    """1 to 12 for a month's name in any case and with any accents; None for any other word."""
    return _MONTHS.get(fold(name)) or _MONTHS.get(fold(name)[:3])
