"""Who could try to learn what, and what remains possible: for the privacy page and the dossier."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from feedbackpulse.cycles.domain import Privacy


@dataclass(frozen=True, kw_only=True, slots=True)
class Threat:
    """Somebody who may be curious, what they can learn, and what remains or helps."""

    who: str
    learns: str
    remains: str


def threats(privacy: Privacy) -> tuple[Threat, ...]:
    """Return everybody who could try to learn an answer. docs/privacy.md says more of each."""
    return (
        Threat(
            who=_("A colleague"),
            learns=_("The same outcome as you. No number in it fixes what one person answered."),
            remains=_("Colleagues who tell each other their answers may work out somebody else’s."),
        ),
        Threat(
            who=_("Your lead"),
            learns=_(
                "The outcome of the team. Words only from %(count)s answers, without a name and without a date.",
                count=privacy.comments_group,
            ),
            remains=_("Your lead may know how you write. The form warns you while you write."),
        ),
        Threat(
            who=_("HR"),
            learns=_("The same outcome for all groups. How many people answered, in large steps."),
            remains=_("A high or low outcome says something about everybody in a group."),
        ),
        Threat(
            who=_("HR, with fake or willing members in your team"),
            learns=_("What the other people in that group answered."),
            remains=_(
                "See who is in your group before you answer. The works council sees changes in teams."
            ),
        ),
        Threat(
            who=_("Somebody with a copy of the databases or a backup"),
            learns=_(
                "Who fetched a ballot, until the round is cleaned up. Locked ballots, which do not open."
            ),
            remains=_("After the round there is only the outcome."),
        ),
        Threat(
            who=_("An administrator who also takes the key while a round is open"),
            learns=_(
                "Which answers were given in a group, perhaps in which order. With a second key: nothing."
            ),
            remains=_(
                "Ask for a second key, held by the works council or by another administrator."
            ),
        ),
        Threat(
            who=_("An administrator who watches all traffic"),
            learns=_(
                "When you sent. Together with the key: also what. With a second key that takes its holder too."
            ),
            remains=_("Send from another network, or on paper."),
        ),
        Threat(
            who=_("An administrator who changes the program on the server"),
            learns=_(
                "Whoever sends without JavaScript: everything. Others: no more than with the key. The stamp stays blind."
            ),
            remains=_("Send with JavaScript, and ask for a second key."),
        ),
        Threat(
            who=_("An administrator who changes the page just for you"),
            learns=_("Everything you type on that page."),
            remains=_("Compare the eight words. Have an expert compare the program of the page."),
        ),
        Threat(
            who=_("Whoever holds the second key"),
            learns=_("Locked ballots, shuffled or in order. Nothing that can be read."),
            remains=_("The holder and the administrator must not work together."),
        ),
        Threat(
            who=_("Whoever prints the paper codes"),
            learns=_("Which codes were used. Not who drew which code."),
            remains=_(
                "Draw your card from a hat yourself. Our server locks what you send with it."
            ),
        ),
        Threat(
            who=_("Whoever reads what you bring up without your name"),
            learns=_("Your words, from the next day on. Not who you are, and no time."),
            remains=_("The day, and your way of writing. Name nobody, not yourself either."),
        ),
        Threat(
            who=_("Somebody on the network"),
            learns=_("That you sent a ballot. All ballots have the same size."),
            remains=_("Nothing about your answers."),
        ),
        Threat(
            who=_("Somebody who reads the mail"),
            learns=_(
                "Who is invited. With your link: whether you took part. They could answer in your place."
            ),
            remains=_("Not one answer that was given. Did somebody take your turn? Then tell HR."),
        ),
    )
