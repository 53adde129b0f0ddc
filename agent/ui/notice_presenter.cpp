// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/notice_presenter.hpp"

#include "agent/ui/renewal_words.hpp"

#include <algorithm>

namespace reseal::ui {
namespace {

constexpr std::size_t kRemembered = 32; // notices whose buttons still work
constexpr const char* kTestNotice = "test";
constexpr const char* kFailureNotice = "failure";
constexpr std::string_view kRenewalNotice = "renewal:"; // and its id

} // namespace

platform::NotificationService& NoticePresenter::service() {
    if (!service_) {
        service_ = platform::makeNotificationService(
            [this](const std::string& noticeId, const std::string& buttonId) { pressed(noticeId, buttonId); });
    }
    return *service_;
}

std::vector<platform::DesktopNotice::Button> NoticePresenter::buttons() const {
    const Words& words = face_.words();
    return {{"renew", words.tr("Renew")}, {"later", words.tr("Remind me later")}, {"details", words.tr("Details")}};
}

void NoticePresenter::show(const core::Notice& notice) {
    const core::Wording& wording = face_.words().wording();
    Shown shown{notice.id, {}};
    bool urgent = notice.lastChance();
    for (const core::NoticeItem& item : notice.items) {
        shown.certificateIds.push_back(item.entry.certificate.id);
        urgent = urgent || item.daysLeft <= 1;
    }
    shown_.push_front(std::move(shown));
    if (shown_.size() > kRemembered) {
        shown_.pop_back();
    }
    const Status said = service().show({.id = notice.id,
                                        .title = wording.noticeTitle(notice),
                                        .body = wording.noticeBody(notice),
                                        .urgent = urgent,
                                        .buttons = buttons()});
    face_.resident().noteDelivery(notice.id, said.ok(), "desktop");
}

void NoticePresenter::showRenewal(const core::RenewalView& view) {
    const Words& words = face_.words();
    std::string body = renewalWho(view, *face_.snapshot(), words);
    const std::string step = view.form ? view.form->title : renewalHeadline(view, words);
    body += (body.empty() ? "" : "\n") + step;
    const Status said =
        service().show({.id = std::string(kRenewalNotice) + view.id,
                        .title = view.certificate.empty() ? words.tr("A request for a certificate waits for you")
                                                          : words.tr("A renewal waits for you"),
                        .body = std::move(body),
                        .buttons = {{"open", words.tr("Go on")}}});
    static_cast<void>(said); // health carries it too
}

Status NoticePresenter::showTest() {
    const Words& words = face_.words();
    return service().show({.id = kTestNotice,
                           .title = words.tr("This is a test notice"),
                           .body = words.tr("Reseal will tell you like this when a certificate has to be renewed."),
                           .buttons = {{"details", words.tr("Details")}}});
}

void NoticePresenter::showFailure(const std::string& text) {
    // Nothing is left to say it with where even this one cannot be shown; health carries what lasts.
    static_cast<void>(service().show(
        {.id = kFailureNotice, .title = face_.words().tr("That did not work"), .body = text, .buttons = {}}));
}

void NoticePresenter::pressed(const std::string& noticeId, const std::string& buttonId) {
    if (noticeId.starts_with(kRenewalNotice)) {
        return face_.showRenewal(noticeId.substr(kRenewalNotice.size()));
    }
    const auto shown = std::ranges::find(shown_, noticeId, &Shown::noticeId);
    if (shown == shown_.end()) {
        face_.openMain();
        return;
    }
    const std::vector<std::string> ids = shown->certificateIds;
    if (buttonId == "renew") {
        face_.openRenewal(ids);
    } else if (buttonId == "later") {
        face_.openSnooze(ids);
    } else if (ids.size() == 1) {
        face_.openDetails(ids.front());
    } else {
        face_.openMain();
    }
}

} // namespace reseal::ui
