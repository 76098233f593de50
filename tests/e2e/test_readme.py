"""The README's session works when pasted, line by line, against a service that has just started."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from tests.support.service import ROOT

if TYPE_CHECKING:
    from tests.support.service import RunningService


def test_the_session_with_curl_works_when_pasted(fresh_service: RunningService) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    session = readme.partition("<!-- session")[2].partition("<!-- end of session -->")[0]
    pasted = "\n".join(re.findall(r"```sh\n(.*?)```", session, re.DOTALL))
    pasted = pasted.replace(":7071", f":{fresh_service.port}")
    pasted = re.sub(r"(dev\.py (?:token \w+|verify-evidence))", rf"\1 --port {fresh_service.port}", pasted)

    shell = ["bash", "-euo", "pipefail", "-c", pasted.replace("curl -s ", "curl -sw '\\n' ")]
    pasted_out = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)

    said = pasted_out.stdout
    assert pasted_out.returncode == 0, pasted_out.stderr
    assert '"status":"matched"' in said
    assert '"launchUrl":"https://' in said
    assert '"code":"tenant_not_contracted"' in said
    assert '"code":"guest_not_supported"' in said
    assert '"minimised":{"guests":1,"dialIn":1}' in said
    assert '"name":"Guest 1"' in said
    assert "section,meetingId" in said
    assert '"code":"not_found"' in said
    assert '"code":"attention_tracking_forbidden"' in said
    assert '"status":"stored"' in said
    assert '"status":"already_there"' in said
    assert '"overdue":["activity ' in said
    assert said.rindex('"overdue":[]') > said.index('"overdue":["activity ')
    assert '"trigger":"timer"' in said
    assert '"ground":"objection","until":null' in said
    assert said.count('"change":"restriction') == 2
    assert '"name":"Ana Schmitt"' in said
    assert '"stays":[{"family":"meetings","ground":"legal_claims","hold":"suit"' in said
    assert '"released":true' in said
    left = said.rpartition('"released":true')[2]
    assert '"family":"meetings"' not in left
    assert '"kind":"data_erased"' in left
    assert "The evidence holds: entries 1 to " in left
