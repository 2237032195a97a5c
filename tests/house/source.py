"""Reads Python source as syntax trees: the modules of a package and what each of them imports.

For the checks that import-linter has no contract for. Imports inside functions and under `TYPE_CHECKING` count like
all others.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "rejoinder"


@dataclass(frozen=True)
class Module:
    """One file of a package; `name` is dotted, as it is imported."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        """The package in whose terms relative imports are meant."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]


def modules(package: Path) -> dict[str, Module]:
    """All modules of the package in that folder, by name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name, path, ast.parse(path.read_text(encoding="utf-8")))
    return found


def imported_names(module: Module) -> Iterator[str]:
    """The dotted names that a module asks for; `from a import b` asks for `a` and for `a.b`, which may be a module."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.package.split(".")[: len(module.package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def import_graph(package: Path) -> dict[str, set[str]]:
    """Which modules of the package each of them imports.

    `from a import b` counts as an import of the module `a.b` alone, where there is one: what the package `a` itself
    imports is then no concern of the importer.
    """
    found = modules(package)
    graph = {}
    for name, module in found.items():
        known = {target for target in imported_names(module) if target in found}
        graph[name] = {t for t in known if t != name and not any(other.startswith(f"{t}.") for other in known)}
    return graph


def import_circle(package: Path) -> list[str]:
    """One circle of imports inside the package, or nothing."""
    try:
        TopologicalSorter(import_graph(package)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
