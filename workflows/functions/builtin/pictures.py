"""Pictures between base64 text and Pillow, within bounds."""

from __future__ import annotations

import base64
import binascii
import io
import warnings
from typing import TYPE_CHECKING, Literal, TypedDict

from workflows.errors import PermanentError

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG", "GIF")
MAX_PIXELS = 16_000_000
MAX_ENCODED_BYTES = 20_000_000

Format = Literal["png", "jpeg", "gif"]


class Picture(TypedDict):
    image: str
    format: str
    width: int
    height: int
    bytes: int


def decode_bytes(encoded: str) -> bytes:
    """
    The bytes of base64 text, with or without `data:image/…;base64,` before it.

    Raises:
        PermanentError: `image_invalid`, `image_too_large`.
    """
    text = encoded.partition(";base64,")[2] if encoded.startswith("data:") else encoded
    if len(text) * 3 // 4 > MAX_ENCODED_BYTES:
        message = f"The image is larger than {MAX_ENCODED_BYTES:,} bytes."
        raise PermanentError(message, code="image_too_large")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PermanentError(f"The image is no base64: {error}.", code="image_invalid") from error


def open_picture(encoded: str) -> Image.Image:
    """
    A PNG, JPEG or GIF image whose pixels are not decoded yet, but known to be few enough.

    Raises:
        PermanentError: `image_invalid`, `image_too_large`.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(decode_bytes(encoded)), formats=FORMATS)
    except UnidentifiedImageError as error:
        message = "The image is neither PNG nor JPEG nor GIF."
        raise PermanentError(message, code="image_invalid") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PermanentError(str(error), code="image_too_large") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise _broken(error) from error
    check_size(*picture.size)
    return picture


def load_picture(encoded: str) -> Image.Image:
    """
    The decoded image in RGB or RGBA; of an animation the first frame.

    Raises:
        PermanentError: `image_invalid`, `image_too_large`.
    """
    picture = open_picture(encoded)
    try:
        picture.load()
        has_alpha = picture.has_transparency_data
        return picture.convert("RGBA" if has_alpha else "RGB")
    except (OSError, ValueError, SyntaxError) as error:
        raise _broken(error) from error


def check_size(width: int, height: int) -> None:
    """
    Raises:
        PermanentError: `image_too_large`: more pixels than are decoded or made here.
    """
    if width * height > MAX_PIXELS:
        message = f"{width} × {height} are more than {MAX_PIXELS:,} pixels."
        raise PermanentError(message, code="image_too_large")


def encode_picture(picture: Image.Image, kind: Format = "png", quality: int = 85) -> Picture:
    """The image as base64 text with what there is to know about it."""
    target = io.BytesIO()
    if kind == "jpeg":
        flatten(picture).save(target, "JPEG", quality=quality, optimize=True)
    else:
        picture.save(target, kind.upper(), optimize=True)
    return wrap_bytes(target.getvalue(), kind, picture.size)


def wrap_bytes(content: bytes, kind: str, size: tuple[int, int]) -> Picture:
    return {
        "image": base64.b64encode(content).decode(),
        "format": kind,
        "width": size[0],
        "height": size[1],
        "bytes": len(content),
    }


def flatten(picture: Image.Image) -> Image.Image:
    """The image in RGB; what was transparent becomes white."""
    from PIL import Image

    if picture.mode != "RGBA":
        return picture.convert("RGB")
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _broken(error: Exception) -> PermanentError:
    return PermanentError(f"The image is broken: {error}.", code="image_invalid")
