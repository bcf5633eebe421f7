"""Forms as a browser sends them: the page is opened, its hidden fields taken along, the answers added."""

import re
from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HIDDEN = re.compile(r'<input[^>]*\bname="(csrf_token|once|version)"[^>]*\bvalue="([^"]*)"')
HIDDEN_TURNED = re.compile(r'<input[^>]*\bvalue="([^"]*)"[^>]*\bname="(csrf_token|once|version)"')


def hidden(page: str) -> dict[str, str]:
    """The CSRF token, the key of the form and the version seen, as the page carries them."""
    found = dict(HIDDEN.findall(page)) | {name: value for value, name in HIDDEN_TURNED.findall(page)}
    return {name: value for name, value in found.items() if value}


def post(client: FlaskClient, url: str, data: Mapping, page: str | None = None) -> TestResponse:
    """Send a form: opens its page (the address itself, unless another one shows the form) and posts the answers."""
    opened = client.get(page or url, follow_redirects=True)
    assert opened.status_code == 200, f"{page or url} answers {opened.status_code}"
    return client.post(url, data={**hidden(opened.get_data(as_text=True)), **data})
