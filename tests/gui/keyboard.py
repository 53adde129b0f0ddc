# SPDX-License-Identifier: Apache-2.0
"""Whether a window can be used with the keyboard and a screen reader alone: names, and where Tab leads."""
from waiting import NeverHappened, wait_until

# Reached by arrow keys inside what Tab reaches, and what hands the focus on to what it holds.
INSIDE = ("table cell", "table column header", "page tab", "menu item", "frame", "dialog", "tree item", "scroll pane")


def usable(control):
    """What is on the screen and can be used; what a list would drop down is no part of it."""
    # GTK 3 gives the focus to a part of a combo box that no reader is told of.
    wanted = ("showing", "sensitive") if control.role == "combo box" else ("focusable", "showing", "sensitive")
    if control.role not in INSIDE and control.has_all(*wanted):
        yield control
    for child in control.children() if control.role != "combo box" else ():
        if child.has("showing"):
            yield from usable(child)


def described(control):
    return f"{control.role} {control.name!r}"


class TabWalk:
    """Presses Tab until every control had the focus, or none new gets it for a whole round."""

    def __init__(self, session, window):
        self.session, self.controls = session, list(usable(window))
        self.reached, self.unreached = set(), []
        self.untold = 0  # stops at which no control says that it has the focus

    def nameless(self):
        return [control for control in self.controls if not control.name.strip()]

    def focused(self, after=None):
        """The number of the control that has the keyboard; looked for behind the one that had it."""
        first = 0 if after is None else after + 1
        order = [*range(first, len(self.controls)), *range(first)]
        return next((number for number in order if self.controls[number].has("focused")), None)

    def press(self, before):
        self.session.output("xdotool", "key", "Tab")
        try:
            return wait_until("the focus moves", lambda: [now for now in [self.focused(before)] if now not in (None, before)],
                              0.3)[0]
        except NeverHappened:
            return self.focused()  # the only control, or one that is not told

    def go(self):
        boxes = [control for control in self.controls if control.role == "combo box"]
        here, idle = self.focused(), 0
        while len(self.reached) + len(boxes) < len(self.controls) and idle <= len(self.controls):
            known = len(self.reached)
            if here is None:
                self.untold += 1
            else:
                self.reached.add(here)
            idle = 0 if len(self.reached) > known else idle + 1
            here = self.press(here)
        self.unreached = [
            control for number, control in enumerate(self.controls) if number not in self.reached and not self._by_arrows(control)
            and not (control.role == "combo box" and self.untold >= len(boxes))]

    def _by_arrows(self, control):
        """Of a group of radio buttons Tab reaches the chosen one."""
        return control.role == "radio button" and any(self.controls[number].role == "radio button" for number in self.reached)
