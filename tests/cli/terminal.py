# SPDX-License-Identifier: Apache-2.0
"""`reseal` on a terminal of its own, as a person has it."""
import os
import pty
import select
import signal
import time

from command_line import PATIENCE, PROGRAM


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, test, *arguments):
        self.test, self.said, self.read = test, b"", 0
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job is started with it ignored
            os.execve(PROGRAM, [PROGRAM, "--profile", test.profile, *arguments], test.environment)
        test.addCleanup(os.close, self.terminal)

    def wait_for(self, text):
        """All that came since the last time, up to that text."""
        end = time.monotonic() + PATIENCE
        while text.encode() not in self.said[self.read:]:
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            self.test.assertTrue(ready, f"{text!r} did not come: {self.said.decode()}")
            try:
                self.said += os.read(self.terminal, 4096)
            except OSError:  # it has ended
                self.test.fail(f"{text!r} did not come: {self.said.decode()}")
        at = self.said.index(text.encode(), self.read) + len(text.encode())
        seen, self.read = self.said[self.read:at].decode(), at
        return seen

    def answer(self, prompt, text):
        seen = self.wait_for(prompt)
        os.write(self.terminal, text.encode() + b"\n")
        return seen

    def hang_up(self):
        """As a log-off does; the signal that ended the program."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, self.terminal)
        os.close(nowhere)
        return os.WTERMSIG(os.waitpid(self.child, 0)[1])

    def exit_code(self):
        while True:
            try:
                more = os.read(self.terminal, 4096)
            except OSError:
                break
            if not more:
                break
            self.said += more
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
