// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/ca/listener.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <csignal>
#include <cstdio>

namespace reseal::test::ca {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using tcp = asio::ip::tcp;

constexpr std::uint64_t kMostBody = 64U * 1024U;
constexpr std::chrono::seconds kPatience{30};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(tcp::socket socket, ssl::context& tls, const Listener::Answering& answering)
        : stream_(std::move(socket), tls), timer_(stream_.get_executor()), answering_(answering) {}

    void start() {
        beast::get_lowest_layer(stream_).expires_after(kPatience);
        stream_.async_handshake(ssl::stream_base::server, [self = shared_from_this()](beast::error_code problem) {
            if (!problem) {
                self->read();
            }
        });
    }

private:
    void read() {
        parser_.body_limit(kMostBody);
        http::async_read(stream_, buffer_, parser_,
                         [self = shared_from_this()](beast::error_code problem, std::size_t) {
                             if (!problem) {
                                 self->answer();
                             }
                         });
    }

    void answer() {
        const auto& request = parser_.get();
        Response made{500, "text/plain", "The test CA is broken; see its error output.\n", {}};
        try {
            made = answering_({std::string(request.method_string()), std::string(request.target()),
                               std::string(request["Idempotency-Key"]),
                               std::string(request[http::field::authorization]), request.body()});
        } catch (const std::exception& broken) {
            std::fprintf(stderr, "reseal-test-ca: %s\n", broken.what());
        }
        if (made.fate == Fate::cut) {
            beast::get_lowest_layer(stream_).close();
            return;
        }
        response_.version(request.version());
        response_.result(static_cast<unsigned>(made.status));
        response_.keep_alive(false);
        if (!made.type.empty()) {
            response_.set(http::field::content_type, made.type);
        }
        for (const auto& [name, value] : made.headers) {
            response_.set(name, value);
        }
        response_.body() = std::move(made.body);
        response_.prepare_payload();
        if (made.delay == made.delay.zero()) { // a program that fakes the time fakes timers wrongly too
            send();
            return;
        }
        timer_.expires_after(made.delay);
        timer_.async_wait([self = shared_from_this()](beast::error_code) { self->send(); });
    }

    void send() {
        beast::get_lowest_layer(stream_).expires_after(kPatience);
        http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code problem, std::size_t) {
            if (!problem) {
                self->stream_.async_shutdown([self](beast::error_code) {});
            }
        });
    }

    beast::ssl_stream<beast::tcp_stream> stream_;
    asio::steady_timer timer_;
    const Listener::Answering& answering_;
    beast::flat_buffer buffer_;
    http::request_parser<http::string_body> parser_;
    http::response<http::string_body> response_;
};

} // namespace

struct Listener::State {
    State(int port, const std::string& certificate, const std::string& key) {
        tls.set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 | ssl::context::no_sslv3);
        tls.use_certificate_chain_file(certificate);
        tls.use_private_key_file(key, ssl::context::pem);
        acceptor.open(tcp::v4());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        acceptor.bind({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)});
        acceptor.listen();
    }
    void accept() {
        acceptor.async_accept([this](beast::error_code problem, tcp::socket socket) {
            if (problem == asio::error::operation_aborted) {
                return;
            }
            if (!problem) {
                std::make_shared<Connection>(std::move(socket), tls, answering)->start();
            }
            accept();
        });
    }

    Answering answering;
    asio::io_context loop{1};
    ssl::context tls{ssl::context::tls_server};
    tcp::acceptor acceptor{loop};
    asio::signal_set signals{loop, SIGTERM, SIGINT};
};

Listener::Listener(int port, const std::string& certificate, const std::string& key)
    : state_(std::make_unique<State>(port, certificate, key)) {}

Listener::~Listener() = default;

int Listener::port() const { return state_->acceptor.local_endpoint().port(); }

void Listener::run(Answering answering) {
    state_->answering = std::move(answering);
    state_->signals.async_wait([this](beast::error_code, int) { state_->loop.stop(); });
    state_->accept();
    state_->loop.run();
}

} // namespace reseal::test::ca
