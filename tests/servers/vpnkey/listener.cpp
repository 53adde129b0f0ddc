// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/vpnkey/listener.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <csignal>

namespace reseal::test::vpnkey {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

constexpr std::uint64_t kMostBody = std::uint64_t{32} << 20U;
constexpr std::chrono::seconds kPatience{30};

bool isOwnHost(std::string_view host) {
    for (const std::string_view name : {"localhost", "127.0.0.1", "[::1]"}) {
        if (beast::iequals(host.substr(0, name.size()), name) &&
            (host.size() == name.size() || host[name.size()] == ':')) {
            return true;
        }
    }
    return false;
}

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(tcp::socket socket, Token& token) : stream_(std::move(socket)), token_(token) {}

    void start() {
        parser_.body_limit(kMostBody);
        stream_.expires_after(kPatience);
        http::async_read(stream_, buffer_, parser_,
                         [self = shared_from_this()](beast::error_code problem, std::size_t) {
                             if (!problem) {
                                 self->answer();
                             }
                         });
    }

private:
    void answer() {
        const auto& request = parser_.get();
        Response made{403, ""};
        // Web pages say where they come from; only programs are served.
        if (isOwnHost(request[http::field::host]) && request.find(http::field::origin) == request.end()) {
            made = token_.answer({std::string(request.method_string()), std::string(request.target()), request.body()});
        }
        response_.version(request.version());
        response_.result(static_cast<unsigned>(made.status));
        response_.set(http::field::content_type, "text/plain");
        response_.set(http::field::cache_control, "no-store");
        response_.keep_alive(false);
        for (const auto& [name, value] : made.headers) {
            response_.set(name, value);
        }
        response_.body() = made.body;
        response_.prepare_payload();
        if (made.fate == Response::Fate::stall) {
            hold();
            return;
        }
        if (made.fate == Response::Fate::cut) {
            response_.body().resize(made.body.size() / 2); // fewer than Content-Length says
        }
        send();
    }

    void send() {
        http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code, std::size_t) {
            beast::error_code ignored;
            self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        });
    }

    void hold() { // until the other side gives up
        stream_.expires_never();
        stream_.async_read_some(buffer_.prepare(1), [self = shared_from_this()](beast::error_code, std::size_t) {});
    }

    beast::tcp_stream stream_;
    Token& token_;
    beast::flat_buffer buffer_;
    http::request_parser<http::string_body> parser_;
    http::response<http::string_body> response_;
};

} // namespace

struct Listener::State {
    explicit State(Token& itsToken) : token(itsToken), acceptor(loop), signals(loop, SIGTERM, SIGINT) {}

    void open(int port, bool orFree) {
        const auto bindTo = [this](int to, beast::error_code& problem) {
            acceptor.bind({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(to)}, problem);
        };
        acceptor.open(tcp::v4());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        beast::error_code problem;
        bindTo(port, problem);
        if (problem && orFree) {
            problem = {};
            bindTo(0, problem);
        }
        if (problem) {
            throw beast::system_error(problem);
        }
        acceptor.listen();
    }
    void accept() {
        acceptor.async_accept([this](beast::error_code problem, tcp::socket socket) {
            if (problem == asio::error::operation_aborted) {
                return;
            }
            if (!problem) {
                std::make_shared<Connection>(std::move(socket), token)->start();
            }
            accept();
        });
    }

    Token& token;
    asio::io_context loop{1};
    tcp::acceptor acceptor;
    asio::signal_set signals;
};

Listener::Listener(Token& token, int port, bool orFree) : state_(std::make_unique<State>(token)) {
    state_->open(port, orFree);
    state_->signals.async_wait([this](beast::error_code, int) { state_->loop.stop(); });
    state_->accept();
}

Listener::~Listener() = default;

int Listener::port() const { return state_->acceptor.local_endpoint().port(); }

void Listener::run() { state_->loop.run(); }

} // namespace reseal::test::vpnkey
