// SPDX-License-Identifier: Apache-2.0
#include "agent/app/renewal_desk.hpp"

#include "agent/app/answer_file.hpp"
#include "agent/app/document_signing.hpp"
#include "agent/app/engine.hpp"
#include "agent/app/renewal_pair.hpp"
#include "agent/base/log.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/vault/locked_key.hpp"
#include "agent/enrolment/demand_record.hpp"
#include "agent/enrolment/renewal_link.hpp"
#include "storage/sqlite_renewal_store.hpp"

#include <reseal/keys.h>

#include <algorithm>

namespace reseal::app {
namespace {

using enrolment::Renewal;

constexpr const char* kAuthorities = "ca_file"; // the setting that anchors TLS and issuance
constexpr const char* kAddress = "base_url";    // the setting whose host a link has to name

class SystemChance final : public enrolment::Chance {
public:
    void fill(std::span<std::uint8_t> octets) override { crypto::fillRandom(octets); }
};

std::string folderOf(const Renewal& renewal) {
    const auto demand = enrolment::demandOf(renewal.demand);
    const auto* wait = demand ? std::get_if<plugins::WaitDemand>(&demand.value().what) : nullptr;
    return wait == nullptr || renewal.state != enrolment::State::waitingForCa ? std::string() : wait->folder;
}

} // namespace

RenewalDesk::RenewalDesk(Engine& engine, std::function<void()> changed)
    : engine_(engine), changed_(std::move(changed)),
      store_(storage::makeSqliteRenewalStore(engine.profile().database())),
      keyStore_(storage::makeSqliteNewKeyStore(engine.profile().database())), chance_(std::make_unique<SystemChance>()),
      work_([calls = engine.parts().pluginCalls](const std::string& plugin) {
          if (calls != nullptr) {
              calls->supervisor().end(plugin);
          }
      }),
      access_{engine.parts().pluginCalls, &engine.tokenWork(),
              [&engine] {
                  if (!engine.isLive()) {
                      engine.tokens().lookNow();
                  }
                  return engine.tokens().tokens();
              },
              [&engine](const std::string& id) { return engine.tokenPlugin(id); },
              [&engine](const core::Token& token) { return engine.tokens().factoryPin(token); }},
      offers_(engine.profile(), engine.plugins()),
      oldKey_({&engine.profile(), &engine.archive(), engine.parts().keyring, engine.parts().files, engine.parts().clock,
               access_}),
      ca_(
          engine.parts().pluginCalls, work_, [this](const Renewal& renewal) { return plugin(renewal); },
          [this](const Renewal& renewal) { return oldKey_.condition(renewal); }),
      tokenKeys_(access_), keys_(*keyStore_, engine.archive(), work_, tokenKeys_, *engine.parts().clock),
      installation_(
          {&engine.profile(), &engine.archive(), &keys_, &tokenKeys_, engine.parts().clock,
           [this](const Renewal& renewal) { return authorities(renewal); },
           [&engine](const std::string& path, const Secret& password) { return engine.scanNow(path, &password); }}),
      workplace_({engine.parts().clock, [&engine] { return engine.texts(); },
                  [] { return static_cast<bool>(crypto::loadGostEngine()); }, access_.tokens,
                  [&engine] { return engine.tokens().readers(); },
                  [this](const Renewal& renewal) { return oldKey_.condition(renewal); },
                  [this](const Renewal& renewal, std::function<void(std::vector<core::HealthItem>)> done) {
                      examineCa(renewal, std::move(done));
                  }}),
      renewals_(
          {store_.get(), &ca_, &keys_, &oldKey_, &installation_, engine.parts().clock, chance_.get(), &workplace_},
          [this](const std::string& id, bool heard) { rested(id, heard); }, [this] { changed_(); }) {}

RenewalDesk::~RenewalDesk() = default;

void RenewalDesk::live(platform::EventLoop& loop) {
    work_.live(loop);
    watch_ = platform::makeFolderWatch(loop, [this](const std::string& path) {
        const auto rows = renewals_.all();
        for (const Renewal& row : rows ? rows.value() : std::vector<Renewal>()) {
            if (folderOf(row) == path && !renewals_.atWork(row.id)) {
                renewals_.run(row.id, {}, true);
            }
        }
    });
    watchFolders();
    const auto rows = renewals_.all();
    for (const Renewal& row : rows ? rows.value() : std::vector<Renewal>()) {
        callPerson(row);
    }
}

void RenewalDesk::examineCa(const Renewal& renewal, std::function<void(std::vector<core::HealthItem>)> done) {
    PluginCalls* const calls = engine_.parts().pluginCalls;
    auto ready = calls == nullptr ? Result<ReadyPlugin>(Error{}) : plugin(renewal);
    if (!ready) {
        return done({}); // the first step says why
    }
    work_.run(
        renewal.ca, [calls, ready = std::move(ready).value()] { return calls->examine(ready); }, std::move(done));
}

Result<std::string> RenewalDesk::takeAnswer(const std::string& path) {
    std::vector<AwaitedAnswer> awaited;
    const auto rows = renewals_.all();
    for (const Renewal& row : rows ? rows.value() : std::vector<Renewal>()) {
        const auto keys = folderOf(row).empty() ? Result<std::map<std::string, Bytes>>(Error{}) : keys_.publicKeys(row);
        if (!keys || renewals_.atWork(row.id)) {
            continue;
        }
        AwaitedAnswer one{row.id, folderOf(row), {}};
        for (const auto& [number, key] : keys.value()) {
            one.publicKeys.push_back(key);
        }
        awaited.push_back(std::move(one));
    }
    const auto content =
        awaited.empty() ? Result<Bytes>(Error{}) : engine_.parts().files->read(path, kMaxAnswerFile, nullptr);
    const std::string name = path.substr(path.find_last_of('/') + 1);
    const AwaitedAnswer* answered = content ? answeredBy(content.value(), name, awaited) : nullptr;
    if (answered == nullptr) {
        return std::string();
    }
    const Status laid = layInto(answered->folder, name, content.value());
    return laid ? Result<std::string>(answered->renewal) : Result<std::string>(laid.error());
}

void RenewalDesk::watchFolders() {
    if (!watch_) {
        return;
    }
    std::set<std::string> wanted;
    const auto rows = renewals_.all();
    for (const Renewal& row : rows ? rows.value() : std::vector<Renewal>()) {
        if (std::string folder = folderOf(row); !folder.empty()) {
            wanted.insert(std::move(folder));
        }
    }
    for (const std::string& folder : watched_) {
        if (!wanted.contains(folder)) {
            watch_->remove(folder);
        }
    }
    for (const std::string& folder : wanted) {
        if (!watched_.contains(folder)) {
            (void)watch_->add(folder); // where it sends no events, the CA's own times remain
        }
    }
    watched_ = std::move(wanted);
}

// The offer of a backup can wait: the person finds it in the window.
void RenewalDesk::callPerson(const Renewal& row) {
    const bool waits = enrolment::stuck(row) && row.state != enrolment::State::offeringBackup;
    if (!waits) {
        called_.erase(row.id);
        return;
    }
    std::string what = std::string(enrolment::name(row.state)) + '\n' + enrolment::name(row.question) + '\n' +
                       row.reason + '\n' + toHex(crypto::sha256(row.demand));
    if (engine_.isLive() && engine_.parts().observer != nullptr && called_[row.id] != what) {
        called_[row.id] = std::move(what);
        engine_.parts().observer->renewalNeedsPerson(row.id);
    }
}

void RenewalDesk::rested(const std::string& id, bool heard) {
    const auto row = store_->find(id);
    if (row && row.value()) {
        log(LogLevel::info, "renewal " + id.substr(0, 12) + ": " + enrolment::name(row.value()->state) +
                                (row.value()->reason.empty() ? "" : " (" + row.value()->reason + ")"));
        if (row.value()->state == enrolment::State::done) {
            if (const Status forgotten = keyStore_->forget(id); !forgotten) {
                log(LogLevel::warning, "an installed key stays listed: " + forgotten.error().reason);
            }
        }
    }
    const auto onToken = [](const std::string& place) { return place.starts_with("pkcs11:"); };
    if (row && row.value() && (onToken(row.value()->place) || onToken(row.value()->backup))) {
        engine_.isLive() ? engine_.tokens().look() : engine_.tokens().lookNow(); // what is new there is listed
    }
    if (renewals_.idle()) {
        engine_.archive().vault().lock(); // each run brings its own way in
    }
    watchFolders();
    changed_();
    if (row && row.value() && !heard) {
        callPerson(*row.value());
    }
}

Result<ReadyPlugin> RenewalDesk::plugin(const std::string& id, const std::map<std::string, std::string>& settings) {
    const EngineParts& parts = engine_.parts();
    auto ready = readyPlugin(engine_.plugins(), *parts.keyring, id, engine_.texts()->language(), parts.clock->now());
    if (!ready) {
        return ready;
    }
    const plugins::Plugin& found = ready.value().plugin;
    if (!found.manifest->is("ca")) {
        return Error{Category::usage, "no_ca", N_("This plugin is for no certification authority."), id};
    }
    for (const auto& [name, value] : settings) {
        const plugins::SettingDescription* description = found.manifest->setting(name);
        if (description == nullptr) {
            return Error{Category::usage, "bad_setting",
                         N_("The plugin has no such setting; 'reseal plugin info' lists them."), name};
        }
        if (description->type == plugins::SettingType::secret) {
            return Error{Category::usage, "secret_in_argument",
                         N_("Secrets are not taken from the command line: keep this one with 'reseal plugin set'."),
                         name};
        }
        const auto& given = engine_.plugins().policy().givenTo(id);
        if (const auto locked = given.find(name); locked != given.end() && locked->second.locked) {
            return Error{Category::refused, "managed", N_("This is managed by your organisation."), name};
        }
        auto checked = plugins::checkValue(*description, value);
        if (!checked) {
            return checked.error();
        }
        const std::string key = RESEAL_KEY_SETTING + name;
        wire::Items kept;
        for (wire::Item& item : ready.value().params) {
            if (item.key != key) {
                kept.push_back(std::move(item));
            }
        }
        kept.push_back(wire::Item::ofText(key, checked.value()));
        ready.value().params = std::move(kept);
    }
    return ready;
}

Result<ReadyPlugin> RenewalDesk::plugin(const Renewal& renewal) {
    return plugin(renewal.ca, enrolment::unpackTexts(renewal.settings));
}

Result<std::vector<Bytes>> RenewalDesk::authorities(const Renewal& renewal) {
    const auto ready = plugin(renewal);
    if (!ready) {
        return ready.error();
    }
    const std::string file(wire::textOf(ready.value().params, std::string(RESEAL_KEY_SETTING) + kAuthorities));
    return file.empty() ? Result<std::vector<Bytes>>(std::vector<Bytes>()) : certificatesIn(file);
}

// Before anything is begun: the new key and the old one both need it.
Status RenewalDesk::wayIntoVault(const enrolment::Means& means) {
    archive::Vault& vault = engine_.archive().vault();
    const auto there = vault.exists();
    if (!there) {
        return there.error();
    }
    if (there.value()) {
        return openVault(vault, means);
    }
    const auto given = means.find("vault");
    const bool canBeMade = (given != means.end() && !given->second.empty()) || engine_.parts().keyring->available();
    return canBeMade ? Status()
                     : Status(Error{Category::waiting,
                                    "no_way_in",
                                    N_("The archive needs its password: name the file that holds it in "
                                       "RESEAL_VAULT_PASSWORD_FILE, or unlock the desktop's keyring. Nothing was "
                                       "changed."),
                                    {}});
}

// Those that are being renewed by themselves stay where they are.
std::vector<Bytes> RenewalDesk::alongWith(const std::string& certificate) {
    auto entries = engine_.profile().certificates().entries();
    const auto rows = store_->all();
    if (!entries || !rows) {
        return {};
    }
    const TimePoint now = engine_.parts().clock->now();
    core::markSuperseded(entries.value(), now);
    std::vector<Bytes> along;
    for (const std::string& id : renewedAlong(entries.value(), certificate, now)) {
        const bool apart = std::ranges::any_of(
            rows.value(), [&](const Renewal& row) { return row.oldCertificate == id && !enrolment::ended(row.state); });
        auto der = engine_.profile().certificates().der(id);
        if (der && !apart) {
            along.push_back(std::move(der).value());
        }
    }
    return along;
}

Result<std::string> RenewalDesk::caOf(const RenewalOrder& order) {
    if (!order.ca.empty() || order.certificate.empty()) {
        return order.ca;
    }
    const auto rows = store_->all();
    for (const Renewal& row : rows ? rows.value() : std::vector<Renewal>()) {
        if (row.oldCertificate == order.certificate && !enrolment::ended(row.state)) {
            return row.ca;
        }
    }
    return offers_.theOneFor(order.certificate, order.settings);
}

Result<std::string> RenewalDesk::begin(const RenewalOrder& order, const enrolment::Means& means) {
    const auto ca = caOf(order);
    const auto ready = ca ? plugin(ca.value(), order.settings) : Result<ReadyPlugin>(ca.error());
    if (!ready) {
        return ready.error();
    }
    if (!order.medium.empty() && !order.medium.starts_with("pkcs11:")) {
        return Error{Category::usage, "no_token_uri",
                     N_("This is no address of a token; 'reseal token list' shows them."), order.medium};
    }
    enrolment::Order written{order.certificate.empty() ? "new" : "renew",
                             ca.value(),
                             order.settings,
                             order.certificate,
                             {},
                             {},
                             order.medium,
                             {}};
    if (!order.certificate.empty()) {
        auto der = engine_.profile().certificates().der(order.certificate);
        if (!der) {
            return der.error();
        }
        written.oldDer = std::move(der).value();
        Renewal asked;
        asked.oldCertificate = order.certificate;
        asked.oldDer = written.oldDer;
        written.purpose = oldKey_.condition(asked) == "lapsed" ? "new" : "renew";
        if (ready.value().plugin.manifest->renewsPairs && written.purpose == "renew") {
            written.pair = alongWith(order.certificate);
        }
    }
    if (Status open = order.personThere ? Status() : wayIntoVault(means); !open) {
        return open.error();
    }
    auto id = renewals_.begin(written);
    if (!id && id.error().reason == "renewal_active") {
        const auto other = store_->find(id.error().subject);
        if (other && other.value() && other.value()->ca == ca.value()) {
            return other.value()->id;
        }
    }
    return id;
}

Result<std::string> RenewalDesk::follow(const std::string& link) {
    const Error foreign{Category::refused,
                        "foreign_link",
                        N_("This link belongs to no renewal on this computer, so Reseal does nothing with it. Open the "
                           "letter's link on the computer on which you began the renewal."),
                        {}};
    const auto read = enrolment::readRenewalLink(link);
    const auto row = read ? store_->find(read->renewal) : Result<std::optional<Renewal>>(foreign);
    if (!row) {
        return row.error();
    }
    const auto ready = row.value() ? plugin(*row.value()) : Result<ReadyPlugin>(foreign);
    if (!ready) {
        return ready.error();
    }
    const auto address = wire::textOf(ready.value().params, std::string(RESEAL_KEY_SETTING) + kAddress);
    if (enrolment::hostOfAddress(address) != read->host) {
        return foreign;
    }
    if (enrolment::ended(row.value()->state)) {
        return Error{Category::refused, "renewal_ended", N_("This renewal has ended already."), read->renewal};
    }
    const Status followed = renewals_.follow(read->renewal, link);
    return followed ? Result<std::string>(read->renewal) : followed.error();
}

} // namespace reseal::app
