# SPDX-License-Identifier: Apache-2.0
"""A web server on 127.0.0.1 that behaves or misbehaves as its paths say. Debian's Python, nothing else.

Prints {"port": N} when it is ready, then a JSON line for every connection and every request before it answers, and
ends on SIGTERM or when its standard input closes. Paths:
  /echo                      what arrived, as JSON
  /status/N                  an empty answer with this status
  /redirect?status=N&to=URL  /loop  leads to itself  /bad-location?to=TEXT
  /big?size=N&framing=length|chunked|close
  /silent  never answers     /drip  a part of the answer, then nothing    /cut  closes inside the body
  /drop    closes without an answer          /unread  the same, without reading the request's body
  /nonsense  no HTTP         /interim  1xx before, trailers after the answer
"""
import argparse
import json
import os
import ssl
import threading
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def say(**line):
    os.write(1, (json.dumps(line) + "\n").encode())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "peer"
    sys_version = ""

    def log_message(self, *_):
        pass

    def setup(self):
        say(connection=True)
        if self.server.tls is not None:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self):
        super().finish()
        self.request.close()

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def serve(self):
        parts = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/unread":
            say(request=self.path, method=self.command)
            self.close_connection = True
            return
        self.body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        say(request=self.path, method=self.command)
        name, _, rest = parts.path.strip("/").partition("/")
        self.rest = rest
        getattr(self, "path_" + name.replace("-", "_"))()

    do_GET = do_POST = do_PUT = do_DELETE = serve

    def path_echo(self):
        body = json.dumps({"method": self.command, "path": self.path, "body": self.body.decode("latin-1"),
                           "headers": [[name.lower(), value] for name, value in self.headers.items()]}).encode()
        self.answer(200, body, [("X-Peer", "one"), ("X-Peer", "  two "), ("Set-Cookie", "session=1")])

    def path_status(self):
        self.answer(int(self.rest))

    def path_redirect(self):
        self.answer(int(self.query["status"]), b"elsewhere", [("Location", self.query["to"])])

    path_bad_location = path_redirect

    def path_loop(self):
        self.answer(302, b"", [("Location", "/loop")])

    def path_big(self):
        body = b"x" * int(self.query["size"])
        framing = self.query["framing"]
        if framing == "length":
            self.answer(200, body)
            return
        self.send_response(200)
        if framing == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for start in range(0, len(body), 65536):
                piece = body[start:start + 65536]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True

    def path_silent(self):
        self.rfile.read(1)  # until the client goes away
        self.close_connection = True

    def path_drip(self):
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"drop")
        self.path_silent()

    def path_cut(self):
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"part")
        self.close_connection = True

    def path_drop(self):
        self.close_connection = True

    def path_nonsense(self):
        self.wfile.write(b"220 mail.example.kz ESMTP\r\n")
        self.close_connection = True

    def path_interim(self):
        self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
                         b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Folded: a\r\n  b\r\n\r\n"
                         b"2\r\nok\r\n0\r\nX-Late: 1\r\n\r\n")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    tls = None

    def handle_error(self, request, client_address):
        pass  # a client that refuses this server is what many tests are about


def tls_context(options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    if options.tls11:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("DEFAULT@SECLEVEL=0")
    return context


def end_with_input():
    while os.read(0, 4096):
        pass
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificate", help="PEM; without it the server speaks plain HTTP")
    parser.add_argument("--key", help="PEM")
    parser.add_argument("--tls11", action="store_true", help="TLS 1.1 and nothing else")
    options = parser.parse_args()
    server = Server(("127.0.0.1", 0), Handler)
    if options.certificate:
        server.tls = tls_context(options)
    threading.Thread(target=end_with_input, daemon=True).start()
    say(port=server.server_address[1])
    server.serve_forever(poll_interval=3600)


main()
