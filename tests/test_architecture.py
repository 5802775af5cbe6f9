"""What the house rules say of the code, where ruff, mypy and import-linter cannot look."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.api import ROUTERS
from app.core.problems import REGISTRY
from app.core.routing import StrictRoute

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"
FILES = sorted(APP.rglob("*.py"))
CEILING, CORE_CEILING = 250, 150
# Longer than a kernel's file should be, each for a reason.
LONGER = {
    "app/core/errors.py": "one short class a problem: a table, not a program",
    "app/core/fault_codes.py": "one line a code, with its words: a table, not a program",
    "app/core/schema.py": "the fields that every record shares, with their types",
}
# Where a record's class is selected outside a slice's queries.py, each for a reason.
SELECTS = {
    "app/core/idempotency.py": "its own table, of no slice and seen by nobody",
    "app/core/records.py": "whether anything points to a record, from the mappings",
    "app/auth/visibility.py": "the predicate itself",
    "app/audit/models.py": "writes entries at a flush",
}
MAY_IMPORT_FASTAPI = ("main.py", "api.py", "deps.py", "routes.py")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls_of(path: Path, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def modules_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_rows_are_selected_in_queries_alone() -> None:
    """Visibility is one predicate: a select elsewhere would go round it."""
    found = {
        named(path)
        for path in FILES
        if path.name != "queries.py" and "/core/db/" not in named(path) and "queries" not in path.parts
        for call in calls_of(path, "select")
        if any(isinstance(part, ast.Name | ast.Attribute) for part in call.args)
        and any(_is_class(part) for part in call.args)
    }
    assert found <= SELECTS.keys(), found - SELECTS.keys()


def _is_class(part: ast.expr) -> bool:
    name = part.value if isinstance(part, ast.Attribute) else part
    return isinstance(name, ast.Name) and name.id[:1].isupper() and not name.id.isupper()


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_fits_its_ceiling(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    is_kernel = (APP / "core") in path.parents
    assert lines <= (CORE_CEILING if is_kernel and named(path) not in LONGER else CEILING)


def test_only_the_http_files_import_fastapi() -> None:
    found = [
        named(path)
        for path in FILES
        if (APP / "core") not in path.parents
        and path.name not in MAY_IMPORT_FASTAPI
        and path.parent.name != "routes"
        and any(module.partition(".")[0] == "fastapi" for module in modules_of(path))
    ]
    assert found == []


def test_every_route_reads_bodies_strictly() -> None:
    routes = [route for router in ROUTERS for route in router.routes]
    assert len(routes) > 10
    assert [route for route in routes if not isinstance(route, StrictRoute)] == []


def test_every_route_below_v1_but_the_platforms_demands_something() -> None:
    free = {"/v1/me", "/v1/problems", "/v1/limits", "/v1/meta/{collection}"}
    bare = [
        f"{sorted(route.methods or ())} {route.path}"
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and route.path.startswith("/v1/") and route.path not in free
        if not any(
            str(getattr(dependant.call, "__qualname__", "")).startswith("_demand.")
            for dependant in _below(route.dependant)
        )
    ]
    assert bare == []


def _below(dependant: Dependant) -> Iterator[Dependant]:
    for needed in dependant.dependencies:
        yield needed
        yield from _below(needed)


def test_every_problem_says_what_happened_in_both_languages() -> None:
    for code, problem in REGISTRY.items():
        assert code == code.lower().strip()
        assert 400 <= problem.status < 600
        assert all(problem.title)
        assert all(problem.detail)
        assert problem.title[0] != problem.title[1]


def test_every_slice_of_records_has_the_same_parts() -> None:
    """A part is a file, or a folder of that name."""
    parts = {folder.name: {path.stem for path in folder.iterdir()} for folder in APP.iterdir() if folder.is_dir()}
    slices = {name: found for name, found in parts.items() if "models" in found and name not in ("auth", "audit")}
    assert len(slices) > 3
    for name, found in slices.items():
        assert found >= {"__init__", "models", "schemas", "queries", "service", "routes"}, name


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "manager", "base"])
def test_no_module_has_a_name_that_says_nothing(word: str) -> None:
    assert [named(path) for path in FILES if path.stem == word or word in path.relative_to(APP).parts] == []


def test_the_image_is_built_from_every_package_that_is_shipped() -> None:
    """`.dockerignore` lets in by name: what it forgets is missed only when a container starts."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert [name for name in packages if f"!{name}" not in let_in] == []
