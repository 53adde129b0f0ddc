// SPDX-License-Identifier: Apache-2.0
// The life of one connection: header, body, handler, answer.
#include "agent/platform/linux/local_connection.hpp"

#include <boost/asio/buffer.hpp>

#include <algorithm>

namespace reseal::platform {
namespace {

using boost::system::error_code;
constexpr std::size_t kChunk = 64 * 1024;
constexpr std::chrono::seconds kPatience{30};

} // namespace

LocalConnection::LocalConnection(Socket socket, LocalServer::Handler handler, std::function<void()> ended)
    : socket_(std::move(socket)), silence_(socket_.get_executor()), handler_(std::move(handler)),
      ended_(std::move(ended)) {}

LocalConnection::~LocalConnection() {
    if (ended_) {
        ended_();
    }
}

void LocalConnection::start() { readHeader(); }

void LocalConnection::close() {
    silence_.cancel();
    error_code ignored;
    socket_.close(ignored);
    if (auto ended = std::exchange(ended_, nullptr)) {
        ended();
    }
}

void LocalConnection::startSilence() {
    silence_.expires_after(kPatience);
    silence_.async_wait([weak = weak_from_this()](const error_code& error) {
        const auto self = error ? nullptr : weak.lock();
        if (self && self->silence_.expiry() <= std::chrono::steady_clock::now()) {
            self->close();
        }
    });
}

void LocalConnection::readHeader() {
    startSilence();
    socket_.async_read_some(boost::asio::buffer(header_.data() + filled_, header_.size() - filled_),
                            [self = shared_from_this()](const error_code& error, std::size_t got) {
                                if (error) {
                                    self->close();
                                    return;
                                }
                                self->filled_ += got;
                                if (self->filled_ < self->header_.size()) {
                                    self->readHeader();
                                    return;
                                }
                                self->length_ = frameLength(self->header_);
                                if (self->length_ > kMaxFrame) {
                                    self->close();
                                    return;
                                }
                                self->readBody();
                            });
}

void LocalConnection::readBody() {
    if (done_ == length_) {
        handOn();
        return;
    }
    startSilence();
    text_.resize(std::min(length_, done_ + kChunk)); // grows with what really comes, not with what is announced
    socket_.async_read_some(boost::asio::buffer(text_.data() + done_, text_.size() - done_),
                            [self = shared_from_this()](const error_code& error, std::size_t got) {
                                if (error) {
                                    self->close();
                                    return;
                                }
                                self->done_ += got;
                                self->readBody();
                            });
}

// From here on only the reply keeps the connection alive: a handler that drops it hangs up on the peer.
void LocalConnection::handOn() {
    silence_.cancel();
    handler_(std::exchange(text_, {}),
             [self = shared_from_this()](std::string text) { self->answer(std::move(text)); });
}

void LocalConnection::answer(std::string text) {
    if (std::exchange(answered_, true) || !socket_.is_open()) {
        return;
    }
    if (text.size() > kMaxFrame) {
        close();
        return;
    }
    const FrameHeader header = frameHeader(text.size());
    text_.assign(header.begin(), header.end());
    text_ += text;
    done_ = 0;
    write();
}

void LocalConnection::write() {
    startSilence();
    socket_.async_write_some(boost::asio::buffer(text_.data() + done_, text_.size() - done_),
                             [self = shared_from_this()](const error_code& error, std::size_t sent) {
                                 self->done_ += sent;
                                 if (error || self->done_ == self->text_.size()) {
                                     self->close();
                                     return;
                                 }
                                 self->write();
                             });
}

} // namespace reseal::platform
