# SPDX-License-Identifier: Apache-2.0
"""A web proxy on 127.0.0.1 that only connects, and only to ports of 127.0.0.1 whatever host it is asked for.

Prints {"port": N} when it is ready, then a JSON line for every CONNECT, and ends on SIGTERM or when its standard input
closes. It lets through whom one of the ways to sign in that it is given lets through (proxy_gates.py), or everybody.
"""
import argparse
import json
import os
import socket
import socketserver
import threading

import proxy_gates


def say(**line):
    os.write(1, (json.dumps(line) + "\n").encode())


def pour(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


class Handler(socketserver.StreamRequestHandler):
    rbufsize = 0  # what follows the header belongs to the server behind

    def read_header(self):
        header = b""
        while not header.endswith(b"\r\n\r\n"):
            piece = self.rfile.read(1)
            if not piece:
                return None
            header += piece
        lines = header.decode("latin-1").split("\r\n")
        return lines[0], {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}

    def handle(self):
        gate = self.server.gate()
        while asked := self.read_header():
            line, headers = asked
            method, target, _ = line.split(" ")
            login = headers.get("proxy-authorization")
            wanted = gate.judge(login)
            say(proxied=target, method=method, known=not wanted, who=gate.who, scheme=(login or "").partition(" ")[0],
                headers=sorted(headers))
            if wanted:
                lines = "".join(f"Proxy-Authenticate: {value}\r\n" for value in wanted)
                self.wfile.write(("HTTP/1.1 407 Proxy Authentication Required\r\n" + lines
                                  + "Content-Length: 0\r\n\r\n").encode())
                continue
            if method != "CONNECT":
                self.wfile.write(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
                continue
            with socket.create_connection(("127.0.0.1", int(target.rpartition(":")[2]))) as server:
                self.wfile.write(b"HTTP/1.1 200 Connected\r\nX-Proxy: 1\r\n\r\n")
                back = threading.Thread(target=pour, args=(server, self.connection), daemon=True)
                back.start()
                pour(self.connection, server)
                back.join()
            return


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    gate = proxy_gates.Open

    def handle_error(self, request, client_address):
        pass


def end_with_input():
    while os.read(0, 4096):
        pass
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--login", help="USER:PASSWORD for Basic")
    parser.add_argument("--ntlm", help="[DOMAIN\\]USER:PASSWORD")
    parser.add_argument("--negotiate", action="store_true", help="Kerberos, with the keys of KRB5_KTNAME")
    options = parser.parse_args()
    server = Server(("127.0.0.1", 0), Handler)
    ways = [(proxy_gates.Negotiate, ())] * options.negotiate
    ways += [(proxy_gates.Ntlm, (options.ntlm,))] * bool(options.ntlm)
    ways += [(proxy_gates.Basic, (options.login,))] * bool(options.login)
    if ways:
        server.gate = lambda: proxy_gates.Several([gate(*given) for gate, given in ways])
    threading.Thread(target=end_with_input, daemon=True).start()
    say(port=server.server_address[1])
    server.serve_forever(poll_interval=3600)


main()
