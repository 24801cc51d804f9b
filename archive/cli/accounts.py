"""``tereze user`` and ``tereze token``: who may use the archive."""

from __future__ import annotations

import sys

import click

from archive.cli import main, opened
from archive.model import Role
from archive.services import accounts

ROLES = click.Choice([str(role) for role in Role if role is not Role.VISITOR])


@main.group("user")
def user_group() -> None:
    """Accounts of people."""


@user_group.command("add")
@click.argument("name")
@click.option("--role", type=ROLES, required=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input; else one is made.")
def add_user(name: str, role: str, password_stdin: bool) -> None:
    """Make an account."""
    password = _password(password_stdin)
    with opened() as archive, archive.begin() as work:
        accounts.add(work, name, Role(role), password)
    click.echo(f"Account {name}, {role}.")
    _tell(password, password_stdin)


@user_group.command("password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input; else one is made.")
def set_password(name: str, password_stdin: bool) -> None:
    """Give somebody a new password; their sessions end."""
    password = _password(password_stdin)
    with opened() as archive, archive.begin() as work:
        accounts.reset_password(work, accounts.find(work, name).id, password)
    click.echo(f"Account {name} has a new password.")
    _tell(password, password_stdin)


@user_group.command("role")
@click.argument("name")
@click.argument("role", type=ROLES)
def set_role(name: str, role: str) -> None:
    """Change what somebody may do."""
    with opened() as archive, archive.begin() as work:
        accounts.update(work, accounts.find(work, name).id, role=Role(role))
    click.echo(f"Account {name}, {role}.")


@user_group.command("list")
def list_users() -> None:
    """List the accounts."""
    with opened() as archive, archive.reading() as work:
        for account in accounts.list_all(work):
            click.echo(f"{account.name}\t{account.role}\t{'active' if account.active else 'closed'}")


@user_group.command("close")
@click.argument("name")
def close_user(name: str) -> None:
    """Let somebody sign in no more; what they did stays in the history."""
    with opened() as archive, archive.begin() as work:
        accounts.update(work, accounts.find(work, name).id, active=False)
    click.echo(f"Account {name} is closed.")


@main.group("token")
def token_group() -> None:
    """Keys for the API."""


@token_group.command("add")
@click.argument("user")
@click.option("--label", default="", help="What it is for.")
def add_token(user: str, label: str) -> None:
    """Make a key for the API with that user's rights; it is shown this once."""
    with opened() as archive, archive.begin() as work:
        token = accounts.add_token(work, accounts.find(work, user).id, label)
    click.echo(token)


@token_group.command("revoke")
@click.argument("user")
def revoke_tokens(user: str) -> None:
    """Make all of a user's keys worthless."""
    with opened() as archive, archive.begin() as work:
        accounts.revoke_tokens(work, accounts.find(work, user).id)
    click.echo(f"The keys of {user} are revoked.")


def _password(from_stdin: bool) -> str:
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else accounts.generate_password()


def _tell(password: str, from_stdin: bool) -> None:
    if not from_stdin:
        click.echo(f"Password: {password}")
