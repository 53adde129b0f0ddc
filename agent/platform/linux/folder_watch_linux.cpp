// SPDX-License-Identifier: Apache-2.0
// FolderWatch: inotify and mount events on the loop, gathered for 300 ms per source. Loop thread only.
#include "agent/platform/folder_watch.hpp"

#include "agent/platform/linux/asio_loop.hpp"
#include "agent/platform/linux/mount_points.hpp"
#include "agent/platform/linux/watched_sources.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <set>

namespace reseal::platform {
namespace {

using boost::asio::posix::stream_descriptor;
using boost::system::error_code;

constexpr std::chrono::milliseconds kGathering{300};

// Lent to Asio, which must not close it.
stream_descriptor lend(EventLoop& loop, int descriptor) {
    stream_descriptor result(contextOf(loop));
    if (descriptor >= 0) {
        error_code refused; // a descriptor that cannot be waited for stays out: no events then
        result.assign(descriptor, refused);
    }
    return result;
}

class InotifyFolderWatch final : public FolderWatch {
public:
    InotifyFolderWatch(EventLoop& loop, Changed changed)
        : loop_(loop), changed_(std::move(changed)), sources_([this](const std::string& path) { gather(path); }),
          events_(lend(loop, sources_.descriptor())), mountEvents_(lend(loop, mounts_.descriptor())) {
        awaitEvents();
        awaitMounts();
    }

    ~InotifyFolderWatch() override {
        static_cast<void>(events_.release());
        static_cast<void>(mountEvents_.release());
    }

    InotifyFolderWatch(const InotifyFolderWatch&) = delete;
    InotifyFolderWatch& operator=(const InotifyFolderWatch&) = delete;

    [[nodiscard]] WatchMode add(const std::string& path) override { return sources_.add(path); }
    void remove(const std::string& path) override {
        sources_.remove(path);
        gathering_.erase(path);
    }
    [[nodiscard]] WatchMode mode(const std::string& path) const override { return sources_.mode(path); }

private:
    void awaitEvents() {
        if (!events_.is_open()) {
            return;
        }
        events_.async_wait(stream_descriptor::wait_read, [this, alive = alive()](const error_code& error) {
            if (!error && !alive.expired()) {
                awaitEvents();
                sources_.readEvents();
            }
        });
    }

    void awaitMounts() {
        if (!mountEvents_.is_open()) {
            return;
        }
        mountEvents_.async_wait(stream_descriptor::wait_error, [this, alive = alive()](const error_code& error) {
            if (!error && !alive.expired()) {
                awaitMounts();
                sources_.mountsChanged(mounts_.changes());
            }
        });
    }

    void gather(const std::string& path) {
        if (gathering_.insert(path).second) {
            loop_.after(kGathering, [this, path, alive = alive()] {
                if (!alive.expired() && gathering_.erase(path) != 0) {
                    changed_(path);
                }
            });
        }
    }

    [[nodiscard]] std::weak_ptr<int> alive() const { return alive_; }

    EventLoop& loop_;
    Changed changed_;
    WatchedSources sources_;
    MountPoints mounts_;
    stream_descriptor events_;
    stream_descriptor mountEvents_;
    std::set<std::string> gathering_; // sources with an event that has not been told yet
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

} // namespace

std::unique_ptr<FolderWatch> makeFolderWatch(EventLoop& loop, FolderWatch::Changed changed) {
    return std::make_unique<InotifyFolderWatch>(loop, std::move(changed));
}

} // namespace reseal::platform
