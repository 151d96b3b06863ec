"""What is called what people may choose beside the questions: their groups, and a theme."""

from __future__ import annotations

from flask_babel import gettext as _


def attribute_label(code: str) -> str:
    """Return what an attribute is called."""
    known = {
        "tenure": _("Time in this organisation"),
        "contract": _("Kind of contract"),
        "hours": _("Working hours"),
        "place": _("Where you mostly work"),
        "contact": _("Contact with customers"),
        "learning": _("What would you like to learn more about?"),
    }
    return str(known[code])


def value_label(code: str, value: str) -> str:
    """Return what one value of an attribute is called."""
    known = {
        "tenure": {
            "under_1": _("Less than 1 year"),
            "1_to_3": _("1 to 3 years"),
            "3_to_10": _("3 to 10 years"),
            "over_10": _("More than 10 years"),
        },
        "contract": {
            "permanent": _("Permanent"),
            "temporary": _("Temporary"),
            "hired": _("Hired or agency"),
        },
        "hours": {"full_time": _("Full-time"), "part_time": _("Part-time")},
        "place": {
            "office": _("At the office"),
            "home": _("At home"),
            "customers": _("At customers"),
            "shop_floor": _("On the work floor"),
        },
        "contact": {"daily": _("Every day"), "sometimes": _("Sometimes"), "never": _("Never")},
    }
    return str(known[code][value])
