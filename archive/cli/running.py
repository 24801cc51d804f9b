"""``tereze serve`` and its parts."""

from __future__ import annotations

import click

from archive.cli import main, opened
from archive.model import Role
from archive.sample import loading
from archive.services import accounts, indexing, preservation
from archive.settings import from_environment
from archive.work import Archive

FIRST_ACCOUNTS = {
    "archivist": Role.ARCHIVIST,
    "journalist": Role.JOURNALIST,
    "administrator": Role.ADMINISTRATOR,
}


@main.command("serve")
@click.option("--sample", "with_sample", is_flag=True, help="Load the sample event at the first start.")
def serve_command(with_sample: bool) -> None:
    """Start everything: web server and worker, until Ctrl+C."""
    from archive import serve  # late, here and below: no other command needs a web server's weight

    settings = from_environment()
    with opened() as archive:
        if passwords := _first_accounts(archive):
            indexing.settle(archive)  # a new archive answers its first search
            _tell_passwords(passwords)
        preservation.recover(archive)
    supervisor = serve.Supervisor(settings)
    supervisor.start()
    try:
        if with_sample:
            _load_sample()
        click.echo(f"\nThe archive is at {serve.address_of(settings)}   (Ctrl+C stops it)\n")
    except BaseException:
        supervisor.stop()
        raise
    supervisor.keep_up()
    click.echo("Stopped.")


@main.command("web")
def web_command() -> None:
    """Only the web server (what "serve" starts as one of its two parts)."""
    from archive import app, serve

    serve.run_web(from_environment(), app.create_app)


@main.command("worker")
def worker_command() -> None:
    """Only the worker (what "serve" starts as the other of its two parts)."""
    from archive import serve, worker

    with opened() as archive:
        serve.run_worker(archive, worker.run)


@main.command("sample")
def sample_command() -> None:
    """Load the sample event, as "serve --sample" does."""
    _load_sample()


def _load_sample() -> None:
    with opened() as archive:
        if loading.is_wanted(archive):
            click.echo("Drawing and taking in the sample event (once, about half a minute) ...")
            loading.load(archive)


def _first_accounts(archive: Archive) -> dict[str, str]:
    """One account of each role where there is none yet; their passwords, told this once."""
    with archive.begin() as work:
        if accounts.list_all(work):
            return {}
        passwords = {name: accounts.generate_password() for name in FIRST_ACCOUNTS}
        for name, role in FIRST_ACCOUNTS.items():
            accounts.add(work, name, role, passwords[name])
    return passwords


def _tell_passwords(passwords: dict[str, str]) -> None:
    click.echo("\nAccounts; the passwords are shown this once, change them under your name when signed in:")
    for name, password in passwords.items():
        click.echo(f"    {name:<14} {password}")
    click.echo("")
