"""The names under which people write their columns: the heart of reading files nobody has seen."""

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.imports.fields import Field
from domain.imports.words import fold_name

_WHEN = r"(?:dates?|dated|when|on|at|day|time|timestamp|datum|am|fecha|dia|data|le|дата|когда)"
_JOB = r"(?:position|role|job|title|vacancy|opening|posting|stelle|puesto|poste|вакансия|должность)"

# First match wins, so the order is part of the meaning: what is private, computed or about something else goes first.
_RULES: tuple[tuple[Field, str], ...] = (
    (Field.IGNORED, r"\be ?mails?\b|\bphone (number|no)\b|\btelephone\b|\bmobile\b|\bcontacts?\b(?! (ed|date|on)\b)"
                    r"|\brecruiter s? ?(name|e ?mail|phone|linkedin)"
                    r"|\bhiring manager\b|\binterviewers?\b|\bpoc\b|\bprofile\b|\bquestions?\b|\banswers?\b(?! (date"
                    r"|on))|\bcover letter\b|\bpassword\b|\blogin\b"
                    r"|\buser ?name\b|\bansprechpartner|\bkontakt|\bcontacto\b|\bконтакт|\bтелефон|\bпочта\b"
                    r"|\bsender\b|\bsubject\b"),
    (Field.IGNORED, r"^(days?|time|weeks?|hours?|months?|duration|age|how long|count|number of|no of|num|total)\b"
                    r"|\bdays\b|\btime (to|since|until)\b|^response time|^current date$|^today"
                    r"|\bminor\b|\bcursor\b|^(index|id|no|nr|row|s no|sr no|sl no|serial\b.*|key|job id|position id"
                    r"|req id|requisition id|uuid|slug)$"),
    (Field.IGNORED, r"\bdeadline|\bdue\b|\bfollow(ed)? ?ups?\b|\breminders?\b|\bnext\b|\blast\b(?! name)"
                    r"|\bupdated\b(?<!status updated)|\bmodified\b|\bedited\b|\bexpir|\bapply by\b"
                    r"|\bclosing date\b|\bstart(ing)? date\b|\bapplication (closes|closing|opens)\b|\bpriority\b"
                    r"|\bexcitement\b|\brating\b|\bscore\b|\bconfidence\b|\brank\b|\btags?\b|\bcolou?r\b"
                    r"|\bbewerbungsschluss\b|\bfrist\b|\bplazo\b|\bfecha limite\b|\bdate limite\b|\bдедлайн\b"),
    (Field.IGNORED, r"\b(interview\w*|offer|call|screen\w*)\b.*\b(notes?|prep)\b|^check\b|\bages?\b|\b(positions"
                    r"|openings"
                    r"|vacancies) (open|available|count)\b"),
    (Field.IGNORED, r"\binterview (prep\w*|notes?|questions?|feedback|experience|time|location|type|format|link|mode"
                    r"|process|details?)\b|\boffer (amount|salary|details?|letter|deadline|package)\b"
                    r"|\b(rejection|reject) (reason|email|letter|note)\b|\breasons?\b|\b(job )?description\b"
                    r"|\brequirements?\b|\bresponsibilities\b|\bskills?\b|\btech stack\b|\bexperience\b"
                    r"|\b(customi[sz]ed|tailored) (resume|cv)\b|\beasy appl|\bpaid\b|\bcompany (size|rating|website"
                    r"|url|link|site|linkedin|description|info|research)\b|\bwage salary\b|\bsalary (type|period)\b"
                    r"|\bcurrency\b"
                    r"|^job (type|level|category|family)\b|^types?$|\bemployment type\b|\bcontract( type)?$"
                    r"|\brole (type|level)\b|\bseniority\b|^level$|\bdepartment\b|^team$|\bcategory\b|^referral$"
                    r"|^referred"),
    (Field.REJECTION_STAGE, r"\b(rejection|rejected) (stage|phase|round|step)\b|\b(stage|phase|round"
                            r"|step) (of )?(rejection|rejected)\b|\brejected (at|in) (what |which )?(stage|round)"),
    (Field.STATUS_AT, r"\b(status|stage) (date|since|changed?( on| at| date)?|updated( on| at)?)\b"
                      r"|\bdate (of )?(status|stage)\b|\bstatus \w* ?date\b"),
    (Field.ARCHIVED_AT, r"\bdate archived\b|\barchived? (date|on|at)\b"),
    (Field.ARCHIVED, r"^(is )?archived?\b"),
    (Field.HISTORY, r"^(history|timeline|transitions?|status history|stage history|progress log|activity log)$"),
    (Field.POSTED_AT, rf"\b(post(ed|ing)?|publish(ed)?|listed|listing)\b.*\b{_WHEN}\b|\b{_WHEN}\b.*\b(post(ed|ing)?"
                      rf"|publish(ed)?|listed|listing)\b|^(date )?posted$|^published$|\bveroffentlicht"
                      rf"|\bpublicacion\b|\bопубликован"),
    (Field.WORKPLACE, r"\bremote\b|\bhybrid\b|\bwork ?place\b|\bwork (mode|model|type|arrangement|setting|style"
                      r"|location type)\b|\blocation type\b|\bhome ?office\b|\bteletravail\b|\bremoto\b|\bформат\b"
                      r"|\bудаленк"),
    (Field.SOURCE, r"\b(applied|apply|applying|application|sent|found|submitted) ?(it )?(via|through|thru|with|using"
                   r"|by|method|site|website|platform|source|channel|portal|medium|from|where)\b|\bvia\b|\bsources?\b"
                   r"|\bplatforms?\b"
                   r"|\bjob (board|site|portal|platform)\b|^board$|\bchannel\b|\bwhere\b|\bfound (on|at|through)\b"
                   r"|\bhow\b|^method$|\bmethod of\b|\b(web ?)?(site|board|portal) (applied|used)\b|^provider$"
                   r"|\bapplication (software|system)\b|\bmedium\b|^sites?$|^portals?$"
                   r"|\borigin\b|\bquelle\b|\bplattform\b|\bkanal\b"
                   r"|\bfuente\b|\bplataforma\b|\bcanal\b|\bplateforme\b"
                   r"|\bисточник|\bплощадк|\bканал\b|^сайт|\bоткуда\b|\bfonte\b|\bbron\b"),
    (Field.URL, r"\burls?\b|\blinks?\b|\bhref\b|\bhyperlink\b|\b(job|listing) (post(ing)?|ad|advert|listing|page)\b"
                r"|^(posting"
                r"|listing|advert|website|web ?site|web ?page|webpage)$|\blien\b|\benlace\b|\bссылк"
                r"|\bstellenanzeige\b|\banzeige\b"),
    (Field.TITLE, rf"\b{_JOB}s? (i )?(applied|applying)\b|\b{_JOB} (sought|of interest|name|title)\b"
                  rf"|\bapplied (position|role|job)\b"),
    (Field.SALARY_MIN, r"\b(min|minimum|low(er)?|from)\b.*\b(salary|pay|comp\w*)\b|\b(salary|pay|comp\w*)\b.*\b(min"
                       r"|minimum|low(er)?|from)\b"),
    (Field.SALARY_MAX, r"\b(max|maximum|high(er)?|upper|up to)\b.*\b(salary|pay|comp\w*)\b|\b(salary|pay"
                       r"|comp\w*)\b.*\b(max|maximum|high(er)?|upper)\b"),
    (Field.WAGE, r"\bwages?\b|\bhourly\b|\bpay ?rate\b|\brate\b|\bstundenlohn\b"),
    (Field.SALARY, r"\bsalar(y|ies)\b|\bcompensation\b|\bcomp\b|^pay\b|\bpay( range| scale| band)?$"
                   r"|\bremuneration\b|\bctc\b|\bgehalt\w*|\bsalario\b|\bsueldo\b|\bsalaire\b|\bзарплат|\bоклад"
                   r"|\bвилка\b|\bstipend\b|^tc$|\bstipendio\b|\bsalaris\b"),
    (Field.INDUSTRY, r"\bindustr(y|ies)\b|\bsector\b|\bcompany type\b|\btype of company\b|\bbranche\b|\bsecteur\b"
                     r"|\bотрасль\b|\bсфера\b"),
    (Field.RESUME, r"\bresumes?\b|\bcvs?\b|\bcurriculum\b|\blebenslauf\b|\bрезюме\b"),
    (Field.OUTCOME, r"^(final )?(results?|outcomes?|decisions?|verdict)( status)?$|\bfinal (status|result|outcome"
                    r"|decision)\b|\baccept(ed)?( or)? reject|\bergebnis\b|\bresultados?\b|^resultat|\bитог"
                    r"|^результат|\bрешение\b|\besito\b|\bapplication (result|outcome|decision)\b|\bclosing (status"
                    r"|reason)\b"),
    (Field.WITHDRAWN_AT, r"\bwithdr[ae]w\w*\b"),
    (Field.GHOSTED_AT, r"\bghosted\b"),
    (Field.REJECTED_AT, r"\breject\w*|\bdenied\b|\bdenial\b|\bdeclined\b|\babsage\b|\bablehnung\b|\brechaz\w+"
                        r"|\brefus\b|\bотказ"),
    (Field.ACCEPTED_AT, r"\baccepted\b|\bhired\b|\boffer acceptance\b"),
    (Field.CLOSED_AT, rf"\b{_WHEN}\b.*\b(decision|clos(ed|ure)|result|outcome|ended|end)\b|\b(decision|clos(ed|ure)"
                      rf"|result|outcome|ended|end)\b.*\b{_WHEN}\b|^closed$"),
    (Field.INTERVIEWED_AT, r"\binterv\w*|\bon ?site\b|\bon campus\b|\bfinal round\b|\btech(nical)? (screen\w*|round"
                           r"|call|chat)\b|\bpanel\b|\bsuper ?day\b|\bround \d|\b(\d(st|nd|rd|th)|first|second|third"
                           r"|final|last) round\b|\bface to face\b|\bwhite ?board"
                           r"|\bvorstellungsgesprach|\bgesprach\b|\bentrevista|\bentretien|\bсобес|\bcolloquio\b"
                           r"|\bgesprek\b|^technical$"),
    (Field.SCREENED_AT, r"\bphone\b|\brecruiters?\b|\bscreen\w*|\bassess\w*|\boa\b|\bhacker ?rank\b|\bcode ?signal\b"
                        r"|\btake ?home\b|\bchallenges?\b|\bcoding\b|\btests?\b|\bhr (call|round)\b|\bintro call\b"
                        r"|\bhire ?vue\b|\bcall\b|\btelefonat\b|\bприглаш"
                        r"|\bтестов|\bскрининг|\bсозвон|\bprueba\b"),
    (Field.RESPONDED_AT, r"\brespon([sc]e|[sc]es|ded|d)\b|\brepl(y|ied|ies)\b|\bheard\b|\banswer(ed)?\b|\bfeedback\b"
                         r"|\bcontacted\b|\bcall ?back\b|\bantwort|\bruckmeldung|\brespuesta|\breponse|\bretour\b"
                         r"|\bответ"),
    (Field.OFFERED_AT, r"\boffers?\b|\boffered\b|\bangebot\b|\bzusage\b|\bоффер"),
    (Field.SAVED_AT, r"\bsaved\b|\bbookmark\w*|\bcreated\b|\badded\b|\bdiscovered\b|\bdate found\b|\bfound date\b"
                     r"|\bgespeichert\b|\bhinzugefugt\b|\bguardad\w+|\bсохранен\w*|\bдобавлен\w*"),
    (Field.APPLIED_AT, rf"\b(appl(ied|ication|ications|y|ying)|submi\w+|sent)\b.*\b{_WHEN}\b|\b{_WHEN}\b.*\b(appl(ied"
                       rf"|ication|ications|y|ying)|submi\w+|sent|i applied)\b|\bbewerbungsdatum\b|\bbeworben am\b"
                       rf"|\b(bewerbung|beworben)\b.*\b(datum|am)\b|\b(datum)\b.*\bbewerbung"
                       r"|\bfecha\b.*\b(aplicacion|solicitud|postulacion|envio|candidatura|inscripcion)\b"
                       r"|\bdate\b.*\b(candidature|postulation|envoi)\b|\b(postule|envoye)e? le\b"
                       r"|\bдата\b.*\b(отклик|пода|отправ|заявк)|\bdata\b.*\b(candidatura|invio)\b"),
    (Field.APPLIED, r"^(have )?(i )?(applied|submitted|sent|application (sent|submitted)|applied yet"
                    r"|already applied|beworben|postule|enviado|отклик|откликнулся|подано|отправлено)$"),
    (Field.DATE, rf"^{_WHEN}$|^date \(?\w{{1,4}}\)?$"),
    (Field.STATUS, r"\bstatus\b|\bstages?\b|^list( name)?$|^column( name)?$|\bprogress\b|\bphase\b|\bpipeline\b"
                   r"|^steps?$|^estado\b|\bstatut\b|\betat\b|^stand$|\bстатус|\bэтап|\bстади|\bсостояни|^stato\b"
                   r"|\bsituacao\b"),
    (Field.NOTES, r"\bnotes?\b|^details$|\bcomments?\b|\bremarks?\b|\bmemo\b|\bthoughts\b|\bnotizen?\b|\bbemerkung\w*"
                  r"|\bkommentar\w*|^notas?\b|\bcomentarios?\b|\bremarques?\b|\bcommentaires?\b|\bзаметк"
                  r"|\bкомментар|\bпримечани"),
    (Field.LOCATION, r"\blocations?\b|\bcity\b|\bplace\b|\boffice\b|\bregion\b|\bcountry\b|^state$|\bstandort\b"
                     r"|^ort$|\bubicacion\b|\bciudad\b|\blieu\b|\bville\b|\bгород|\bлокаци|^место\b|\blocalita\b"
                     r"|\bsede\b"),
    (Field.COMPANY, r"\bcompan(y|ies)\b|\bemployers?\b|\borgani[sz]ations?\b|\borgs?\b|\bfirm\b|\bbusiness\b"
                    r"|\binstitution\b|\bunternehmen\b|\bfirma\b|\barbeitgeber\b|\bempresa\b|\bcompania\b"
                    r"|\bentreprise\b|\bsociete\b|\bemployeur\b"
                    r"|\bкомпани|\bорганизаци|\bработодател|\bфирма\b|\bazienda\b|\bbedrijf\b"),
    (Field.TITLE, rf"\b{_JOB}s?\b|\bdesignation\b|\bjobtitel\b|\bstellenbezeichnung\b|\bberufsbezeichnung\b"
                  rf"|\bpositionsbezeichnung\b|\bcargo\b|\bvacante\b|\bemploi\b|\bintitule\b|\bпозици|\bроль\b"
                  rf"|\bposizione\b|\bruolo\b|\bfunctie\b|\bvaga\b|\bjobs?\b"
                  r"|^offre|^oferta"),
)  # fmt: skip
_COMPILED = tuple((field, re.compile(pattern)) for field, pattern in _RULES)

# The plain names: what most people write, before any guessing by parts of a name.
_PLAIN: dict[str, Field] = {
    name: field
    for field, names in {
        Field.COMPANY: "company|company name|employer|employer name|organization|organisation|job company name"
                       "|company organization",
        Field.TITLE: "title|job title|role|role name|specific role|position|position title|job|job position|job role"
                     "|opening|job name|job opening",
        Field.URL: "url|job url|link|job link|posting url|application url|application link|job posting link"
                   "|job url link",
        Field.SOURCE: "source|job source|via what|via|application site|application source|job board|platform"
                      "|where found|channel|lead source",
        Field.STATUS: "status|application status|job status|current status|stage|list|list name|status label"
                      "|response status",
        Field.APPLIED_AT: "application date|applied date|date applied|applied on|applied at|date sent|date submitted"
                          "|submission date|apply date|date of application",
        Field.RESPONDED_AT: "date of 1st response|date of first response|response date|first response date"
                            "|responded at|response|first response",
        Field.SCREENED_AT: "coding challenge|recruiter|date phone screen",
        Field.INTERVIEWED_AT: "phone|on campus|onsite|date interview|interview date|selected for interview"
                              "|date technical screen|date onsite final round",
        Field.OFFERED_AT: "job offer|date offer|offer date|offer",
        Field.CLOSED_AT: "date decision|closed at|decision date|date closed",
        Field.OUTCOME: "result|decision|outcome",
        Field.DATE: "first contact|date of contact|contacted on",
    }.items()
    for name in names.split("|")
}  # fmt: skip

_FOREIGN = re.compile(
    r"[а-я]|\b(?:bewerbung\w*|unternehmen|firma|stelle|datum|quelle|empresa|puesto|fecha|estado"
    r"|fuente|entreprise|societe|poste|statut|lieu|azienda|bedrijf)\b"
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column's name says: its field, and how sure that is (0 is the plainest name; only compared within a "
    "field)."""

    field: Field
    rank: int


@lru_cache(maxsize=4096)
def meaning(header: str) -> Meaning | None:
    """What a column of this name holds; None when the name says nothing to us."""
    name = fold_name(header)
    if not name or len(name) > 80:
        return None
    plain = _PLAIN.get(name)
    if plain is not None:
        return Meaning(plain, 0)
    for rank, (field, pattern) in enumerate(_COMPILED, start=1):
        if pattern.search(name):
            return Meaning(field, rank)
    return None


def is_day_first_language(header: str) -> bool:
    """Whether a column's name is in a language whose speakers write the day before the month."""
    return _FOREIGN.search(fold_name(header)) is not None
