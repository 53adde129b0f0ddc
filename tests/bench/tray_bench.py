# SPDX-License-Identifier: Apache-2.0
"""reseal-tray against a bare wxWidgets tray program on a real panel: start to icon, memory, wake-ups while idle."""
import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "gui"))

import accessibility  # noqa: E402
import processes  # noqa: E402
from card_readers import Readers  # noqa: E402
from desktop_session import DesktopSession  # noqa: E402
from program import Program  # noqa: E402
from tray_item import items  # noqa: E402
from waiting import wait_until  # noqa: E402

ROUNDS = 5
IDLE_SECONDS = 60
START_IS_OVER = 75  # seconds: GLib's pool threads leave after 15, the plugin host that looked at the tokens after a minute
CERTIFICATES = 20


def pss_megabytes(pid):
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no Pss")


def context_switches(pid):
    """By thread: how often it was put on a processor."""
    counts = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            lines = (task / "status").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue  # a thread that has just ended
        counts[task.name] = sum(int(line.split()[1]) for line in lines if "ctxt_switches" in line)
    return counts


def settle(pid, quiet_for=1.0):
    """Waits until the process has done nothing for some seconds."""
    seen = [context_switches(pid), time.monotonic()]

    def quiet():
        now = context_switches(pid)
        if now != seen[0]:
            seen[:] = [now, time.monotonic()]
        return time.monotonic() - seen[1] > quiet_for

    wait_until("the program is idle", quiet, 60)


def start_to_icon(session, start):
    began = time.monotonic()
    process = start()
    wait_until("the icon is there", lambda: items(session), 30)
    return time.monotonic() - began, process


def stop(session, process):
    processes.end(process)
    wait_until("the icon is gone", lambda: not items(session), 30)


def fill(program):
    import certificates
    for number in range(CERTIFICATES):
        certificates.make(program.watched, f"holder{number}", 100 + number, f"Holder {number}")
    program.prepare()


def row(name, value, remark=""):
    print(f"| {name} | {value} | {remark} |", flush=True)


def insertion_to_listed(session, program):
    """From the card in the reader to its row in the window, as a screen reader sees it; seconds of each round."""
    container = session.home / "container"
    container.mkdir()
    readers = Readers(session)
    try:
        program.start_tray("--window")
        window = accessibility.wait_for_window()
        window.find(role=("page tab list",)).select_child(2)
        listed = lambda: window.find(role=("table cell",), name="Rutoken Lite")  # noqa: E731
        wait_until("the readers are listed", lambda: window.find(role=("table cell",), name="Virtual Reader"), 30)
        rounds = []
        for _ in range(ROUNDS):
            settle(program.tray.pid)
            began = time.monotonic()
            readers.order("insert", "0", "rutoken-lite", str(container), "12345678", "10")
            wait_until("the card is listed", listed, 30)
            rounds.append(time.monotonic() - began)
            readers.order("remove", "0")
            wait_until("the card is gone", lambda: not listed(), 30)
        program.stop_tray()
        return rounds
    finally:
        readers.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    build = parser.parse_args().build
    session = DesktopSession()
    try:
        session.start_window_manager()
        session.start_panel()
        program = Program(session, build)
        fill(program)
        bare = lambda: session.start(Path(build) / "bin" / "reseal-bench-bare-tray")  # noqa: E731
        times = {"bare": [], "reseal": []}
        memory = {"bare": [], "reseal": []}
        for round_number in range(ROUNDS):
            for name, start in (("bare", bare), ("reseal", program.start_tray)):
                seconds, process = start_to_icon(session, start)
                settle(process.pid, quiet_for=12)  # 10 s after its start reseal-tray gives back what that needed
                times[name].append(seconds)
                memory[name].append(pss_megabytes(process.pid))
                if name == "reseal" and round_number == ROUNDS - 1:
                    time.sleep(START_IS_OVER)
                    settle(process.pid, quiet_for=2)
                    before = context_switches(process.pid)
                    time.sleep(IDLE_SECONDS)  # the measurement itself
                    after = context_switches(process.pid)
                    wake_ups = sum(count - before.get(task, 0) for task, count in after.items())
                stop(session, process)
        middle = {name: statistics.median(values) for name, values in times.items()}
        row("start to tray icon, bare wxWidgets tray program", f"{middle['bare'] * 1000:.0f} ms")
        row(f"start to tray icon, reseal-tray with {CERTIFICATES} certificates", f"{middle['reseal'] * 1000:.0f} ms",
            f"{middle['reseal'] / middle['bare']:.2f} times the bare one")
        row("proportional memory, bare, idle beside xfce4-panel", f"{statistics.median(memory['bare']):.1f} MB")
        row("proportional memory, reseal-tray, idle beside xfce4-panel", f"{statistics.median(memory['reseal']):.1f} MB",
            "aim: at most 25 MB")
        row(f"wake-ups of reseal-tray in {IDLE_SECONDS} idle seconds", wake_ups, "aim: none")
        insertions = insertion_to_listed(session, program)
        row("card in the reader to its row in the window, median", f"{statistics.median(insertions) * 1000:.0f} ms",
            f"the longest of {ROUNDS}: {max(insertions) * 1000:.0f} ms; aim: under a second")
    finally:
        session.close()


if __name__ == "__main__":
    main()
