"""Do both parts of every mail say the same, in the reader's language, and tell nobody anything?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from feedbackpulse import clock, create_app
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import Purpose, token_hash
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.config import LOCALES
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.domain import Letter, MailId, MailKind, QueuedMail
from feedbackpulse.notices.tokens import token_of
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, TeamId
from feedbackpulse.programme.changes import Change, Kind, record
from feedbackpulse.promises import service as promises
from feedbackpulse.promises.domain import Plan, Promise, Source, State, Words
from feedbackpulse.roster.words import eight_words
from feedbackpulse.web.letters.compose import composer
from feedbackpulse.web.letters.invitation import invitation
from feedbackpulse.web.letters.news import results
from feedbackpulse.web.letters.occasion import occasion_of
from tests.architecture.test_reading_level import faults, sentences
from tests.conftest import close
from tests.databases import copy_databases, settings_in
from tests.days import local_today
from tests.web.employee.rounds import Asked, ask

PUBLIC = "https://luister.example.org"
ABOUT_ROUNDS = (MailKind.INVITATION, MailKind.REMINDER)
WHENEVER = (MailKind.LOOK_BACK, MailKind.COLLEAGUE, MailKind.COLLEAGUES)
"""Taken back when there is nothing to say any more, and so not asked about at sending."""
PURPOSES = {MailKind.PASSWORD: Purpose.PASSWORD, MailKind.SIGN_IN: Purpose.SIGN_IN}
Compose = Callable[[QueuedMail], Letter | None]
Letters = Mapping[tuple[MailKind, str], Letter]


@pytest.fixture(scope="module")
def app(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return one application for all these tests: what they read, they do not change."""
    folder = tmp_path_factory.mktemp("letters") / "instance"
    copy_databases(empty_instance, folder)
    app = create_app(replace(settings_in(folder), public_url=PUBLIC))
    yield app
    close(app)


@pytest.fixture(scope="module")
def stores(app: Flask) -> Stores:
    found: Stores = app.extensions["feedbackpulse"].stores
    return found


@pytest.fixture(scope="module")
def asked(stores: Stores) -> Asked:
    """Return a round that is open now."""
    return ask(stores)


@pytest.fixture(scope="module")
def letters(app: Flask, stores: Stores, asked: Asked) -> Letters:
    """Return a mail of every kind in both languages, as the first of those invited gets it."""
    return {
        (kind, locale): written(app, stores, asked, kind, locale)
        for kind in MailKind
        for locale in LOCALES
    }


def queued(kind: MailKind, asked: Asked, *, person: int = 0) -> QueuedMail:
    """Return a mail about the round for one of those invited."""
    return QueuedMail(
        id=MailId(uuid4()),
        person_id=asked.people[person],
        kind=kind,
        round_id=asked.round_id,
        details={
            "until": (clock.now() + timedelta(minutes=15)).isoformat(),
            "rounds": [str(asked.round_id)],
        },
        attempts=0,
    )


def code_of(app: Flask, mail: QueuedMail) -> str:
    return token_of(str(app.secret_key).encode(), mail.id)


@contextmanager
def prepared(app: Flask, stores: Stores, mail: QueuedMail) -> Iterator[None]:
    """Let there be something to write about for a while, whatever the mail is about."""
    with stores.main() as session, transaction(session):
        if mail.kind in PURPOSES:
            accounts.make_link(
                session,
                person_id=mail.person_id,
                now=clock.now(),
                lasts=timedelta(minutes=15),
                purpose=PURPOSES[mail.kind],
                token=code_of(app, mail),
            )
        if mail.kind is MailKind.DIGEST:
            person = people.find_person(session, person_id=mail.person_id, on=local_today())
            assert person is not None
            assert person.team_id is not None
            people.appoint_lead(session, person_id=person.id, team_id=person.team_id)
        if mail.kind is MailKind.CHANGES:
            asked = cycles.get_round(session, round_id=RoundId(mail.round_id or uuid4()))
            record(session, change(asked))
        if mail.kind is MailKind.PROMISE:
            promise(session, team_id=None, owner=mail.person_id)
    if mail.kind is MailKind.HANDOVER:
        with away(stores, mail.person_id):
            yield
        return
    if mail.kind not in {MailKind.RESULTS, MailKind.DIGEST, MailKind.CHANGES}:
        yield
        return
    with changed(stores, mail.round_id, state="released", closes_at=clock.now()):
        yield


@contextmanager
def away(stores: Stores, person: PersonId) -> Iterator[None]:
    """Let somebody have left for a while."""
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=person, at=clock.now())
    yield
    with stores.main() as session, transaction(session):
        people.reactivate_person(session, person_id=person, at=clock.now())


@contextmanager
def changed(stores: Stores, round_id: RoundId | None, **values: object) -> Iterator[None]:
    """Let a round be different for a while."""
    with stores.main() as session, transaction(session):
        row = session.get_one(RoundRow, round_id)
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
    yield
    with stores.main() as session, transaction(session):
        row = session.get_one(RoundRow, round_id)
        for name, value in before.items():
            setattr(row, name, value)


def promise(
    session: Session, *, team_id: TeamId | None, owner: PersonId | None = None, does: str = "-"
) -> Promise:
    """Promise something for today."""
    today = local_today()
    return promises.make_promise(
        session,
        team_id=team_id,
        words=Words(said="-", heard="-", does=does),
        plan=Plan(owner=owner, due_on=today),
        source=Source(role=Role.HR),
        on=today,
    )


def change(asked: Round) -> Change:
    return Change(
        on=local_today() + timedelta(days=1),
        kind=Kind.PAUSED,
        title=asked.title,
        cycle_id=asked.cycle_id,
        details={},
        reason="The building is being moved.",
        role=Role.HR,
    )


def written(app: Flask, stores: Stores, asked: Asked, kind: MailKind, locale: str) -> Letter:
    """Return a mail of some kind in some language."""
    mail = queued(kind, asked)
    with stores.main() as session, transaction(session):
        people.choose_locale(session, person_id=mail.person_id, locale=locale)
    with prepared(app, stores, mail):
        letter = composer(app)(mail)
    assert letter is not None
    return letter


def shown(html: str) -> BeautifulSoup:
    """Return the page of a mail without what a reader does not see."""
    page = BeautifulSoup(html, "html5lib")
    for unseen in page.select("title, style, [aria-hidden]"):
        unseen.decompose()
    return page


def said(text: str) -> list[str]:
    """Return the words of a text, without bullets and addresses."""
    return re.sub(r"https?://\S+|^- ", " ", text, flags=re.MULTILINE).split()


def questions(locale: str) -> list[str]:
    """Return every question of the catalogue."""
    return [
        item.text.in_(locale)
        for checkpoint in load_catalogue().checkpoints
        for facet in checkpoint.facets
        for item in facet.items
    ]


every_letter = pytest.mark.parametrize(
    ("kind", "locale"), [(kind, locale) for kind in MailKind for locale in LOCALES]
)


@every_letter
def test_both_parts_say_the_same_and_nothing_comes_from_elsewhere(
    letters: Letters, kind: MailKind, locale: str
) -> None:
    letter = letters[kind, locale]

    page = shown(letter.html)
    assert said(page.get_text(" ")) == said(letter.text)
    links = [str(link["href"]) for link in page.select("a[href]")]
    assert links == re.findall(r"https?://\S+", letter.text)
    assert all(link.startswith(f"{PUBLIC}/") for link in links)
    assert re.findall(r"https?:", letter.html) == ["https:"] * len(links)
    assert not page.select("img, script, link, iframe, form, video, audio, svg, object, [src]")
    assert not re.search(r"url\(|@import|\son\w+=|expression", letter.html)


@every_letter
def test_a_link_holds_no_answer_and_its_code_stands_behind_the_hash(
    letters: Letters, kind: MailKind, locale: str
) -> None:
    letter = letters[kind, locale]

    onward, *settings = re.findall(r"https?://\S+", letter.text)
    assert "?" not in onward
    assert settings in ([], [f"{PUBLIC}/account/notices"])
    is_secret = kind in {*ABOUT_ROUNDS, MailKind.PASSWORD, MailKind.SIGN_IN}
    assert bool(re.search(r"#[\w-]{43}$", onward)) == is_secret
    assert not any(text in letter.text for text in questions(locale))


@every_letter
def test_the_language_is_the_readers_and_the_subject_is_in_the_page(
    letters: Letters, kind: MailKind, locale: str
) -> None:
    letter = letters[kind, locale]

    page = BeautifulSoup(letter.html, "html5lib")
    assert page.html is not None
    assert (page.html["lang"], page.html["dir"]) == (locale, "ltr")
    assert page.title is not None
    assert page.title.text == letter.subject
    hidden = page.select_one("[aria-hidden]")
    assert hidden is not None
    assert " ".join(hidden.text.split()) in " ".join(letter.text.split())


@every_letter
def test_everybody_can_read_it(letters: Letters, kind: MailKind, locale: str) -> None:
    page = shown(letters[kind, locale].html)
    for words in page.select("strong"):
        words.decompose()  # the eight words are no sentence

    assert faults(sentences(page), locale) == []


@pytest.mark.parametrize("kind", ABOUT_ROUNDS)
@pytest.mark.parametrize("locale", LOCALES)
def test_the_eight_words_of_the_round_stand_in_it(
    letters: Letters, stores: Stores, asked: Asked, kind: MailKind, locale: str
) -> None:
    letter = letters[kind, locale]

    with stores.main() as session:
        found = cycles.get_round(session, round_id=asked.round_id)
    assert found.manifest_sha256 is not None
    assert " ".join(eight_words(found.manifest_sha256, locale)) in letter.text


def test_the_link_of_an_invitation_is_the_one_that_its_id_gives(
    app: Flask, stores: Stores, asked: Asked
) -> None:
    mail = queued(MailKind.INVITATION, asked)

    letter, again = composer(app)(mail), composer(app)(mail)

    assert letter is not None
    assert letter == again
    assert f"{PUBLIC}/i#{code_of(app, mail)}" in letter.text
    assert len(token_hash(code_of(app, mail))) == 64


def test_a_reminder_says_the_same_to_everybody(app: Flask, asked: Asked, letters: Letters) -> None:
    def words(person: int) -> list[str]:
        letter = composer(app)(queued(MailKind.REMINDER, asked, person=person))
        assert letter is not None
        return said(letter.text)

    assert words(1) == words(2)
    told = " ".join(letters[MailKind.REMINDER, "en"].text.split())
    assert "You may have answered already; we do not know that." in told


def test_what_makes_no_sense_any_more_is_not_written(
    app: Flask, stores: Stores, asked: Asked
) -> None:
    compose: Compose = composer(app)
    assert compose(queued(MailKind.INVITATION, asked)) is not None

    for kind in set(MailKind) - {
        *ABOUT_ROUNDS,
        *WHENEVER,
        MailKind.SHARED,
        MailKind.SIGNALS,
        MailKind.ANSWER,
        MailKind.SECOND_STEP,
    }:
        assert compose(queued(kind, asked, person=3)) is None, kind
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=asked.people[5], at=clock.now())
    assert compose(queued(MailKind.INVITATION, asked, person=5)) is None
    with changed(stores, asked.round_id, closes_at=clock.now()):
        assert [compose(queued(kind, asked)) for kind in ABOUT_ROUNDS] == [None, None]
    with changed(stores, asked.round_id, state="cancelled"):
        assert [compose(queued(kind, asked)) for kind in ABOUT_ROUNDS] == [None, None]


def test_without_a_choice_the_organisations_language_is_used(app: Flask, asked: Asked) -> None:
    letter = composer(app)(queued(MailKind.INVITATION, asked, person=4))

    assert letter is not None
    assert 'lang="nl"' in letter.html


def test_a_title_cannot_become_markup(app: Flask, stores: Stores, asked: Asked) -> None:
    with changed(stores, asked.round_id, title="<b>Listen</b> & more"):
        letter = composer(app)(queued(MailKind.INVITATION, asked))

    assert letter is not None
    assert "<b>" not in letter.html
    assert "<b>Listen</b> & more" in letter.text
    assert "<b>Listen</b> & more" in shown(letter.html).get_text()


@pytest.mark.parametrize("slowed", [True, False])
def test_the_first_invitation_after_it_was_slowed_says_so(
    app: Flask, stores: Stores, asked: Asked, *, slowed: bool
) -> None:
    with app.test_request_context(), stores.main() as session, force_locale("en"):
        found = occasion_of(session, cycles.get_round(session, round_id=asked.round_id))
        message = invitation(replace(found, slowed=slowed), "https://example.org/i")

    assert not found.slowed
    assert any("From now on we ask half as often" in line for line in message.says) == slowed


def test_an_invitation_and_the_results_tell_what_changed_for_everybody_and_no_more(
    app: Flask, stores: Stores, asked: Asked
) -> None:
    with stores.main() as session, transaction(session):
        team = people.find_person(session, person_id=asked.people[0], on=local_today())
        assert team is not None
        promise(session, team_id=team.team_id, does="Only for one team.")
        kept, refused = (promise(session, team_id=None, does=f"Step {n}.") for n in (1, 2))
        day, why = local_today(), "There is no room."
        promises.end_promise(session, promise_id=kept.id, state=State.DONE, reason="", on=day)
        promises.end_promise(
            session, promise_id=refused.id, state=State.NOT, reason=f"{why} Sorry.", on=day
        )

    with app.test_request_context(), stores.main() as session, force_locale("en"):
        found = occasion_of(session, cycles.get_round(session, round_id=asked.round_id))
        letters = (invitation(found, "https://example.org/i"), results(found))

    for message in letters:
        assert "Done: Step 1." in message.items
        assert "We will not do this: Step 2. Why not: There is no room. Sorry." in message.items
        assert len(message.items) <= 3
        assert not any("Only for one team." in line for line in message.items)
