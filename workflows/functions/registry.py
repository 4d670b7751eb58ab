"""
The functions that `function` tasks may call, by name.

A function is registered by code of the installation, never by a document: a document only names it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from workflows.errors import ConfigurationError, NotFound
from workflows.functions.signatures import read_signature

Lane = Literal["thread", "process"]
Call = Callable[..., Any]
AnyCall = TypeVar("AnyCall", bound=Call)

BUILTIN_MODULES = tuple(
    f"workflows.functions.builtin.{name}"
    for name in (
        "arithmetic",
        "demo",
        "images",
        "json_values",
        "media",
        "records",
        "tables",
        "texts",
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class FunctionSpec:
    """
    One registered function.

    Args:
        arguments_schema: JSON Schema of an object, one property a parameter.
        returns_schema: None where the annotation promises nothing.
        deterministic: equal arguments give equal output, so a result may be cached.
        lane: `thread` shares the worker's process; `process` runs in a child that can be killed.
        memory_mb: bound in the process lane; None takes the installation's default.
        wants_context: the parameter that receives the TaskContext, "" where none does.
    """

    name: str
    title: str
    description: str
    call: Call
    arguments_schema: dict[str, Any]
    returns_schema: dict[str, Any] | None
    deterministic: bool
    lane: Lane
    timeout_s: float
    memory_mb: int | None
    context_parameter: str

    @property
    def wants_context(self) -> bool:
        return bool(self.context_parameter)


_functions: dict[str, FunctionSpec] = {}


def register(
    name: str,
    *,
    deterministic: bool = False,
    lane: Lane = "thread",
    timeout_s: float = 30,
    memory_mb: int | None = None,
    title: str = "",
) -> Callable[[AnyCall], AnyCall]:
    """
    Offer a function to workflows under a dotted name; its docstring describes it.

    Raises:
        ConfigurationError: the name is taken, or a parameter has no JSON type.
    """

    def add(call: AnyCall) -> AnyCall:
        signature = read_signature(call, name)
        _add(
            FunctionSpec(
                name=name,
                title=title or name.rpartition(".")[2].replace("_", " ").capitalize(),
                description=" ".join((call.__doc__ or "").split()),
                call=call,
                arguments_schema=signature.arguments_schema,
                returns_schema=signature.returns_schema,
                deterministic=deterministic,
                lane=lane,
                timeout_s=timeout_s,
                memory_mb=memory_mb,
                context_parameter=signature.context_parameter,
            )
        )
        return call

    return add


def _add(spec: FunctionSpec) -> None:
    known = _functions.get(spec.name)
    if known is not None and _place(known) != _place(spec):
        raise ConfigurationError(f"Two functions are registered as {spec.name!r}.")
    _functions[spec.name] = spec


def _place(spec: FunctionSpec) -> tuple[str, str]:
    return spec.call.__module__, spec.call.__qualname__


def get_function(name: str) -> FunctionSpec:
    """
    Raises:
        NotFound: nothing is registered under this name.
    """
    if name not in _functions:
        _load_all()
    try:
        return _functions[name]
    except KeyError:
        raise NotFound(f"No function is registered as {name!r}.") from None


def all_functions() -> list[FunctionSpec]:
    """Every function, built-in and of the installation, by name."""
    _load_all()
    return [_functions[name] for name in sorted(_functions)]


def _load_all() -> None:
    # Late: a child process calls one function and pays for every import.
    from workflows.conf import config

    load_modules((*BUILTIN_MODULES, *config().functions.modules))


def load_modules(names: Iterable[str]) -> None:
    """
    Import modules that register functions; again does nothing.

    Args:
        names: from the operator's configuration, never from a document.

    Raises:
        ConfigurationError: a module cannot be imported.
    """
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise ConfigurationError(f"Function module {name!r} cannot load: {error}") from error
