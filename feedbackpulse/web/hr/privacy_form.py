"""The form of the step in which HR chooses how people are protected."""

from __future__ import annotations

from typing import Any, TypedDict

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, ValidationError

from feedbackpulse.cycles.attributes import ATTRIBUTES, MOST_ATTRIBUTES
from feedbackpulse.cycles.domain import PRIVACY_FLOOR, Cycle, Privacy, SecondKey
from feedbackpulse.web.attributes import attribute_label, value_label
from feedbackpulse.web.choices import MultiCheckboxField, options
from feedbackpulse.web.hr.cycle_forms import PrivacyForm


class ProtectionChoices(TypedDict):
    """What step 3 decides."""

    privacy: Privacy
    attributes: tuple[str, ...]
    asks_learning: bool
    second_key: SecondKey


class ProtectionForm(PrivacyForm):
    """Step 3: the privacy numbers, who must help to open, and what people may tell."""

    attributes = MultiCheckboxField(_l("What may people tell about themselves?"))
    asks_learning = BooleanField(_l("Ask what people would like to learn more about"))
    asks_everybody: bool
    """Learning is asked of the whole organisation, or of nobody."""

    second_key = RadioField(
        _l("Who besides the server must help to open the ballots?"),
        [InputRequired(_l("Choose who must help."))],
        choices=options(
            [
                (SecondKey.NONE.value, _l("Nobody")),
                (SecondKey.COUNCIL.value, _l("The works council")),
                (SecondKey.ADMIN.value, _l("A second administrator")),
            ]
        ),
    )

    @classmethod
    def of_cycle(cls, cycle: Cycle) -> ProtectionForm:
        """Return the form, filled in with what the draft says."""
        numbers = {name: getattr(cycle.privacy, name) for name in PRIVACY_FLOOR}
        form = cls(
            data={
                **numbers,
                "attributes": list(cycle.attributes),
                "asks_learning": cycle.asks_learning,
                "second_key": cycle.second_key.value,
            }
        )
        form.asks_everybody = cycle.teams is None
        form.attributes.choices = options([(code, attribute_label(code)) for code in ATTRIBUTES])
        return form

    def validate_attributes(self, field: Any) -> None:
        """Keep people from being known by many groups at once."""
        if len(field.data or ()) > MOST_ATTRIBUTES:
            raise ValidationError(_("Choose at most %(most)d.", most=MOST_ATTRIBUTES))

    def explained(self) -> dict[str, str]:
        """Return for each attribute what people can choose from."""
        return {
            code: ", ".join(value_label(code, value) for value in values)
            for code, values in ATTRIBUTES.items()
        }

    def choices_made(self) -> ProtectionChoices:
        """Return what was chosen, in the order in which it is asked."""
        chosen = self.attributes.data or ()
        return ProtectionChoices(
            privacy=self.privacy(),
            attributes=tuple(code for code in ATTRIBUTES if code in chosen),
            asks_learning=self.asks_everybody and bool(self.asks_learning.data),
            second_key=SecondKey(self.second_key.data),
        )
