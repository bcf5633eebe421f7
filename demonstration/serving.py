"""Serving the office of the demonstration until somebody stops it."""

import json
import time

from demonstration.stage import Stage

ADDRESS = "127.0.0.1:8000"
LOOK_SECONDS = 0.5


def serve(stage: Stage) -> bool:
    """The pages and the workers, with the sign-ins printed; false when one of them ended by itself."""
    stage.crew.call("serve", "--address", ADDRESS)
    stage.crew.call("worker")
    print(f"\nThe office is open on http://{ADDRESS} (stop with Ctrl-C). Who may sign in:")
    for each in json.loads((stage.folder / "signins.json").read_text()):
        key = f"   key of the one-time codes {each['totp_secret']}" if each["totp_secret"] else ""
        print(f"  {each['role']:22} {each['username']:10} {each['password']}{key}")
    try:
        while not stage.crew.ended():
            time.sleep(LOOK_SECONDS)
    except KeyboardInterrupt:
        return True
    print(f"mis {' and mis '.join(stage.crew.ended())} ended; is {ADDRESS} in use?")
    return False
