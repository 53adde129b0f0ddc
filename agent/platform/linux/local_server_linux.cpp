// SPDX-License-Identifier: Apache-2.0
// The listening end of the local channel. Peers of other users are hung up on before a byte is read; at most 16 are
// served at a time, the others wait in the system's queue. Loop thread only.
#include "agent/platform/local_channel.hpp"

#include "agent/platform/linux/asio_loop.hpp"
#include "agent/platform/linux/local_connection.hpp"
#include "agent/platform/linux/posix_error.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>
#include <sys/stat.h>
#include <vector>

namespace reseal::platform {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Protocol = asio::local::stream_protocol;

constexpr std::size_t kMaxConnections = 16;

// What outlives the server object while handlers of Asio still hold it.
class Listening : public std::enable_shared_from_this<Listening> {
public:
    Listening(asio::io_context& context, FileDescriptor socket, LocalServer::Handler handler)
        : context_(context), acceptor_(context, Protocol(), socket.release()), handler_(std::move(handler)) {}

    void await() {
        if (waiting_ || connections_.size() >= kMaxConnections || !acceptor_.is_open()) {
            return;
        }
        waiting_ = true;
        acceptor_.async_wait(Protocol::acceptor::wait_read, [self = shared_from_this()](const error_code& error) {
            self->waiting_ = false;
            if (!error && self->acceptor_.is_open()) {
                self->accept();
            }
        });
    }

    void close() {
        error_code ignored;
        acceptor_.close(ignored);
        for (const auto& entry : std::exchange(connections_, {})) {
            if (const auto connection = entry.lock()) {
                connection->close();
            }
        }
    }

private:
    void accept() {
        FileDescriptor peer(::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        const int code = errno;
        if (!peer.valid() && (code == EMFILE || code == ENFILE || code == ENOMEM || code == ENOBUFS)) {
            retryLater(); // the queue stays readable: waiting at once would spin
            return;
        }
        if (peer.valid() && peerUser(peer.get()) == ::geteuid()) {
            auto connection = std::make_shared<LocalConnection>(
                LocalConnection::Socket(context_, Protocol(), peer.release()), handler_, [weak = weak_from_this()] {
                    if (const auto self = weak.lock()) {
                        self->forgetEnded();
                    }
                });
            connections_.push_back(connection);
            connection->start();
        }
        await();
    }

    void retryLater() {
        auto timer = std::make_shared<asio::steady_timer>(context_, std::chrono::seconds(1));
        timer->async_wait([timer, weak = weak_from_this()](const error_code& error) {
            const auto self = error ? nullptr : weak.lock();
            if (self) {
                self->await();
            }
        });
    }

    // Runs inside the end of a connection: its own entry is found dead on the next turn of the loop.
    void forgetEnded() {
        asio::post(context_, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) {
                std::erase_if(self->connections_, [](const auto& entry) {
                    const auto connection = entry.lock();
                    return !connection || !connection->open();
                });
                self->await();
            }
        });
    }

    asio::io_context& context_;
    Protocol::acceptor acceptor_;
    LocalServer::Handler handler_;
    std::vector<std::weak_ptr<LocalConnection>> connections_;
    bool waiting_ = false;
};

class UnixLocalServer final : public LocalServer {
public:
    UnixLocalServer(SocketFolder place, std::shared_ptr<Listening> listening)
        : place_(std::move(place)), listening_(std::move(listening)) {
        listening_->await();
    }
    ~UnixLocalServer() override {
        place_.removeSocket();
        listening_->close();
    }
    UnixLocalServer(const UnixLocalServer&) = delete;
    UnixLocalServer& operator=(const UnixLocalServer&) = delete;

private:
    SocketFolder place_;
    std::shared_ptr<Listening> listening_;
};

} // namespace

Result<std::unique_ptr<LocalServer>> listenInProfile(EventLoop& loop, const std::string& folder,
                                                     LocalServer::Handler handler) {
    auto place = SocketFolder::open(folder);
    if (!place) {
        return place.error();
    }
    FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.valid()) {
        return posixError(errno, "channel_failed", folder);
    }
    place.value().removeSocket();
    // The socket's own mode becomes the mode of its file: there is no moment at which others may connect.
    if (::fchmod(socket.get(), S_IRUSR | S_IWUSR) != 0 ||
        ::bind(socket.get(), place.value().address(), SocketFolder::addressSize()) != 0 ||
        ::listen(socket.get(), SOMAXCONN) != 0) {
        return posixError(errno, "channel_failed", folder);
    }
    auto listening = std::make_shared<Listening>(contextOf(loop), std::move(socket), std::move(handler));
    return std::unique_ptr<LocalServer>(
        std::make_unique<UnixLocalServer>(std::move(place).value(), std::move(listening)));
}

} // namespace reseal::platform
