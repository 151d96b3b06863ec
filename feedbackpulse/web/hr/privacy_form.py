"""The form of the step in which HR chooses how people are protected."""

from __future__ import annotations

from typing import Any, TypedDict

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from feedbackpulse.cycles.attributes import ATTRIBUTES, MOST_ATTRIBUTES
from feedbackpulse.cycles.domain import PRIVACY_FLOOR, Cycle, Privacy
from feedbackpulse.web.attributes import attribute_label, value_label
from feedbackpulse.web.choices import MultiCheckboxField, options
from feedbackpulse.web.hr.cycle_forms import PrivacyForm


class ProtectionChoices(TypedDict):
    """What step 3 decides."""

    privacy: Privacy
    attributes: tuple[str, ...]


class ProtectionForm(PrivacyForm):
    """Step 3: the privacy numbers, and what people may tell of themselves."""

    attributes = MultiCheckboxField(_l("What may people tell about themselves?"))

    @classmethod
    def of_cycle(cls, cycle: Cycle) -> ProtectionForm:
        """Return the form, filled in with what the draft says."""
        numbers = {name: getattr(cycle.privacy, name) for name in PRIVACY_FLOOR}
        form = cls(data={**numbers, "attributes": list(cycle.attributes)})
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
        )
