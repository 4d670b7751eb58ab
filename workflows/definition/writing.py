"""A document as YAML that people like to read; `read_text` gives back the same values."""

from __future__ import annotations

import re
from typing import Any

import yaml

from workflows.definition.json_types import JsonObject
from workflows.definition.read_yaml import FLOAT, INTEGER, OCTAL

LINE_WIDTH = 100
Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class DocumentDumper(Dumper):  # type: ignore[misc,valid-type]
    """Never writes anchors; writes texts of several lines as blocks."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_text(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


DocumentDumper.add_representer(str, _write_text)
# The writer quotes what it would read as a number itself, by YAML 1.1; our reader knows more forms.
for _name, _pattern in (("int", INTEGER), ("int", OCTAL), ("float", FLOAT)):
    DocumentDumper.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(_pattern), list("-+.0123456789")
    )


def write_yaml(raw: JsonObject) -> str:
    """Keys in the order they have in `raw`."""
    return str(
        yaml.dump(
            raw,
            Dumper=DocumentDumper,
            sort_keys=False,
            allow_unicode=True,
            width=LINE_WIDTH,
            default_flow_style=False,
        )
    )
