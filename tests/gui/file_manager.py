# SPDX-License-Identifier: Apache-2.0
"""A file manager's window in which lie some files: file_manager.py X Y FILE... They are dragged out of it by their
address list, as from any file manager."""
import sys
from pathlib import Path

import processes
import x_windows
from waiting import wait_until

TITLE = "Files of the scenario"
TAKEN = "They would be taken here"  # the title while the place under the mouse has said so
SIZE = 160


def drag(session, first, to, *more):
    """Presses the mouse on the files, moves them to the place on the screen and lets go."""
    source = session.start("/usr/bin/python3", Path(__file__), "20", "20", first, *more)
    try:
        wait_until("the files are shown", lambda: x_windows.managed(session, TITLE))
        window = x_windows.managed(session, TITLE)[0]
        session.output("xdotool", "windowraise", window)
        wait_until("the files lie on top", lambda: x_windows.stacked(session)[-1:] == [window])
        start = SIZE // 2
        session.output("xdotool", "mousemove", str(20 + start), str(20 + start + 20), "mousedown", "1")
        for step in range(1, 21):  # a drag begins where the mouse has gone some way, and follows it
            session.output("xdotool", "mousemove", *(str(20 + start + (place - 20 - start) * step // 20) for place in to))
        session.output("xdotool", "mousemove_relative", "--sync", "2", "2")
        # Who lets go before the place has answered drops nothing; a person sees the mouse's sign change.
        wait_until("the window would take them", lambda: x_windows.managed(session, TAKEN))
        session.output("xdotool", "mouseup", "1")
        wait_until("the files are dropped", lambda: source.poll() is not None)
        assert source.returncode == 0, "the window did not take them"
    finally:
        processes.end(source)


def main(x, y, *files):
    import gi
    gi.require_version("Gtk", "3.0")
    from gi.repository import Gdk, GLib, Gtk
    window = Gtk.Window(title=TITLE, default_width=SIZE, default_height=SIZE)
    box = Gtk.EventBox()
    box.add(Gtk.Label(label="\n".join(Path(file).name for file in files)))
    box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    box.drag_source_add_uri_targets()
    box.connect("drag-data-get", lambda _box, _drag, data, *_: data.set_uris([Path(file).as_uri() for file in files]))
    outcome = {"taken": True}
    box.connect("drag-failed", lambda *_: outcome.update(taken=False) or False)
    box.connect("drag-end", lambda *_: Gtk.main_quit())

    def show_answer(drag):
        window.set_title(TAKEN if drag.get_selected_action() else TITLE)
        return True
    box.connect("drag-begin", lambda _box, drag: GLib.timeout_add(40, show_answer, drag))
    window.add(box)
    window.move(int(x), int(y))
    window.show_all()
    Gtk.main()
    return 0 if outcome["taken"] else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
