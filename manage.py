#!/usr/bin/env python
"""Django's entry for every command of the product."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orchestrator_site.settings")
    from django.core.management import execute_from_command_line
    from django.db import Error

    from workflows.errors import ConfigurationError

    try:
        execute_from_command_line(sys.argv)
    except ConfigurationError as error:
        # A wrong setting is for whoever starts the process: its lines, without a traceback.
        sys.exit("\n".join(f"Configuration: {line}" for line in error.message.splitlines()))
    except Error as error:
        from orchestrator_site.missing_database import explain

        if (explanation := explain(error)) is None:
            raise
        sys.exit(explanation)
    finally:
        # A command ends at once; open pages shall hear of what it did, also on other machines.
        if hints := sys.modules.get("collaboration.rooms.hints"):
            hints.send_rest()


if __name__ == "__main__":
    main()
