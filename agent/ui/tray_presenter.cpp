// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/tray_presenter.hpp"

#include "agent/ui/task_bar_tray_icon.hpp"

namespace reseal::ui {
namespace {

constexpr int kGraceMilliseconds = 5000;

} // namespace

TrayPresenter::TrayPresenter(std::string iconFolder, platform::TrayIcon::Chosen chosen,
                             std::function<void(bool)> reachable)
    : iconFolder_(std::move(iconFolder)), chosen_(std::move(chosen)), reachable_(std::move(reachable)) {
    grace_.Bind(wxEVT_TIMER, [this](wxTimerEvent&) { reachable_(false); });
    watch_ = platform::watchTrayHost([this](platform::TrayHost host) { hostChanged(host); });
    host_ = watch_->host();
    makeIcon();
}

void TrayPresenter::show(TrayView view) {
    view_ = std::move(view);
    if (icon_) {
        icon_->show(view_.state, view_.title, view_.menu);
    }
}

void TrayPresenter::hostChanged(platform::TrayHost host) {
    if (host != host_) {
        host_ = host;
        makeIcon();
    }
}

void TrayPresenter::makeIcon() {
    icon_.reset();
    switch (host_) {
    case platform::TrayHost::none:
        grace_.StartOnce(kGraceMilliseconds);
        return;
    case platform::TrayHost::statusNotifier:
        icon_ = platform::makeStatusNotifierItem(iconFolder_, chosen_);
        break;
    case platform::TrayHost::xembed:
        icon_ = std::make_unique<TaskBarTrayIcon>(iconFolder_, chosen_);
        break;
    }
    grace_.Stop();
    if (!view_.menu.empty()) {
        icon_->show(view_.state, view_.title, view_.menu);
    }
    reachable_(true);
}

} // namespace reseal::ui
