"""Every command in one table of contents."""

from __future__ import annotations

import typer

from rejoinder.cli.archive import archive
from rejoinder.cli.backup import backup, restore
from rejoinder.cli.check import check
from rejoinder.cli.common import plainly, print_version
from rejoinder.cli.demo import demo
from rejoinder.cli.doctor import doctor
from rejoinder.cli.erase import erase
from rejoinder.cli.evaluate import evaluate
from rejoinder.cli.page import COMMANDS as PAGE_COMMANDS
from rejoinder.cli.serve import serve
from rejoinder.cli.setup import setup
from rejoinder.cli.site import COMMANDS as SITE_COMMANDS
from rejoinder.cli.train import train
from rejoinder.cli.upgrade import upgrade
from rejoinder.cli.user import add_user

__all__ = ["app"]

app = typer.Typer(
    name="rejoinder",
    help="Comments for your site and the spam filter that guards them, on your own server.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
site = typer.Typer(help="The sites that this installation serves.", no_args_is_help=True)
page = typer.Typer(help="Pages whose addresses change.", no_args_is_help=True)
user = typer.Typer(help="The people who moderate.", no_args_is_help=True)

app.callback()(print_version)
for command in (demo, setup, doctor, serve, check, archive, evaluate, train, erase, backup, restore, upgrade):
    app.command()(plainly(command))
for name, of_site in SITE_COMMANDS.items():
    site.command(name)(plainly(of_site))
for name, of_page in PAGE_COMMANDS.items():
    page.command(name)(plainly(of_page))
user.command("add")(plainly(add_user))
app.add_typer(site, name="site")
app.add_typer(page, name="page")
app.add_typer(user, name="user")
