// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_resident.hpp"

#include "agent/core/certificate.hpp"

#include <algorithm>

namespace reseal::test {
namespace {

using core::InventoryEntry;
using core::Severity;

constexpr const char* kFolder = "/home/anna/Сертификаты/";
constexpr const char* kLockedFile = "/home/anna/Сертификаты/бухгалтерия-2025.p12";

struct Sample {
    const char* name;
    const char* organization;
    const char* issuer;
    const char* algorithm;
    std::uint8_t use;
    int daysLeft;
    bool mine;
    const char* file;
};

constexpr std::uint8_t kSign = 1;
constexpr std::uint8_t kLogIn = 2;
constexpr std::uint8_t kEncrypt = 4;

InventoryEntry entryOf(const Sample& sample, int number, TimePoint now) {
    InventoryEntry entry;
    core::Certificate& certificate = entry.certificate;
    certificate.id = std::string(60, 'a') + std::to_string(1000 + number);
    certificate.holder.name = sample.name;
    certificate.holder.organization = sample.organization;
    certificate.subject = std::string("CN=") + sample.name + ", O=" + sample.organization + ", C=RU";
    certificate.issuerName = sample.issuer;
    certificate.issuer = std::string("CN=") + sample.issuer + ", C=RU";
    certificate.serial = "01d8c4a2e5f60000" + std::to_string(number);
    certificate.algorithm = sample.algorithm;
    certificate.usage.bits = sample.use;
    certificate.notAfter = now + std::chrono::days(sample.daysLeft) + std::chrono::hours(3);
    certificate.notBefore = std::min(certificate.notAfter - std::chrono::days(365), now - std::chrono::days(30));
    const std::string path = std::string(kFolder) + sample.file;
    entry.seen.push_back({.path = path,
                          .kind = core::FileKind::pkcs12,
                          .firstSeen = now - std::chrono::days(90),
                          .lastSeen = now,
                          .present = true});
    if (sample.mine) {
        entry.keys.push_back({.path = path, .kind = core::FileKind::pkcs12, .lastSeen = now});
    }
    return entry;
}

std::vector<InventoryEntry> sampleEntries(TimePoint now) {
    const std::vector<Sample> samples{
        {"Ахметов Ерлан Қайратұлы", "", "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST)", "GOST R 34.10-2015 (512 bit)", kSign, -2,
         true, "GOSTKNCA_akhmetov.p12"},
        {"Иванова Анна Сергеевна", "ООО «Ромашка»", "УЦ ФНС России", "GOST R 34.10-2012 (256 bit)", kSign | kLogIn, 2,
         true, "ivanova.pfx"},
        {"Петров Пётр Петрович", "ИП Петров П. П.", "АО «ПФ «СКБ Контур»", "GOST R 34.10-2012 (256 bit)",
         kSign | kLogIn | kEncrypt, 9, true, "petrov/header.key"},
        {"Сейітқали Әсел Нұрланқызы", "ЖШС «Көктем»", "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (RSA)", "RSA 2048", kLogIn, 13, true,
         "AUTH_RSA256_asel.p12"},
        {"Anna Ivanova", "Romashka Ltd", "Romashka Issuing CA 2", "RSA 4096", kLogIn | kEncrypt, 41, true,
         "laptop.pem"},
        {"Иванова Анна Сергеевна", "", "УЦ Федерального казначейства", "GOST R 34.10-2012 (512 bit)", kSign, 58, true,
         "kazna.pfx"},
        {"vpn.romashka.example", "Romashka Ltd", "Romashka Issuing CA 2", "EC P-256", kLogIn, 120, true, "vpn.pem"},
        {"Anna Ivanova", "", "Actalis Client Authentication CA G3", "RSA 2048", kSign | kEncrypt, 214, true,
         "mail.p12"},
        {"Ахметова Гүлнәр Маратқызы", "", "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST)", "GOST R 34.10-2015 (512 bit)", kSign,
         300, true, "gulnar.p12"},
        {"Romashka Code Signing", "Romashka Ltd", "Romashka Issuing CA 2", "RSA 3072", kSign, 700, true, "code.p12"},
        {"Минцифры России", "", "Минцифры России", "GOST R 34.10-2012 (512 bit)", kSign, 2900, false, "root.cer"},
        {"Сидоров Олег Иванович", "АО «Вектор»", "УЦ ФНС России", "GOST R 34.10-2012 (256 bit)", kSign, 77, false,
         "sidorov.cer"},
        {"Петров Пётр Петрович", "ИП Петров П. П.", "АО «ПФ «СКБ Контур»", "GOST R 34.10-2012 (256 bit)", kSign, -20,
         true, "petrov-2025/header.key"},
        {"Иванова Анна Сергеевна", "ООО «Ромашка»", "УЦ ФНС России", "GOST R 34.10-2012 (256 bit)", kSign, -400, true,
         "ivanova-2024.pfx"},
    };
    std::vector<InventoryEntry> entries;
    for (const Sample& sample : samples) {
        entries.push_back(entryOf(sample, static_cast<int>(entries.size()), now));
    }
    core::Certificate& qualified = entries[1].certificate;
    qualified.holder.inn = "500100732259";
    qualified.holder.innle = "7707083893";
    qualified.holder.snils = "11223344595";
    qualified.holder.ogrn = "1027700132195";
    qualified.holder.email = "ivanova@romashka.example";
    qualified.keyNotAfter = qualified.notAfter;
    qualified.notAfter += std::chrono::days(90);
    entries[0].certificate.holder.iin = "850101300123";
    entries[3].certificate.holder.bin = "050140002345";
    entries[10].certificate.isCa = true;
    entries[12].supersededBy = entries[2].certificate.id;
    std::ranges::sort(entries, {}, [](const InventoryEntry& entry) { return core::dueOf(entry.certificate).at; });
    return entries;
}

std::vector<core::HealthItem> sampleHealth(const std::vector<InventoryEntry>& entries) {
    const auto lapsed = std::ranges::find_if(
        entries, [](const InventoryEntry& entry) { return entry.certificate.holder.iin == "850101300123"; });
    return {
        {.code = "certificate_lapsed",
         .severity = Severity::critical,
         .title = "{who}: the certificate has lapsed",
         .text = "It no longer signs anything.",
         .mend = "Renew it with its issuer.",
         .gaps = {{"who", lapsed->certificate.holder.name}},
         .subject = lapsed->certificate.id},
        {.code = "source_unreachable",
         .severity = Severity::warning,
         .title = "A watched folder is out of reach",
         .text = "{path} cannot be read just now.",
         .mend = "Connect the disk or the network place.",
         .gaps = {{"path", "/mnt/бухгалтерия"}},
         .subject = "/mnt/бухгалтерия"},
    };
}

std::vector<core::PluginView> samplePlugins() {
    core::PluginView ready;
    ready.id = "file";
    ready.name = {{"en", "CA by files"}, {"ru", "УЦ через файлы"}};
    ready.version = "1.0.0";
    ready.vendor = "Romashka Ltd";
    ready.state = "ready";
    ready.privileges = {"files"};
    core::PluginView refused = ready;
    refused.id = "vector";
    refused.name = {{"en", "Vector CA"}, {"ru", "УЦ «Вектор»"}};
    refused.state = "refused";
    refused.detail = "Nobody here trusts its signer, {signer} (SHA-256 {sha256}).";
    refused.signer = "АО «Вектор»";
    refused.signerSha256 = std::string(64, 'c');
    refused.gaps = {{"signer", refused.signer}, {"sha256", refused.signerSha256}};
    refused.mayBeTrusted = true;
    return {ready, refused};
}

} // namespace

core::Snapshot sampleSnapshot(const core::Clock& clock) {
    core::Snapshot snapshot;
    snapshot.at = clock.now();
    snapshot.entries = sampleEntries(snapshot.at);
    snapshot.locked.push_back({.path = kLockedFile, .lastSeen = snapshot.at});
    snapshot.refusals = {{std::string(kFolder) + "скан паспорта.pem", "bad_pem",
                          "The text between the BEGIN and END lines is not valid. Ask for the file again."},
                         {std::string(kFolder) + "архив/старый.pfx", "permission_denied",
                          "You are not allowed to read this file. Ask its owner for access."}};
    snapshot.sources = {{{.path = "/home/anna/Сертификаты", .added = snapshot.at}, "events"},
                        {{.path = "/home/anna/.pki", .added = snapshot.at}, "events"},
                        {{.path = "/mnt/бухгалтерия", .added = snapshot.at}, "unreachable"},
                        {{.path = "/net/nas/ключи", .added = snapshot.at}, "slow_timer"}};
    snapshot.health = sampleHealth(snapshot.entries);
    snapshot.settings.firstRunDone = true;
    snapshot.plugins = samplePlugins();
    snapshot.pluginsJudged = true;
    snapshot.renewalCas = {{"file", "CA by files", {}}};
    snapshot.notices = {{"n1", snapshot.at - std::chrono::hours(3), {snapshot.entries[2].certificate.id}},
                        {"n0",
                         snapshot.at - std::chrono::days(5),
                         {snapshot.entries[3].certificate.id, snapshot.entries[4].certificate.id}}};
    return snapshot;
}

core::IssuerDirectory sampleIssuers() {
    core::IssuerDirectory issuers;
    issuers.add({.id = "ru-fns",
                 .issuerContains = {"УЦ ФНС"},
                 .authorityKeyIds = {},
                 .name = {{"en", "Federal Tax Service of Russia"}, {"ru", "Удостоверяющий центр ФНС России"}},
                 .steps = {{"en", "Sign in to the taxpayer's office with the certificate that still works.\n"
                                  "Fill in the request for a new one and sign it.\n"
                                  "Write the new certificate to your token."},
                           {"ru", "Войдите в личный кабинет налогоплательщика с действующим сертификатом.\n"
                                  "Заполните и подпишите заявление на новый сертификат.\n"
                                  "Запишите новый сертификат на токен."}},
                 .bring = {{"en", "Passport\nSNILS\nA certified token"}, {"ru", "Паспорт\nСНИЛС\nТокен"}},
                 .url = "https://www.nalog.gov.ru/",
                 .phone = "8 800 222-22-22",
                 .email = {},
                 .remoteRenewalClosesDays = 0});
    issuers.add(
        {.id = "kz-nca",
         .issuerContains = {"КУӘЛАНДЫРУШЫ"},
         .authorityKeyIds = {},
         .name = {{"en", "National Certification Authority of Kazakhstan"}, {"kk", "Ұлттық куәландырушы орталық"}},
         .steps = {{"en", "Apply for new keys on pki.gov.kz.\nConfirm with the keys that still work."}},
         .bring = {{"en", "Identity card"}},
         .url = "https://pki.gov.kz/",
         .phone = "1414",
         .email = {},
         .remoteRenewalClosesDays = 30});
    return issuers;
}

FakeResident::FakeResident(const core::Clock& clock, core::ResidentObserver& observer)
    : snapshot(sampleSnapshot(clock)), clock_(clock), observer_(observer) {}

void FakeResident::publish() {
    snapshot.at = clock_.now();
    observer_.snapshotChanged(std::make_shared<const core::Snapshot>(snapshot));
}

void FakeResident::rescan() {
    asked.emplace_back("rescan");
    publish();
}

void FakeResident::addSource(const std::string& path) {
    asked.push_back("add " + path);
    snapshot.sources.push_back({{.path = path, .added = clock_.now()}, "events"});
    publish();
}

void FakeResident::removeSource(const std::string& path) {
    asked.push_back("remove " + path);
    std::erase_if(snapshot.sources, [&](const core::SourceState& state) { return state.source.path == path; });
    publish();
}

void FakeResident::saveSettings(const core::Settings& settings) {
    asked.emplace_back("save");
    snapshot.settings = settings;
    publish();
}

void FakeResident::snooze(const std::vector<std::string>& certificateIds, TimePoint) {
    asked.push_back("snooze " + std::to_string(certificateIds.size()));
}

void FakeResident::unlock(const std::string& path, Secret password, bool remember) {
    asked.push_back("unlock " + path + (remember ? " remember" : ""));
    if (password.view() != "right") {
        observer_.failed({Category::refused, "bad_passphrase", "The password does not fit. Try again.", path});
        return;
    }
    std::erase_if(snapshot.locked, [&](const core::LockedFile& file) { return file.path == path; });
    publish();
}

void FakeResident::sendTestNotice() {
    asked.emplace_back("test");
    observer_.testNotice();
}

void FakeResident::noteDelivery(const std::string& noticeId, bool delivered, const std::string& how) {
    asked.push_back("delivery " + noticeId + (delivered ? " yes " : " no ") + how);
}

void FakeResident::enablePlugin(const std::string& id, bool on) {
    asked.push_back((on ? "enable " : "disable ") + id);
    for (core::PluginView& plugin : snapshot.plugins) {
        if (plugin.id == id && plugin.state != "refused") {
            plugin.state = on ? "ready" : "disabled";
        }
    }
    publish();
}

void FakeResident::trustPlugin(const std::string& id) { asked.push_back("trust " + id); }

void FakeResident::checkPlugin(const std::string& id) {
    asked.push_back("check " + id);
    snapshot.pluginCheck = core::PluginCheck{static_cast<int>(asked.size()), id, {}};
    publish();
}

void FakeResident::installPlugin(const std::string& folder, bool trust) {
    asked.push_back("install " + folder + (trust ? " trust" : ""));
}

void FakeResident::changePin(const core::PinChange& change) {
    asked.push_back("change PIN of " + change.tokenUri);
    core::PinOutcome outcome{snapshot.pinOutcome ? snapshot.pinOutcome->number + 1 : 1, change.tokenUri, {}, {}};
    if (change.pin->view() != "right") {
        outcome.error = Error{Category::refused, "pin_incorrect", N_("The PIN is wrong."), {}};
        outcome.triesLeft = 2;
    }
    snapshot.pinOutcome = outcome;
    publish();
}

void FakeResident::lookIntoArchive(const std::string& query) {
    asked.push_back("look into the archive: " + query);
    auto view = std::make_shared<core::ArchiveView>();
    view->query = query;
    for (const InventoryEntry& entry : snapshot.entries) {
        if (!entry.supersededBy.empty() || entry.certificate.notAfter < clock_.now()) {
            view->keys.push_back({.certificate = entry.certificate, .archived = clock_.now()});
        }
    }
    snapshot.archive = view;
    publish();
}

void FakeResident::lookAtHolder(const std::string& entry) {
    auto line = std::make_shared<core::HolderLine>(core::HolderLine{entry, {}});
    for (const core::ArchivedKey& key : snapshot.archive ? snapshot.archive->keys : std::vector<core::ArchivedKey>()) {
        line->certificates.push_back(key.certificate);
    }
    snapshot.holderLine = line;
    publish();
}

void FakeResident::runErrand(const core::ArchiveErrand& errand) {
    asked.push_back("errand " + std::to_string(static_cast<int>(errand.act)) + " " + errand.place);
    core::ErrandOutcome outcome{.number = static_cast<int>(asked.size()),
                                .act = errand.act,
                                .ticket = errand.ticket,
                                .entry = errand.entry,
                                .place = errand.place};
    const bool secretless = errand.act == core::Errand::remove || errand.act == core::Errand::bringBack;
    if (!secretless && (!errand.vaultPassword || errand.vaultPassword->view() != "right")) {
        outcome.error = Error{Category::refused, "wrong_password", "This password does not open the archive.", {}};
    }
    snapshot.errandOutcome = outcome;
    publish();
}

void FakeResident::openDocument(const core::DocumentOrder& order) {
    asked.push_back("open " + order.file);
    core::DocumentOpening opening{.number = static_cast<int>(asked.size()), .file = order.file};
    observer_.openingChanged(opening);
    if (!order.vaultPassword || order.vaultPassword->view() != "right") {
        opening.state = core::OpeningState::needsVaultPassword;
        opening.error = Error{Category::refused,
                              order.vaultPassword ? "wrong_password" : "no_way_in",
                              "This password does not open the archive.",
                              {}};
    } else {
        opening.state = core::OpeningState::done;
        opening.output = order.file + ".decrypted";
        opening.signatures.push_back({core::Judgement::valid, "Анна Иванова", "The signature is valid."});
    }
    observer_.openingChanged(opening);
}

void FakeResident::setDeveloperMode(bool on) { asked.emplace_back(on ? "developer on" : "developer off"); }

void FakeResident::beginRenewal(const std::string& certificateId, const std::string& caId) {
    asked.push_back("renew " + certificateId + " with " + caId);
    core::RenewalView view;
    view.id = std::to_string(snapshot.renewals.size() + 1);
    view.certificate = certificateId;
    view.ca = view.caName = caId;
    view.state = "asking";
    view.stuck = view.mayCancel = true;
    view.waitsFor = "person";
    view.step = "Phone number";
    view.started = view.changed = clock_.now();
    core::RenewalField phone;
    phone.id = phone.type = "phone";
    phone.label = "Phone";
    view.form = core::RenewalForm{"Your phone", "", {phone}, {}};
    snapshot.renewals.insert(snapshot.renewals.begin(), view);
    publish();
}

void FakeResident::answerRenewal(const std::string& id, const core::RenewalAnswers& answers) {
    asked.push_back("answer " + id);
    for (core::RenewalView& view : snapshot.renewals) {
        if (view.id == id && answers.contains("phone")) {
            view.form.reset();
            view.state = "waiting_for_ca";
            view.waitsFor = "ca";
            view.stuck = false;
            view.mayResume = true;
        }
    }
    publish();
}

void FakeResident::cancelRenewal(const std::string& id) {
    asked.push_back("cancel " + id);
    for (core::RenewalView& view : snapshot.renewals) {
        if (view.id == id) {
            view.form.reset();
            view.state = "cancelled";
            view.ended = true;
            view.stuck = view.mayCancel = false;
        }
    }
    publish();
}

core::Notice FakeResident::sampleNotice(std::size_t certificates) const {
    core::Notice notice;
    notice.at = clock_.now();
    notice.id = "n" + std::to_string(notice.at.time_since_epoch().count());
    for (const InventoryEntry& entry : snapshot.entries) {
        if (notice.items.size() < certificates && entry.keyKnown() && entry.supersededBy.empty() &&
            core::dueOf(entry.certificate).at > notice.at) {
            core::NoticeItem item;
            item.entry = entry;
            item.due = core::dueOf(entry.certificate);
            item.daysLeft = static_cast<int>((item.due.at - notice.at) / std::chrono::days(1));
            notice.items.push_back(std::move(item));
        }
    }
    return notice;
}

} // namespace reseal::test
