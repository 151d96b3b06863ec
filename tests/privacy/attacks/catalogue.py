"""All attacks, in the order of their numbers, in the words of both languages."""

from __future__ import annotations

from typing import Final

from tests.privacy.attacks import (
    brought_up,
    configurations,
    crashes,
    every_cast,
    exhaustive,
    forging,
    freezing,
    hanging,
    joining,
    order,
    parallel,
    publication,
    remains,
    schema,
    sizes,
    stamping,
    threshold,
    two_locks,
    warned,
    words,
)
from tests.privacy.attacks.measure import Attack, Try


def _attack(
    number: tuple[str, str],
    english: str,
    dutch: str,
    limits: tuple[str, str],
    ways: tuple[Try, Try],
    *,
    on_databases: bool = True,
) -> Attack:
    return Attack(
        id=number[0],
        bound=number[1],
        name={"en": english, "nl": dutch},
        limit=dict(zip(("en", "nl"), limits, strict=True)),
        measure=ways[0],
        naive=ways[1],
        on_databases=on_databases,
    )


ATTACKS: Final = (
    _attack(
        ("A1", "≤ +1.00"),
        "One copy of both databases after the night, by somebody who knows who answered when",
        "Eén kopie van beide databases na de nacht, van iemand die weet wie wanneer antwoordde",
        (
            "at most 1 point better than guessing, with 95% certainty",
            "hoogstens 1 punt beter dan raden, met 95% zekerheid",
        ),
        (order.measure, order.naive),
    ),
    _attack(
        ("A1b", "≥ 95 %"),
        "The same on tables in which rows lie as they came: this must succeed",
        "Hetzelfde op tabellen die rijen bewaren zoals ze kwamen: dit moet lukken",
        ("at least 95% linked", "minstens 95% gekoppeld"),
        (order.on_naive_tables, order.not_on_naive_tables),
    ),
    _attack(
        ("A2", "≤ +1.00"),
        "A copy of both databases after every ballot, tied to the words that are published",
        "Een kopie van beide databases na elk stembriefje, gekoppeld aan de getoonde woorden",
        (
            "at most 1 point better than guessing, with 95% certainty",
            "hoogstens 1 punt beter dan raden, met 95% zekerheid",
        ),
        (every_cast.measure, every_cast.naive),
    ),
    _attack(
        ("A3", "0"),
        "Answers, words, numbers, addresses, claims and keys searched for in every file",
        "Antwoorden, woorden, nummers, adressen, claims en sleutels gezocht in elk bestand",
        ("0 found after the release", "0 gevonden na de uitkomst"),
        (remains.measure, remains.naive),
    ),
    _attack(
        ("A4", "4 / 4, 1 / 1"),
        "Blind signatures held against RFC 9474 and another library, in server and browser",
        "Blinde handtekeningen getoetst aan RFC 9474 en een andere bibliotheek, op server en in browser",
        ("4 of 4 variants, and the other library", "4 van 4 varianten, en de andere bibliotheek"),
        (stamping.vectors, stamping.vectors_naively),
        on_databases=False,
    ),
    _attack(
        ("A5", "0"),
        "Columns that could tell who or when",
        "Kolommen die kunnen vertellen wie of wanneer",
        ("0 columns", "0 kolommen"),
        (schema.measure, schema.naive),
    ),
    _attack(
        ("A6", "0"),
        "Forged, repeated, exchanged and damaged ballots",
        "Vervalste, herhaalde, verwisselde en beschadigde stembriefjes",
        ("0 accepted", "0 aangenomen"),
        (forging.measure, forging.naive),
    ),
    _attack(
        ("A7", "n / n"),
        "Many requests of one person at the same moment, to four processes",
        "Veel aanvragen van één persoon op hetzelfde moment, aan vier processen",
        ("exactly one stamp for everybody", "precies één stempel voor iedereen"),
        (parallel.measure, parallel.naive),
    ),
    _attack(
        ("A8", "n / n"),
        "Whoever stamps looks which request belongs to which ballot",
        "Wie stempelt zoekt welke aanvraag bij welk stembriefje hoort",
        ("every request fits every ballot", "elke aanvraag past bij elk stembriefje"),
        (stamping.blindness, stamping.blindness_naively),
        on_databases=False,
    ),
    _attack(
        ("A9", "1, 1"),
        "The size of sealed ballots, with one seal and with two",
        "De grootte van verzegelde stembriefjes, met één zegel en met twee",
        ("1 size each", "elk 1 grootte"),
        (sizes.measure, sizes.naive),
        on_databases=False,
    ),
    _attack(
        ("A10", "0, 0"),
        "Everything that is published, worked out by an outsider and by every team member",
        "Alles wat getoond wordt, uitgerekend door een buitenstaander en door elk teamlid",
        ("nobody’s answer follows", "niemands antwoord volgt eruit"),
        (publication.measure, publication.naive),
        on_databases=False,
    ),
    _attack(
        ("A11", "0, 0"),
        "Every possible set of answers in small organisations, by somebody who knows the rule",
        "Alle mogelijke antwoorden in kleine organisaties, door iemand die de regel kent",
        ("0 people, 0 ranges narrowed", "0 mensen, 0 bereiken smaller"),
        (exhaustive.measure, exhaustive.naive),
        on_databases=False,
    ),
    _attack(
        ("A12", "> 50 %"),
        "The same on a mere threshold of five: this must succeed",
        "Hetzelfde bij alleen een grens van vijf: dit moet lukken",
        ("more than 50% of people found", "meer dan 50% van de mensen gevonden"),
        (threshold.measure, threshold.naive),
        on_databases=False,
    ),
    _attack(
        ("A13", "n / n"),
        "Groups that show nothing, worked out from what is shown above them",
        "Groepen die niets tonen, uitgerekend uit wat erboven getoond wordt",
        ("all of them as open as the rule says", "allemaal zo open als de regel zegt"),
        (publication.hidden, publication.hidden_naively),
        on_databases=False,
    ),
    _attack(
        ("A14", "0"),
        "Late ballots, moves, departures and new teams after closing",
        "Late stembriefjes, verhuizingen, vertrek en nieuwe teams na het sluiten",
        ("0 rows of the release changed", "0 rijen van de uitkomst veranderd"),
        (freezing.measure, freezing.naive),
    ),
    _attack(
        ("A15", "0"),
        "The process is killed while it opens, stamps, casts, counts or burns",
        "Het proces wordt gedood bij openen, stempelen, innemen, tellen of verbranden",
        ("0 ballots lost or double", "0 stembriefjes kwijt of dubbel"),
        (crashes.measure, crashes.naive),
    ),
    _attack(
        ("A16", "≤ 10.0"),
        "Two rounds, and one person who joined or left in between",
        "Twee rondes, en één persoon die ertussen kwam of ging",
        (
            "at most 10 points better than guessing, when 5% and 10% change their minds",
            "hoogstens 10 punten beter dan raden, als 5% en 10% van mening verandert",
        ),
        (joining.measure, joining.naive),
        on_databases=False,
    ),
    _attack(
        ("A17", "0"),
        "Comments tied to scores, to one another, to a small group or to an order",
        "Opmerkingen gekoppeld aan scores, aan elkaar, aan een kleine groep of een volgorde",
        ("0 comments", "0 opmerkingen"),
        (words.measure, words.naive),
    ),
    _attack(
        ("A18", "n / n"),
        "Installations that are really made bad",
        "Installaties die echt slecht gemaakt worden",
        ("the doctor flags all of them", "de controle ziet ze allemaal"),
        (configurations.measure, configurations.naive),
    ),
    _attack(
        ("A19", "0"),
        "Both databases and all keys of the server, without the works council’s key",
        "Beide databases en alle sleutels van de server, zonder die van de ondernemingsraad",
        ("0 ballots can be read", "0 stembriefjes leesbaar"),
        (two_locks.measure, two_locks.naive),
    ),
    _attack(
        ("A20", "≥ 90 %, ≥ 70 %"),
        "Comments with something planted by which a writer could be known",
        "Opmerkingen met iets erin waaraan een schrijver te kennen is",
        (
            "at least 90% seen, at least 70% of warnings right",
            "minstens 90% gezien, minstens 70% van de waarschuwingen juist",
        ),
        (warned.measure, warned.naive),
        on_databases=False,
    ),
    _attack(
        ("A21", "0, 0"),
        "How answers hang together, in the hands of a colleague, of two, or of an outsider",
        "Hoe antwoorden samenhangen, in handen van een collega, van twee of van een buitenstaander",
        (
            "0 people, 0 figures changed by hidden groups",
            "0 mensen, 0 cijfers anders door verborgen groepen",
        ),
        (hanging.measure, hanging.naive),
        on_databases=False,
    ),
    _attack(
        ("A22", "≤ +1.00, 0"),
        "Signals and messages without a name, by a reader with a copy who saw who came when",
        "Signalen en berichten zonder naam, van een lezer met een kopie die zag wie wanneer kwam",
        (
            "at most 1 point better than guessing, with 95% certainty; no person, no time of day",
            "hoogstens 1 punt beter dan raden, met 95% zekerheid; geen persoon, geen tijdstip",
        ),
        (brought_up.measure, brought_up.naive),
    ),
)
"""Every attack of the suite."""
