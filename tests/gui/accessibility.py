# SPDX-License-Identifier: Apache-2.0
"""The program's windows as a screen reader sees them, through AT-SPI."""
from waiting import PATIENCE, wait_until

# Imported only once a DesktopSession has set the environment: the library looks for its bus at import.
pyatspi = _atspi = None
_roles = {}  # by name


def connect():
    global pyatspi, _atspi
    import gi
    gi.require_version("Atspi", "2.0")
    import pyatspi as library
    from gi.repository import Atspi
    pyatspi = library
    _atspi = Atspi
    _roles.update((Atspi.role_get_name(role), role) for role in map(Atspi.Role, range(Atspi.Role.LAST_DEFINED)))
    Atspi.set_timeout(int(1500 * PATIENCE), int(3000 * PATIENCE))


def _safely(read, default=None):
    """Controls come and go while one looks at them."""
    try:
        return read()
    except Exception:  # noqa: BLE001 - GLib.Error, RuntimeError, NotImplementedError and more, by library version
        return default


def _rule(roles):
    """What is seen, of any of these roles, or of any at all."""
    every, any_of = _atspi.CollectionMatchType.ALL, _atspi.CollectionMatchType.ANY
    showing = _atspi.StateSet.new([_atspi.StateType.SHOWING])
    return _atspi.MatchRule.new(showing, every, {}, every, roles, any_of, [], every, False)


class Control:
    def __init__(self, accessible):
        self._accessible = accessible

    @property
    def accessible(self):
        # The library's cache only follows events; turning it off makes libatspi 2.46 loop for ever.
        _safely(self._accessible.clear_cache)
        return self._accessible

    @property
    def name(self):
        return _safely(lambda: self.accessible.name, "") or ""

    @property
    def description(self):
        return _safely(lambda: self.accessible.description, "") or ""

    @property
    def role(self):
        return _safely(lambda: self.accessible.getRoleName(), "") or ""

    @property
    def text(self):
        def read():
            text = self.accessible.queryText()
            return text.getText(0, text.characterCount)
        return _safely(read, "") or ""

    @property
    def value(self):
        return _safely(lambda: self.accessible.queryValue().currentValue, 0.0)

    def has(self, state):
        """By the state's name, e.g. "showing"."""
        wanted = getattr(pyatspi, f"STATE_{state.upper()}")
        return bool(_safely(lambda: self.accessible.getState().contains(wanted), False))

    def has_all(self, *states):
        held = _safely(lambda: self.accessible.getState())
        return held is not None and all(held.contains(getattr(pyatspi, f"STATE_{state.upper()}")) for state in states)

    def children(self):
        count = _safely(lambda: self.accessible.childCount, 0) or 0
        found = (_safely(lambda index=index: self.accessible.getChildAtIndex(index)) for index in range(count))
        return [Control(child) for child in found if child is not None]

    def walk(self):
        yield self
        for child in self.children():
            yield from child.walk()

    def find(self, role=None, name=None):
        """The first visible control below with this role and a name that holds `name`; else ABSENT."""
        return first(self.find_all(role, name))

    def find_all(self, role=None, name=None):
        """Itself and all below that are seen, from the top, as they are at one moment."""
        for control in self._shown(role):
            if name is None or name in control.name:
                yield control

    def _shown(self, roles):
        if self.has("showing") and (roles is None or self.role in roles):
            yield self
        known = [_roles[role] for role in roles or () if role in _roles]
        if roles is not None and not known:
            return
        found = _safely(lambda: self.accessible.get_collection_iface().get_matches(
            _rule(known), _atspi.CollectionSortOrder.CANONICAL, 0, True))
        if found is not None:  # one call: asking each control costs a hundred times as much
            yield from (Control(one) for one in found)
            return
        for control in self.walk():
            if control is not self and control.has("showing") and (roles is None or control.role in roles):
                yield control

    def press(self, action=None):
        actions = self.accessible.queryAction()
        names = [actions.getName(index) for index in range(actions.nActions)]
        actions.doAction(names.index(action) if action else 0)

    def type(self, text):
        self.accessible.queryEditableText().setTextContents(text)

    def is_cut_off(self):
        """Whether a text goes on below what is seen of it."""
        def read():
            last = len(self.text.rstrip()) - 1
            _, y, _, height = self.accessible.queryText().getCharacterExtents(last, pyatspi.DESKTOP_COORDS)
            box = self.accessible.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
            return y + height > box.y + box.height
        return _safely(read, True)

    def centre(self):
        """On the screen."""
        box = self.accessible.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        return box.x + box.width // 2, box.y + box.height // 2

    def select_child(self, index):
        self.accessible.querySelection().selectChild(index)

    def focus(self):
        return self.accessible.queryComponent().grabFocus()

    def __repr__(self):
        return f"<{self.role} {self.name!r}>"


class Absent:
    """What is not there, or not at this moment: false, empty, in no state; it cannot be acted on."""
    name = description = role = text = ""
    value = 0.0

    def __bool__(self):
        return False

    def has(self, _state):
        return False

    def find_all(self, _role=None, _name=None):
        return iter(())

    def find(self, _role=None, _name=None):
        return self

    def __getattr__(self, act):
        raise AssertionError(f"nothing is there to {act}")

    def __repr__(self):
        return "<nothing>"


ABSENT = Absent()


def first(controls):
    return next(iter(controls), ABSENT)


def applications():
    if pyatspi is None:
        connect()
    desktop = pyatspi.Registry.getDesktop(0)
    return Control(desktop).children()


def windows(program="reseal-tray"):
    found = []
    for application in applications():
        if application.name == program:
            found += [child for child in application.children() if child.has("showing")]
    return found


def wait_for_window(title="Reseal", seconds=8.0):
    def look():
        return next((window for window in windows() if title in window.name), None)
    return wait_until(f"a window {title!r} is open", look, seconds)


def wait_for_whole_texts(window):
    """None of its text boxes hides what goes on below; they are laid out a moment after they were filled."""
    def cut():
        return [control for control in window.find_all(role=("text",)) if control.text and control.is_cut_off()]
    wait_until("all of each text is seen", lambda: not cut())


def outline(control, depth=0):
    """The tree as text, for the log of a failed scenario."""
    line = "  " * depth + f"{control.role} {control.name!r}" + (f" text={control.text!r}" if control.text else "")
    return "\n".join([line] + [outline(child, depth + 1) for child in control.children()])
