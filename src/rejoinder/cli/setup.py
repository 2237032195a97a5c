"""`rejoinder setup`: from nothing to an installation that has been looked at from outside.

Each step finds what is there and adds what is missing, so that it may be run again: after it was broken off, for
another site, or to see what there is. It takes nothing away, and changes no setting of the file without being told.
Mail is not asked for, because nothing in this version sends any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rejoinder.cli.checkup.finding import State
from rejoinder.cli.common import DatabaseUrl, DataFolder, JsonFlag, opened, private_folder
from rejoinder.cli.exits import WRONG
from rejoinder.cli.ownership import refuse_in_folder_of_another
from rejoinder.cli.user import password_from_stdin
from rejoinder.errors import BadInput, SettingError

if TYPE_CHECKING:
    from rejoinder.actions.installation import Installation
    from rejoinder.cli.founding.questions import Questions

__all__ = ["setup"]


BaseUrl = Annotated[
    str | None, typer.Option(metavar="URL", help="Where readers will reach this server.", show_default=False)
]
Contact = Annotated[
    str | None, typer.Option(help="How readers reach whoever answers for their data.", show_default=False)
]
ProxyAddress = Annotated[
    list[str] | None,
    typer.Option("--trusted-proxy", metavar="ADDRESS", help="A web server in front; may be repeated."),
]
SiteUrl = Annotated[
    str | None, typer.Option("--site", metavar="URL", help="The first site, or another.", show_default=False)
]
Name = Annotated[
    str | None, typer.Option("--moderator", help="The first moderator's name, or another's.", show_default=False)
]


def setup(  # noqa: PLR0913, PLR0917 - an option for each question, so that nobody has to be there
    data: DataFolder,
    database: DatabaseUrl = "",
    base_url: BaseUrl = None,
    contact: Contact = None,
    trusted_proxy: ProxyAddress = None,
    site: SiteUrl = None,
    moderator: Name = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the moderator's password from standard input.")
    ] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing; what is missing is refused.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Without a question, replace settings that the file has otherwise.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Set everything up: settings, data folder, first site with its key, first moderator; then look at it from outside.

    Asks for what is missing. It may be run again at any time: it says what is there, and adds what is not. Exit code 1
    when all is set up and does not work when it is looked at.
    """
    from rejoinder.actions.owning.people import moderator_names
    from rejoinder.cli.founding.questions import Questions
    from rejoinder.cli.founding.settled import Given, settle
    from rejoinder.cli.founding.told import Done, tell, tell_programs
    from rejoinder.cli.founding.tour import look_from_outside

    refuse_in_folder_of_another(data)
    private_folder(data)
    questions = Questions.of_terminal(forbidden=no_input or password_stdin)
    proxies = tuple(trusted_proxy) if trusted_proxy else None
    settled = settle(data, Given(base_url, contact, proxies, database or None), questions, replace=replace)
    with opened(data) as house:
        # The site comes last: nothing must fail between the making of its key and the telling of it.
        added = _moderator(house, moderator, questions, from_stdin=password_stdin)
        names, base = tuple(moderator_names(house)), house.base_url
        site_url, key = _site(house, site, questions)
    tour = look_from_outside(data, base, key, site_url)
    done = Done(data, base, settled.written, settled.kept, site_url, key, names, added, tour)
    if as_json:
        tell_programs(done)
    else:
        tell(done)
    if any(found.state is State.PROBLEM for found in tour.findings):
        raise typer.Exit(WRONG)


def _site(house: Installation, wanted: str | None, questions: Questions) -> tuple[str, str]:
    """The site that is meant, and its key if it was added now."""
    from rejoinder.actions.owning.sites import add_site, known_sites
    from rejoinder.text.urls import site_address

    there = [known.site.url for known in known_sites(house)]
    if wanted is None and there:
        return there[0], ""
    hint = "Which site is to have comments, or asks as an Akismet client?"
    url = questions.ask("--site", "Address of the site", wanted, None, site_address, hint)
    if url in there:
        return url, ""
    site, key = add_site(house, url)
    return site.url, key


def _moderator(house: Installation, wanted: str | None, questions: Questions, *, from_stdin: bool) -> str:
    """Who was added now, empty for nobody."""
    from rejoinder.actions.owning.people import add_moderator, moderator_names
    from rejoinder.text.clean import clean

    there = moderator_names(house)
    if wanted is None and there:
        return ""
    name = questions.ask("--moderator", "Name of the moderator", wanted, None, _named, "Who is to moderate?")
    if clean("name", name) in there:
        return ""
    if from_stdin or not questions.person:
        if not from_stdin:
            raise SettingError("answer_missing", "The password is missing.", "Add --password-stdin and send it there.")
        return add_moderator(house, name, password_from_stdin()).name
    while True:
        try:
            return add_moderator(house, name, questions.password("Password")).name
        except BadInput as error:
            questions.say(str(error))


def _named(answer: str) -> str:
    if not answer:
        raise BadInput("name_missing", "A moderator needs a name.", "Give one.")
    return answer
