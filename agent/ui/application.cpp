// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/application.hpp"

#include "agent/ui/face.hpp"

#include <wx/app.h>
#include <wx/init.h>

#include <deque>
#include <mutex>

namespace reseal::ui {
namespace {

using Act = std::function<void(Face&)>;

// Carries calls of other threads to the UI thread. Never blocks but for its own short lock.
class Hop final : public core::ResidentObserver {
public:
    void snapshotChanged(std::shared_ptr<const core::Snapshot> snapshot) override {
        post([snapshot = std::move(snapshot)](Face& face) { face.snapshotChanged(snapshot); });
    }
    void noticeDue(const core::Notice& notice) override {
        post([notice](Face& face) { face.noticeDue(notice); });
    }
    void testNotice() override {
        post([](Face& face) { face.testNotice(); });
    }
    void failed(const Error& error) override {
        post([error](Face& face) { face.failed(error); });
    }
    void openingChanged(const core::DocumentOpening& opening) override {
        post([opening](Face& face) { face.openingChanged(opening); });
    }
    void renewalNeedsPerson(const std::string& id) override {
        post([id](Face& face) { face.renewalNeedsPerson(id); });
    }
    void renewalFollowed(const std::string& id) override {
        post([id](Face& face) { face.showRenewal(id); });
    }
    void raised() override {
        post([](Face& face) { face.raised(); });
    }

    void post(Act act) {
        const std::scoped_lock lock(mutex_);
        if (over_) {
            return;
        }
        waiting_.push_back(std::move(act));
        if (app_ != nullptr && waiting_.size() == 1) {
            app_->CallAfter([this] { deliver(); });
        }
    }

    void open(wxApp& app, Face& face) {
        const std::scoped_lock lock(mutex_);
        app_ = &app;
        face_ = &face;
        app_->CallAfter([this] { deliver(); });
    }

    void shut() {
        const std::scoped_lock lock(mutex_);
        over_ = true;
        app_ = nullptr;
        face_ = nullptr;
        waiting_.clear();
    }

private:
    void deliver() {
        std::deque<Act> acts;
        Face* face = nullptr;
        {
            const std::scoped_lock lock(mutex_);
            acts.swap(waiting_);
            face = face_;
        }
        for (const Act& act : acts) {
            if (face != nullptr) {
                act(*face);
            }
        }
    }

    std::mutex mutex_;
    wxApp* app_ = nullptr;    // under mutex_
    Face* face_ = nullptr;    // under mutex_; used on the UI thread only
    std::deque<Act> waiting_; // under mutex_; kept until the face opens
    bool over_ = false;       // under mutex_
};

Hop& hop() {
    static Hop only;
    return only;
}

class ResealApp final : public wxApp {
public:
    explicit ResealApp(const Surroundings& surroundings) : surroundings_(surroundings) {}

    bool OnInit() override {
        SetAppName("reseal");
        SetAppDisplayName("Reseal");
        SetExitOnFrameDelete(false);
        face_ = std::make_unique<Face>(surroundings_);
        hop().open(*this, *face_);
        return true;
    }

    int OnExit() override {
        hop().shut();
        face_->closeWindows();
        DeletePendingObjects(); // windows refer to the face until they are gone
        face_.reset();
        return wxApp::OnExit();
    }

private:
    const Surroundings& surroundings_;
    std::unique_ptr<Face> face_;
};

} // namespace

core::ResidentObserver& observer() { return hop(); }

int run(const Surroundings& surroundings) {
    wxApp::SetInstance(new ResealApp(surroundings));
    std::string name = "reseal-tray";
    char* arguments[] = {name.data(), nullptr};
    int count = 1;
    return wxEntry(count, arguments);
}

void quit() {
    hop().post([](Face& face) { face.quit(); });
}

} // namespace reseal::ui
