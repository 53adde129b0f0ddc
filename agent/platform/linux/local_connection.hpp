// SPDX-License-Identifier: Apache-2.0
// One peer of the local server: reads one frame, hands it on, writes one frame, closes. A peer that is silent for 30
// seconds before its request is complete, or that does not take its answer, is dropped. Loop thread only.
#pragma once

#include "agent/platform/linux/profile_socket.hpp"
#include "agent/platform/local_channel.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string>

namespace reseal::platform {

class LocalConnection : public std::enable_shared_from_this<LocalConnection> {
public:
    using Socket = boost::asio::local::stream_protocol::socket;

    // `ended` is called when the connection dies, however it dies.
    LocalConnection(Socket socket, LocalServer::Handler handler, std::function<void()> ended);
    ~LocalConnection();
    LocalConnection(const LocalConnection&) = delete;
    LocalConnection& operator=(const LocalConnection&) = delete;

    void start();
    void close();
    [[nodiscard]] bool open() const { return socket_.is_open(); }

private:
    void readHeader();
    void readBody();
    void handOn();
    void answer(std::string text);
    void write();
    void startSilence();

    Socket socket_;
    boost::asio::steady_timer silence_;
    LocalServer::Handler handler_;
    std::function<void()> ended_;
    FrameHeader header_{};
    std::size_t filled_ = 0; // of the header
    std::size_t length_ = 0; // of the request
    std::string text_;       // the request as it comes, then the answer with its header
    std::size_t done_ = 0;   // bytes received of the request, then sent of the answer
    bool answered_ = false;
};

} // namespace reseal::platform
