"""Prints every result of a playbook as a line of JSON."""

from __future__ import annotations

import json

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: results
type: stdout
short_description: a line of JSON for each result
description: Prints every result as a line of JSON.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "results"

    def _say(self, end, result):
        said = {
            "host": result._host.get_name(),
            "task": result._task.get_name(),
            "end": end,
            "result": result._result,
        }
        print(json.dumps(said, default=str))

    def v2_runner_on_ok(self, result):
        self._say("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._say("failed", result)

    def v2_runner_on_unreachable(self, result):
        self._say("unreachable", result)
