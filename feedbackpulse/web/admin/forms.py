"""Forms with which an administrator looks after people and teams."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from feedbackpulse.people.domain import TeamId, TeamTree
from feedbackpulse.people.import_plan import ImportRequest
from feedbackpulse.web.choices import options

_NAME = [DataRequired(_l("Fill in a name.")), Length(max=120)]


def team_options(tree: TeamTree, *, none: object = None) -> list[Any]:
    """Return the teams to choose from, each a step in for every level."""
    first = [] if none is None else [("", none)]
    return options(
        [*first, *((str(team.id), "– " * depth + team.name) for depth, team in tree.ordered())]
    )


def chosen_team(field: SelectField) -> TeamId | None:
    """Return the team that was chosen, if one was."""
    return TeamId(UUID(field.data)) if field.data else None


class PersonForm(FlaskForm):
    """Somebody's name, address and team."""

    name = StringField(_l("Name"), _NAME)
    email = StringField(
        _l("E-mail address"), [InputRequired(_l("Fill in an e-mail address.")), Length(max=254)]
    )
    team = SelectField(_l("Team"))


class TeamForm(FlaskForm):
    """A team's code, name and place."""

    code = StringField(
        _l("Code"),
        [
            InputRequired(_l("Fill in a code.")),
            Length(max=40),
            Regexp(r"^[^\s,;]+$", message=_l("A code has no spaces, commas or semicolons.")),
        ],
    )
    name = StringField(_l("Name"), _NAME)
    parent = SelectField(_l("Part of"))


class PaperForm(FlaskForm):
    """Whether somebody, or a whole team, answers with a printed code."""

    on_paper = BooleanField(_l("Answers with a printed code (no sign-in needed)"))


class AppointmentForm(FlaskForm):
    """Which team somebody leads, and until when."""

    team = SelectField(_l("Team"))
    until = DateField(_l("Last day (only for a deputy)"), [Optional()])


class ImportForm(FlaskForm):
    """The two files of an import."""

    teams = FileField(_l("File with teams"))
    people = FileField(_l("File with people"))
    deactivate_missing = BooleanField(_l("Deactivate people who are not in the file"))


class ApplyForm(FlaskForm):
    """An import that was shown and may be carried out."""

    teams_text = HiddenField()
    people_text = HiddenField()
    deactivate = HiddenField()
    fingerprint = HiddenField()

    @classmethod
    def of(cls, wanted: ImportRequest, *, fingerprint: str) -> ApplyForm:
        """Return the form for what was looked at, whatever was sent now."""
        return cls(
            formdata=None,
            data={
                "teams_text": wanted.teams,
                "people_text": wanted.people,
                "deactivate": "yes" if wanted.deactivate_missing else "",
                "fingerprint": fingerprint,
            },
        )
