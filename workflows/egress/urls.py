"""What a URL must look like before anything is resolved."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from workflows.errors import EgressDenied

SCHEMES = ("http", "https")
DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_URL = 8_192


def check_url(url: str) -> None:
    """
    Refuse a URL that may not be called whatever its name leads to; asks no name server.

    Raises:
        EgressDenied: `.message` says what is wrong with it.
    """
    if len(url) > LONGEST_URL:
        raise EgressDenied(f"The URL is longer than {LONGEST_URL} characters.")
    if any(character <= " " or character == "\x7f" for character in url):
        raise EgressDenied("The URL holds a space or a control character.")
    # Readers of URLs disagree about a backslash: some take it for the end of the host.
    if "\\" in url:
        raise EgressDenied("The URL holds a backslash.")
    parts = _split(url)
    check_parts(parts.scheme, parts.hostname or "", "@" in parts.netloc)


def check_parts(scheme: str, host: str, has_userinfo: bool) -> None:
    """
    The same for a URL that is already taken apart.

    Raises:
        EgressDenied: the scheme, a missing host, or credentials inside the URL.
    """
    if scheme not in SCHEMES:
        raise EgressDenied(f"Only http and https may be called, not {scheme[:20] or 'nothing'!r}.")
    if has_userinfo:
        raise EgressDenied("The URL holds a user name or password; use a credential instead.")
    if not host:
        raise EgressDenied("The URL names no host.")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise EgressDenied("This is not a URL.") from error
    return parts
