"""Looking back on a plan: how did it go, and what comes next? One piece, for any page.

A page that shows it goes through four steps:

    form = follow_up_form(plan)
    if form.validate_on_submit() and (changed := keep_follow_up(form, plan)):
        return redirect(way_after(changed) or url_for("…where this page goes on…"))
    page = render_template("…", form=form, plan=plan)

and its template says, within a form of its own,

    {% from "_parts/follow_up.html" import follow_up_fields %}
    {{ form.csrf_token }}
    {{ follow_up_fields(form) }}

The plans to look back on are `plans.running_plans(session, notebook=my_notebook())`; give each a
page of its own. Whoever answers twice on one day replaces what they said before.
"""

from __future__ import annotations

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.reflection import plans
from feedbackpulse.reflection.domain import LONGEST_WORDS
from feedbackpulse.reflection.plan import MOST_RUNNING, Next, Plan, TooManyPlansError
from feedbackpulse.web.choices import options
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.plan_words import sentence_of
from feedbackpulse.web.employee.reflect_mine import keep_time
from feedbackpulse.web.identity import today


class FollowUpForm(FlaskForm):
    """How a plan went, and what its owner does next."""

    gas = RadioField(validators=[InputRequired(message=_l("Choose how it went."))])
    next = RadioField(
        _l("What do you want to do next?"),
        validators=[InputRequired(message=_l("Choose what you want to do next."))],
    )
    note = TextAreaField(
        _l("What helped, or what got in the way?"),
        validators=[Length(max=LONGEST_WORDS, message=_l("Use at most %(max)d characters."))],
    )


def follow_up_form(plan: Plan) -> FollowUpForm:
    """Return the form about a plan, with what its owner said earlier today filled in."""
    catalogue, locale, day = load_catalogue(), str(get_locale()), today()
    said = next((one for one in plan.follow_ups if one.day == day), None)
    form = FollowUpForm(
        data={"gas": str(said.gas), "next": said.next.value, "note": said.note} if said else None
    )
    question = catalogue.wording_of("plan.follow_up").in_(locale)
    form.gas.label.text = question.format(plan=sentence_of(plan).rstrip("."))
    form.gas.choices = options(
        (str(one.gas), one.text.in_(locale))
        for one in catalogue.options_of("plan.follow_up_options")
    )
    form.next.choices = options(
        (one.code, one.text.in_(locale)) for one in catalogue.options_of("plan.follow_up_next")
    )
    return form


def keep_follow_up(form: FollowUpForm, plan: Plan) -> Plan | None:
    """Keep a form that was filled in, and return the plan after it.

    None when the form says why it could not be kept. Raises EndedError for a plan that ended
    on another day.
    """
    notebook = my_notebook()
    try:
        with transaction(db.session()) as session:
            changed = plans.follow_up(
                session,
                notebook=notebook,
                plan_id=plan.id,
                today=today(),
                gas=int(form.gas.data),
                then=Next(form.next.data),
                note=form.note.data or "",
            )
            keep_time(session, notebook)
            return changed
    except TooManyPlansError:
        form.next.errors = [
            _("You already work on %(count)s plans. End one of them first.", count=MOST_RUNNING)
        ]
        return None


def way_after(plan: Plan) -> str | None:
    """Return where to change the step, when that is what its owner chose; else nothing."""
    if plan.is_running and plan.follow_ups[-1].next is Next.ADJUST:
        return url_for("employee.plan_step", plan_id=plan.id, step="sentence", check=1)
    return None
