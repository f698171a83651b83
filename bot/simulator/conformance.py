"""What a Bot API request looks like, from two sources.

*Signatures*: python-telegram-bot's own method signatures name the methods and their parameters;
they are at hand in a bare clone, and the stand-in refuses by them what the API does not know.
*The table*: a machine-readable Bot API (methods and types with fields, types and which are
required); `violations` holds recorded requests against it, nested objects included.
"""

from __future__ import annotations

import inspect
import json
import re
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

import telegram

_ATTACHED = re.compile(r"attach://([A-Za-z0-9_]+)")

Table: TypeAlias = Mapping[str, Any]
"""`{"methods": {name: {"fields": {name: {"types": [...], "required": bool}}}}, "types": {...}}`"""


class Kind(Enum):
    """How a parameter's value is read off the wire."""

    STRING = "String"
    INTEGER = "Integer"
    BOOLEAN = "Boolean"
    CHAT = "Integer or String"
    JSON = "JSON"


class Recorded(Protocol):
    """A recorded request."""

    @property
    def method(self) -> str:
        """The method's name in the address."""

    @property
    def sent(self) -> Mapping[str, Any]:
        """Parameters as sent: strings out of a form, JSON values out of a JSON body."""


# --- signatures


@lru_cache(maxsize=1)
def methods() -> Mapping[str, Mapping[str, Kind]]:
    """Every Bot API method that python-telegram-bot knows, with its parameters' kinds.

    It gives each method of the API a camelCase alias, and takes what goes over the wire by
    position or keyword, its own additions (timeouts, conveniences) by keyword only.
    """
    return MappingProxyType(
        {
            name: _parameters(function)
            for name, function in vars(telegram.Bot).items()
            if re.fullmatch(r"[a-z]+(?:[A-Z][a-z0-9]*)+", name) and callable(function)
        }
    )


@lru_cache(maxsize=64)
def members(kind: str) -> frozenset[str]:
    """The members of an object of the Bot API, as python-telegram-bot's class of it takes them."""
    named = getattr(telegram, kind)
    # A class whose objects are all of one type does not take it as an argument.
    of_one_type = {"type"} if hasattr(named, "type") else set()
    return frozenset(_parameters(named.__init__).keys() | of_one_type)


def _parameters(function: Callable[..., Any]) -> Mapping[str, Kind]:
    return MappingProxyType(
        {
            parameter.name: _kind(parameter.annotation)
            for parameter in inspect.signature(function).parameters.values()
            if parameter.kind is parameter.POSITIONAL_OR_KEYWORD and parameter.name != "self"
        }
    )


def _kind(annotation: Any) -> Kind:
    scalars = set(_scalars(annotation))
    if scalars == {int, str}:
        return Kind.CHAT
    if scalars and scalars <= {int, timedelta}:
        return Kind.INTEGER
    return {frozenset({str}): Kind.STRING, frozenset({bool}): Kind.BOOLEAN}.get(
        frozenset(scalars), Kind.JSON
    )


def _scalars(annotation: Any) -> Iterator[Any]:
    """The alternatives of an annotation, without None and the library's default markers."""
    origin = typing.get_origin(annotation)
    name = getattr(origin, "__name__", "")
    if origin is typing.Union or name == "UnionType":
        for alternative in typing.get_args(annotation):
            yield from _scalars(alternative)
    elif name != "DefaultValue" and annotation is not type(None):
        yield annotation if origin is None else origin


def decoded(method: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as values: numbers, booleans and nested objects read out of their strings.

    A value that does not read as its kind is left as sent; whoever uses it refuses it.
    """
    kinds = methods().get(method, {})
    return {name: _decoded(value, kinds.get(name, Kind.JSON)) for name, value in sent.items()}


def _decoded(value: Any, kind: Kind) -> Any:
    if not isinstance(value, str) or kind is Kind.STRING:
        return value
    if kind is Kind.CHAT or kind is Kind.INTEGER:
        return int(value) if re.fullmatch(r"-?[0-9]{1,19}", value) else value
    if kind is Kind.BOOLEAN:
        return {"true": True, "1": True, "false": False, "0": False}.get(value.lower(), value)
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def attached(sent: Mapping[str, Any]) -> frozenset[str]:
    """The parts of a form that are no parameters: files that one names by "attach://…"."""
    named = {part for value in sent.values() for part in _ATTACHED.findall(str(value))}
    return frozenset(sent.keys() & named)


# --- the table


def violations(calls: Iterable[Recorded], table: Table) -> list[str]:
    """What the recorded requests do that the table does not allow, one line each.

    Unknown method or parameter, missing required parameter, value of a wrong type; the same inside
    nested objects. Empty where every request conforms.
    """
    return [line for call in calls for line in _request(call, table)]


def misfits(value: Any, types: Iterable[str], where: str, table: Table) -> list[str]:
    """What keeps a JSON value from being of one of the table's types, one line each.

    The tests hold the stand-in's own answers against it: `misfits(result, ["Message"], ...)`.
    """
    return list(_one_of(value, types, where, table, wire=False))


def _request(call: Recorded, table: Table) -> Iterator[str]:
    method = table["methods"].get(call.method)
    if method is None:
        yield f"{call.method}: unknown method"
        return
    files = attached(call.sent)
    sent = {name: value for name, value in call.sent.items() if name not in files}
    yield from _fields(sent, method["fields"], call.method, table, wire=True)


def _fields(
    value: Mapping[str, Any], fields: Mapping[str, Any], where: str, table: Table, *, wire: bool
) -> Iterator[str]:
    """Check an object's members; `wire` while values may still be strings of a form."""
    for name in value.keys() - fields.keys():
        yield f"{where}: unknown {name}"
    for name, spec in fields.items():
        if name in value:
            yield from _one_of(value[name], spec["types"], f"{where}.{name}", table, wire=wire)
        elif spec["required"]:
            yield f"{where}: missing {name}"


def _one_of(
    value: Any, types: Iterable[str], where: str, table: Table, *, wire: bool
) -> Iterator[str]:
    """Nothing where the value is of one of the types, else the complaints of the nearest."""
    attempts = [list(_typed(value, name, where, table, wire=wire)) for name in types]
    yield from min(attempts, key=len, default=[])


def _typed(value: Any, name: str, where: str, table: Table, *, wire: bool) -> Iterator[str]:
    if name in _SCALARS:
        if not _SCALARS[name](value, wire):
            yield f"{where}: expected {name}, got {value!r:.60}"
        return
    if name == "InputFile":  # a part of a multipart form, or a reference to one
        return
    value = _from_wire(value) if wire else value
    if name.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{where}: expected {name}, got {value!r:.60}"
            return
        for place, item in enumerate(value):
            item_type = name.removeprefix("Array of ")
            yield from _typed(item, item_type, f"{where}[{place}]", table, wire=False)
        return
    yield from _object(value, name, where, table)


def _object(value: Any, name: str, where: str, table: Table) -> Iterator[str]:
    spec = table["types"].get(name)
    if spec is None:
        yield f"{where}: the table does not know the type {name}"
    elif not isinstance(value, dict):
        yield f"{where}: expected {name}, got {value!r:.60}"
    elif spec.get("subtypes"):
        yield from _one_of(value, spec["subtypes"], where, table, wire=False)
    else:
        yield from _fields(value, spec["fields"], where, table, wire=False)


def _from_wire(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _is_integer(value: Any, wire: bool) -> bool:  # noqa: FBT001 -- called through the table below
    if wire and isinstance(value, str):
        return re.fullmatch(r"-?[0-9]{1,19}", value) is not None
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any, wire: bool) -> bool:  # noqa: FBT001
    if wire and isinstance(value, str):
        return re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_boolean(value: Any, wire: bool) -> bool:  # noqa: FBT001
    return isinstance(value, bool) or (wire and value in {"true", "false"})


def _is_string(value: Any, wire: bool) -> bool:  # noqa: FBT001
    del wire
    return isinstance(value, str)


_SCALARS: Mapping[str, Callable[[Any, bool], bool]] = MappingProxyType(
    {
        "Integer": _is_integer,
        "Float": _is_number,
        "Boolean": _is_boolean,
        "String": _is_string,
    }
)
