"""The words and phrases by which people say how an application stands, each with what it says."""

import re
from enum import StrEnum

from domain.applications import Outcome, Stage, Target


class Hint(StrEnum):
    """What a phrase can say besides a target."""

    DECLINED = "declined by whom is not said"
    ENDED = "over, and how is not said"
    NOTHING = "known, and says nothing about how far it came"


Signal = Target | Hint

_SAVED, _APPLIED, _SCREENING = (Stage.SAVED,), (Stage.APPLIED,), (Stage.SCREENING,)
_INTERVIEWING, _OFFERED = (Stage.INTERVIEWING,), (Stage.OFFERED,)
_REJECTED, _WITHDRAWN, _GHOSTED = (Outcome.REJECTED,), (Outcome.WITHDRAWN,), (Outcome.GHOSTED,)
_OPENING = r"(?:position|role|job|posting|listing|opening|requisition|req|vacancy|ad|stelle|vacante|poste|вакансия)"
_GONE = (
    r"(?:removed|closed|filled|cancell?ed|expired|gone|taken down|eliminated|deleted|pulled|frozen|withdrawn"
    r"|besetzt|cubierta|pourvu|закрыта)"
)
_COMPANY = r"(?:company|employer|they|them|recruiter|hr|hiring manager)"

# Read in this order; what one phrase has used, no later phrase sees. Texts are folded: lower case, no accents or signs.
_PHRASES: tuple[tuple[tuple[Signal, ...], str], ...] = (
    # What did not happen, or is only waited for.
    ((Hint.NOTHING,), r"(?:no|without(?: an?)?|w o|before(?: the| an| any)?|pre|not|never) interview\w*"
                      r"|not yet interviewed|no offers?|not rejected(?: yet)?"),
    (_APPLIED, r"(?:wait\w*|await\w*|pending|hop\w+|expecting)(?: \w+){0,3} (?:offer|response|reply|decision"
               r"|results?|feedback|answer|news|hear(?: back)?)"),
    (_APPLIED, r"(?:no|without) (?:response|reply|answer|feedback|updates?|news|decision) (?:yet|so far)"
               r"|not heard(?: back)? yet|(?:haven t|have not) heard(?: back)? yet"),
    (_APPLIED, r"(?<!longer )(?<!not )(?:under|in) consideration|(?<!longer )(?<!not )being considered"
               r"|auto\w*(?: email)? (?:reply|response|email"
               r"|confirmation)|confirmation(?: email)?|acknowledg\w+|application (?:received|viewed|opened"
               r"|downloaded|seen|confirmed)"),
    # Taken back by the employer, before "withdrawn" is taken for the person's own doing.
    ((Stage.OFFERED, Outcome.REJECTED), r"offer (?:was |got )?(?:rescinded|withdrawn|revoked|pulled|cancell?ed)"
                                        r"|rescinded(?: offer)?"),
    # The person ended it.
    ((Stage.INTERVIEWING, Outcome.WITHDRAWN), r"(?:i )?declined (?:the |an |to )?interview\w*|turned down (?:the "
                                              r"|an )?interview|cancell?ed (?:the |my )interview"),
    (_WITHDRAWN, r"(?:not|no longer|un) ?interested|lost interest|withdr[ae]w\w*|pulled out|backed out|dropped out"
                 r"|i (?:rejected|declined|cancell?ed|said no|passed)|(?:by|from) my side"
                 r"|accept\w* (?:an ?other|a different|elsewhere|other)(?: \w+)?|(?:took|got|found|have) (?:an ?other"
                 r"|a different)(?: \w+)?|job elsewhere|changed my mind"
                 r"|zuruckgezogen|retirad[oa]|desistid[oa]|retiree?|отозва\w+|снял\w* заявк\w*|передумал\w*"
                 r"|ritirat[oa]"),
    ((Stage.SAVED, Outcome.WITHDRAWN), r"(?:did not|didn t|won t|will not|decided not to|decided against"
                                       r"|not going to|chose not to|never) appl\w*(?:ing)?|not applying|skipped"
                                       r"|skip"),
    (_SAVED, r"(?:need\w*|have|want|plan\w*|going|ready|still|yet|must)? ?to (?:be )?appl(?:y|ied)"
             r"|not (?:yet )?applied(?: yet)?|(?:haven t|have not) applied|will apply|should apply|to ?do"
             r"|not (?:started|submitted)"),
    # An offer, and what became of it.
    ((Outcome.DECLINED,), r"offer (?:was |got |is )?(?:declined|rejected|refused|turned down)(?! by (?:company|them))"
                          r"|(?:declin\w+|reject\w*|refus\w+|turned down|turned) (?:the |their |an |my |job )*offers?"
                          r"|said no to (?:the )?offer"
                          r"|angebot abgelehnt|oferta rechazada|offre refusee|отказал\w+ от (?:оффер|предложени)\w*"),
    (_INTERVIEWING, r"interview\w* (?:offer\w*|invit\w*|request\w*|accepted|extended)|offer\w* (?:an? )?interview"
                    r"|invit\w+ (?:to|for)(?: an?)? interview|accepted (?:the |an |for )?(?:an )?interview"
                    r"|accept\w* (?:for|to|into) (?:the |an? )?(?:next|second|final) (?:round|stage)"),
    ((Outcome.ACCEPTED,), r"offer (?:was |is )?(?:accepted|signed)|accept\w* (?:the |their |an |my |job )*offers?"
                          r"|hired|got (?:the )?(?:job|it|position)|signed(?: \w+)?|joined|started (?:working|job"
                          r"|work)|onboard\w*"
                          r"|angenommen|zugesagt|eingestellt|aceptad[oa]|contratad[oa]|acceptee?|embauchee?"
                          r"|принят\w?|принял\w*|вышел на работу|assunt[oa]|aceit[oa]"),
    # Read before the loose words for a rejection, of which they are made.
    (_GHOSTED, r"(?:assum\w+|presum\w+|probably|likely) (?:rejected|rejection|dead|ghosted|no)|ghost\w*"
               r"|no (?:response|reply|answer|reaction|word|contact|news|call ?back|feedback)|never (?:heard|replied"
               r"|responded|got back)(?: back)?"
               r"|not heard(?: back)?|(?:haven t|have not|didn t|did not|nothing) (?:heard|hear|reply"
               r"|respond\w*)(?: back)?|(?:radio )?silence|unanswered|crickets|non response|stopped (?:responding"
               r"|replying)"
               r"|keine (?:antwort|ruckmeldung|reaktion)|sin (?:respuesta|noticias)|sans (?:reponse|nouvelles?"
               r"|retour)|pas de (?:reponse|retour|nouvelles?)|нет ответа|без ответа|не ответ\w+|игнор\w*|тишина"
               r"|молч\w+"
               r"|nessuna risposta|sem resposta|brak odpowiedzi|geen reactie"),
    (_REJECTED, r"(?:no longer|not)(?: being| be| been)? (?:considered|under consideration|in consideration|selected"
                r"|moving|proceeding|chosen|accepted|hired|success\w*|progress\w*|shortlisted|approved|qualified"
                r"|continu\w+|going|advanc\w+|pursu\w+)(?: forward| ahead| on)?"
                r"|not a (?:good )?(?:fit|match)|un ?success\w*|(?:declin\w+|passed|turned down|cut"
                r"|dropped) by(?: the)? " + _COMPANY + r"|" + _COMPANY + r"(?: has| have)? (?:declined|passed"
                r"|rejected|said no)"
                r"|application (?:was )?(?:declined|unsuccessful|denied|closed by employer)|turned down"
                r"|passed on(?: me)?|moved on(?! to)|(?:went|going) with (?:an ?other|someone|other)(?: \w+)?"
                r"|(?:an ?)?other candidates?(?: \w+)?"
                r"|(?:auto\w*|soft|hard|insta\w*|resume|immediate|instant) ?rej\w*|reject\w*|rejec|rej|denied|denial"
                r"|deny|refus\w*|ding(?:ed)?|fail\w*|regret\w*|no thanks|eliminated|disqualif\w*|unqualified|nope"
                r"|absage|abgelehnt|abgesagt|rechaz\w*|descartad\w+|no seleccionad\w+|rejet\w*|non retenue?"
                r"|negative?|отказ\w*|отклон\w*|не подош\w+|не прош\w+|rifiutat\w*|scartat\w*|recusad\w*"
                r"|rejeitad\w*|odrzucon\w*|afgewezen"),
    # The opening ended without a decision about this person.
    (_WITHDRAWN, rf"{_OPENING} (?:was |is |has been |got |been |now |already )?(?:put )?(?:{_GONE}|no longer \w+"
                 rf"|on hold)|{_GONE} (?:by (?:the )?{_COMPANY}|{_OPENING})|no longer (?:available|accepting|open"
                 rf"|hiring|exists?|advertised|listed|posted|active|online)(?: applications)?"
                 rf"|(?:hiring|recruitment) (?:freeze|frozen|paused|stopped|cancell?ed)|filled(?: internally)?"
                 rf"|expired|removed|cancell?ed|taken down|not hiring|stelle besetzt|вакансия закрыта|истек\w*"),
    ((Outcome.ACCEPTED,), r"accept(?:ed|ance)?"),
    ((Hint.DECLINED,), r"declin\w*"),
    # How far it came, from the far end.
    (_SCREENING, r"technical (?:test|assessment|assignment|challenge|task)|tech (?:test|assessment|task)|(?:video"
                 r"|phone|recruiter|hr|initial|intro\w*) screen\w*|screening(?: (?:call|interview|round))?"
                 r"|application accepted|(?:response|reply|email|message) (?:received|from (?:company|recruiter"
                 r"|hr))|contacted|recruiter (?:call|chat|reached out|contact\w*|email\w*|message\w*)"),
    (_INTERVIEWING, r"(?:(?:phone|telephone|video|zoom|hr|recruiter|screening|initial|virtual|online|first|second"
                    r"|third|final|technical|tech|1st|2nd|3rd) )?interv\w*|inter|onsite|on site|final(?: round"
                    r"| stage)?|(?:\d+|first|second|third|fourth|1st|2nd|3rd|4th|5th|next|last|multiple"
                    r"|several) rounds?|rounds? \d|r\d"
                    r"|technical(?: round| screen| call)?|tech (?:screen|round|call|chat)|panel|super ?day"
                    r"|white ?board\w*|pair programming|system design|behaviou?ral|hiring manager(?: \w+)?"
                    r"|team match\w*|vorstellungsgesprach\w*"
                    r"|gesprach\w*|entrevist\w*|entretiens?|собес\w*|интерв\w*|colloqui\w*|rozmow\w*"
                    r"|sollicitatiegesprek|kennenlerngesprach"),
    (_OFFERED, r"offer\w*|negotiat\w*|verbal|contract(?: \w+)?|angebot|zusage|ofert\w*|offres?|proposition|оффер\w*"
               r"|предложени\w*|proposta|oferta"),
    (_SCREENING, r"phone(?: call)?|screen\w*|recruiter|hr(?: call| round)?|(?:intro\w*|initial|discovery|scheduled"
                 r"|info|first|second) call|calls?|call ?back|assess\w*|oa\d?|online (?:test|assess\w*|challenge)"
                 r"|hacker ?rank|codility|code ?signal"
                 r"|hire ?vue|take ?home|coding(?: challenge| test| assessment| round)?|code challenge|challenge"
                 r"|tests?|testing|assignment|home ?work|aptitude|quiz|short ?list\w*|respon(?:ded|ed|se)|repl(?:y"
                 r"|ied)|heard back|in (?:touch|contact|talks|discussions?)"
                 r"|talking|in conversation|telefon\w*|eingeladen|einladung|seleccionad\w+|prueba\w*|тестов\w*"
                 r"|скрининг\w*|созвон\w*|звон\w*|приглаш\w*|preselec\w*|mov(?:ed|ing) forward"
                 r"|advanc\w+|next (?:step|stage)s?|progress(?:ed|ing)"),
    (_SAVED, r"appl(?:ying|y)|wish ?list\w*|book ?mark\w*|saved?|interested|interesting|drafts?|draft\w*|new"
             r"|consider\w*|research\w*|prepar\w*|back ?log|leads?|prospect\w*|watch\w*|targets?|ideas?|maybe|planned"
             r"|shortlisted to apply"
             r"|gemerkt|gespeichert|merkliste|entwurf|geplant|guardad\w+|sauvegard\w*|enregistree?|a postuler"
             r"|сохран\w*|избран\w*|хочу|планир\w*|salvat[oa]"),
    (_APPLIED, r"appl(?:ied|ication|ications)|app|aplied|sent|submit\w*|wait\w*|await\w*|pending|(?:under|in) review"
               r"|review\w*|in progress|in process|process\w*|progress|on ?going|active|open|received|viewed|seen"
               r"|on hold|hold|pause\w*|follow\w* up\w*|still"
               r"|no updates?|beworben|bewerbung\w*|verschickt|gesendet|versendet|abgeschickt|eingereicht"
               r"|in bearbeitung|laufend\w*|offen|aplicad\w*|aplique|postulad\w*|enviad\w*|inscrit\w*|en (?:proceso"
               r"|curso|espera|revision)|pendiente"
               r"|postulee?|envoyee?|candidature|en (?:cours|attente)|отклик\w*|подал\w*|подан\w*|отправ\w*"
               r"|в процессе|жд\w+|ожидани\w*|на рассмотрении|рассм\w*|просмотр\w*|candidat\w*|inviat[oa]"
               r"|em andamento|aguardando|wyslan\w*|gesolliciteerd"),
    ((Hint.ENDED,), r"closed|archiv\w*|inactive|dead|ended|over|stale|finished|geschlossen|beendet|cerrad\w*"
                    r"|fermee?|terminee?|закрыт\w*|архив\w*|заверш\w*|chius[oa]|encerrad[oa]"),
    ((Hint.NOTHING,), r"moved (?:on )?to|coffee(?: chats?)?|networking|refer\w*|informational|complet\w*|done"
                      r"|schedul\w*|passed|pass"),
)  # fmt: skip

PHRASES: tuple[tuple[tuple[Signal, ...], re.Pattern[str]], ...] = tuple(
    (signals, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")) for signals, pattern in _PHRASES
)
"""What to look for, in order."""

_FILLERS = """ a an the by after at in of for on with to via from and or then i we me my was were is it been got have
had has be but so very also just already not no yes ok am pm as e mail email stage phase status round rounds resume cv
post early immediately instantly auto automatically position job role company they them their day days week weeks
month months online video virtual internal process due letter next first second third one two three und der die das la
le les de del el il y et в на по и с
"""
FILLERS = frozenset(_FILLERS.split())
"""Words that add nothing."""

CORRECTIONS: dict[str, tuple[Signal, ...]] = {
    **dict.fromkeys(("rejected", "rejection", "unsuccessful"), _REJECTED),
    **dict.fromkeys(("interview", "interviewed", "interviewing", "interviews"), _INTERVIEWING),
    **dict.fromkeys(("ghosted", "ghosting"), _GHOSTED),
    **dict.fromkeys(("applied", "application", "submitted", "pending"), _APPLIED),
    **dict.fromkeys(("offer", "offered"), _OFFERED),
    **dict.fromkeys(("accepted", "accept"), (Outcome.ACCEPTED,)),
    **dict.fromkeys(("withdrawn", "withdrew"), _WITHDRAWN),
    **dict.fromkeys(("screening", "assessment", "hackerrank"), _SCREENING),
    **dict.fromkeys(("wishlist", "bookmarked"), _SAVED),
    **dict.fromkeys(("declined",), (Hint.DECLINED,)),
}
"""Words worth recognising when they are misspelt."""
