# SPDX-License-Identifier: Apache-2.0
"""A Kerberos realm on 127.0.0.1 in a folder of its own, without any privilege: kerberos_realm.py FOLDER

Prints {"port": N} when it is ready, 0 where Debian's krb5-kdc, krb5-admin-server, krb5-user or python3-gssapi is not
there. FOLDER then holds krb5.conf, http.keytab with the keys of HTTP/localhost, and tickets, the cache of anna, who has
just signed in. Ends on SIGTERM or when its standard input closes.
"""
import ctypes
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

REALM = "RESEAL.TEST"
PROGRAMS = ("krb5kdc", "kdb5_util", "kadmin.local", "kinit")
PR_SET_PDEATHSIG = 1

CLIENT = """[libdefaults]
default_realm = {realm}
dns_lookup_kdc = false
dns_lookup_realm = false
dns_canonicalize_hostname = false
rdns = false
[realms]
{realm} = {{
  kdc = 127.0.0.1:{port}
}}
[domain_realm]
localhost = {realm}
"""

KDC = """[kdcdefaults]
kdc_listen = 127.0.0.1:{port}
kdc_tcp_listen = 127.0.0.1:{port}
[realms]
{realm} = {{
  database_name = {folder}/principal
  key_stash_file = {folder}/stash
  acl_file = {folder}/acl
}}
[logging]
kdc = FILE:{folder}/kdc.log
"""


def say(**line):
    os.write(1, (json.dumps(line) + "\n").encode())


def free_port():
    """Free for UDP and TCP at this moment."""
    while True:
        with socket.socket() as stream, socket.socket(type=socket.SOCK_DGRAM) as datagram:
            stream.bind(("127.0.0.1", 0))
            try:
                datagram.bind(stream.getsockname())
            except OSError:
                continue
            return stream.getsockname()[1]


class Realm:
    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        (folder / "krb5.conf").write_text(CLIENT.format(realm=REALM, port=self.port))
        (folder / "kdc.conf").write_text(KDC.format(realm=REALM, port=self.port, folder=folder))
        self.environment = {**os.environ, "KRB5_CONFIG": str(folder / "krb5.conf"), "LANG": "C",
                            "KRB5_KDC_PROFILE": str(folder / "kdc.conf"), "KRB5CCNAME": f"FILE:{folder}/tickets"}

    def tool(self, *words, typed=""):
        subprocess.run(words, env=self.environment, input=typed, text=True, check=True, capture_output=True)

    def fill(self):
        self.tool("kdb5_util", "create", "-s", "-r", REALM, "-P", "the master's password")
        self.tool("kadmin.local", "-r", REALM, "addprinc", "-pw", "anna's password", "anna")
        self.tool("kadmin.local", "-r", REALM, "addprinc", "-randkey", "HTTP/localhost")
        self.tool("kadmin.local", "-r", REALM, "ktadd", "-k", str(self.folder / "http.keytab"), "HTTP/localhost")

    def start(self):
        """Returns once it listens; it ends with this process, however that ends."""
        libc = ctypes.CDLL(None)
        kdc = subprocess.Popen(["krb5kdc", "-n", "-r", REALM], env=self.environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                               preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL))
        for line in kdc.stderr:
            if "starting" in line:
                return kdc
        raise RuntimeError("krb5kdc did not start")


def main():
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if not all(map(shutil.which, PROGRAMS)) or importlib.util.find_spec("gssapi") is None:
        say(port=0)
        return
    realm = Realm(Path(sys.argv[1]))
    realm.fill()
    kdc = realm.start()

    def end(*_):
        kdc.kill()
        kdc.wait()
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    realm.tool("kinit", "anna", typed="anna's password\n")
    say(port=realm.port)
    while os.read(0, 4096):
        pass
    end()


main()
