"""A rule of an organisation's own in words, and what is wrong with one."""

from __future__ import annotations

from babel.dates import get_day_names, get_month_names
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from feedbackpulse.cycles.plain_rules import (
    EVERY_MONTH_HAS,
    LAST,
    Place,
    PlainRule,
    plain_rule,
)
from feedbackpulse.cycles.rules import WEEKDAYS, Flaw, InvalidRuleError, Rule, read_rule
from feedbackpulse.web.page import day as day_in_words


def rule_in_words(text: str) -> str:
    """Return a rule in words, in the reader's language; one that says too much as it stands."""
    rule = read_rule(text)
    months = rule.parts.get("BYMONTH")
    said = _said(_without_months(rule) if months else rule)
    if said is None:
        return str(_("By the rule %(rule)s", rule=rule.text))
    if months is None:
        return said
    return str(_("%(rule)s, only in %(months)s", rule=said, months=_months(months)))


def weekday_name(code: str) -> str:
    """Return the name of a weekday that RFC 5545 calls MO to SU."""
    names = get_day_names("wide", locale=get_locale())
    return str(names[WEEKDAYS.index(code)])


def which_name(which: int) -> str:
    """Return the place of a weekday in a month."""
    known = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), LAST: _("last")}
    return str(known[which])


def rule_problem(error: InvalidRuleError) -> str:
    """Return what is wrong with a rule, and what to do about it."""
    days = [day_in_words(each) for each in error.days]
    known = {
        Flaw.ENDS: _("A rule has no end here. Leave out %(part)s.", part=error.part),
        Flaw.PART: _("We cannot use this part of the rule: %(part)s.", part=error.part),
        Flaw.NEVER: _("No round falls within the first three years."),
        Flaw.TOO_OFTEN: _("Choose once a week at most."),
        Flaw.UNREADABLE: _(
            "We cannot read this rule. Write it like FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO."
        ),
    }
    return _about_two(error.flaw, *days) if days else str(known[error.flaw])


def _about_two(flaw: Flaw, one: str, two: str) -> str:
    if flaw is Flaw.TOO_OFTEN:
        return str(_("Two rounds would open within a week: %(one)s and %(two)s.", one=one, two=two))
    return str(
        _("The round of %(one)s is still open when the round of %(two)s opens.", one=one, two=two)
    )


def _said(rule: Rule) -> str | None:
    plain = plain_rule(rule)
    return None if plain is None else str(_plain_in_words(plain))


def _plain_in_words(rule: PlainRule) -> str:
    every = rule.every
    match rule.place:
        case Place.WEEKDAY:
            name = weekday_name(rule.weekday)
            said = ngettext(
                "Every week on %(day)s", "Every %(num)d weeks on %(day)s", every, day=name
            )
        case Place.LAST_DAY:
            said = ngettext(
                "Every month on the last day", "Every %(num)d months on the last day", every
            )
        case Place.NTH:
            said = ngettext(
                "Every month on the %(which)s %(day)s",
                "Every %(num)d months on the %(which)s %(day)s",
                every,
                which=which_name(rule.which),
                day=weekday_name(rule.weekday),
            )
        case Place.DAY if rule.day > EVERY_MONTH_HAS:
            said = ngettext(
                "Every month on day %(day)d, or else on the last day",
                "Every %(num)d months on day %(day)d, or else on the last day",
                every,
                day=rule.day,
            )
        case _:
            said = ngettext(
                "Every month on day %(day)d",
                "Every %(num)d months on day %(day)d",
                every,
                day=rule.day,
            )
    return str(said)


def _without_months(rule: Rule) -> Rule:
    kept = tuple((name, value) for name, value in rule.narrowed if name != "BYMONTH")
    return Rule(
        frequency=rule.frequency, interval=rule.interval, narrowed=kept, week_start=rule.week_start
    )


def _months(text: str) -> str:
    names = get_month_names("wide", locale=get_locale())
    return ", ".join(str(names[number]) for number in sorted(map(int, text.split(","))))
