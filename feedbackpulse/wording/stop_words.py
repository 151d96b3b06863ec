"""The small words of both languages, which say nothing about a subject. Without accents."""

from __future__ import annotations

from typing import Final

DUTCH: Final = frozenset(
    """
    aan achter af al alle alleen allemaal als altijd andere anders bent ben bij bijna boven bv d
    daar daarna daarom dan dat de deze die dit doe doen doet door dus dr durven echt echter een
    eens eerst eigenlijk elk elkaar elke en enkel er ergens erg even gaan gaat geen gehad geweest
    geworden gewoon ging graag had hadden heb hebben hebt heeft heel heen hem hen het hier hierdoor
    hij hoe hoeveel hun iedere ieder iedereen iemand iets ik in is ja je jij jou jouw jullie kan
    kon konden kun kunnen kunt laat laten later maar mag me meer meest men met mij mijn misschien
    moest moet moeten mogen na naar nauwelijks nee net niemand niet niets nog nogal nooit nou nu
    of om omdat onder ongeveer ons onze ook op opeens over overal per s soms steeds t te tegen
    telkens ten ter terug terwijl tijdens toch toe toen tot tussen twee u uit uw vaak van vanaf
    veel verder via vooral voor voordat waar waarbij waarin waarom waaronder wanneer want waren was
    wat we weer wel weinig welke werd werden wie wij wil willen wilt word worden wordt zal ze zeer
    zei zelf zelfs zich zij zijn zo zoals zodat zonder zou zouden zowel zulke zullen
    """.split()  # noqa: SIM905 (a word a line would be two hundred lines)
)

ENGLISH: Final = frozenset(
    """
    a about above after again against all almost alone also although always am an and another any
    anybody anyone anything are aren as at away back be because been before being below between
    both but by can cannot could couldn d did didn do does doesn doing don done down during each
    either else enough etc even ever every everybody everyone everything few for from further get
    gets getting go goes going got had hadn has hasn have haven having he her here hers herself
    him himself his how however i if in instead into is isn it its itself just know let like ll m
    make makes many may maybe me might mine more most much must my myself never no nobody none nor
    not nothing now o of off often on once one only or other others our ours ourselves out over
    own perhaps quite rather re really s said same say says she should shouldn since so some
    somebody someone something sometimes soon still such t than that the their theirs them
    themselves then there therefore these they thing things this those though through thus to too
    toward towards two under until up upon us ve very want wants was wasn we well were weren what
    when where whether which while who whom whose why will with within without won would wouldn
    yes yet you your yours yourself
    """.split()  # noqa: SIM905 (a word a line would be two hundred lines)
)
