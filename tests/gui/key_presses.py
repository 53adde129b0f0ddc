# SPDX-License-Identifier: Apache-2.0
"""Keys as a person presses them, and where they go."""
from waiting import wait_until

MOST_STEPS = 40


class Keyboard:
    def __init__(self, session):
        self.session = session

    def press(self, *keys):
        self.session.output("xdotool", "key", *keys)

    def type(self, text):
        self.session.output("xdotool", "type", "--delay", "12", text)

    @staticmethod
    def focused(window):
        """Its place among all controls, and the control; (-1, None) where none has the focus."""
        for place, control in enumerate(window.walk()):
            if control.has("focused"):
                return place, control
        return -1, None

    def go_to(self, window, name, roles=None, exactly=False):
        """With the Tab key alone."""
        for _ in range(MOST_STEPS):
            place, control = self.focused(window)
            found = control is not None and (control.name == name if exactly else name in control.name)
            if found and (roles is None or control.role in roles):
                return control
            self.press("Tab")
            wait_until("the focus goes on", lambda place=place: self.focused(window)[0] not in (place, -1))
        raise AssertionError(f"the Tab key does not lead to {name!r}")
