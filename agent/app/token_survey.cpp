// SPDX-License-Identifier: Apache-2.0
#include "agent/app/token_survey.hpp"

#include "agent/base/log.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/platform/file_identity.hpp"
#include "agent/plugins/token_drivers.hpp"
#include "agent/sources/token_reading.hpp"

#include <reseal/reseal.h>

#include <algorithm>
#include <exception>
#include <iterator>

namespace reseal::app {
namespace {

constexpr const char* kModules = "modules"; // the setting of a plugin that loads PKCS#11 modules
constexpr const char* kByItself = "auto";   // what it then looks for besides

bool isThere(const std::string& path) { return platform::identityOf(path).ok(); }

std::string installedModule(const plugins::TokenDriver& driver) {
    const auto paths = driver.modules.find(plugins::moduleSystem());
    if (paths == driver.modules.end()) {
        return {};
    }
    const auto found = std::ranges::find_if(paths->second, isThere);
    return found == paths->second.end() ? std::string() : *found;
}

void nameCertificates(std::vector<core::Token>& tokens) {
    for (core::Token& token : tokens) {
        for (core::TokenObject& object : token.objects) {
            object.certificateId = object.certificate.empty() ? toHex(object.certificateSha256)
                                                              : toHex(crypto::sha256(object.certificate));
        }
    }
}

std::vector<TokenLook> lookAt(PluginCalls& calls, const std::vector<ReadyPlugin>& plugins,
                              const std::atomic<bool>& gone, bool withTries) {
    std::vector<TokenLook> looks;
    for (const ReadyPlugin& plugin : plugins) {
        if (gone) {
            break;
        }
        TokenLook look{plugin.plugin.id, TokenCalls(calls).look(plugin, withTries)};
        if (look.tokens) {
            nameCertificates(look.tokens.value());
        }
        looks.push_back(std::move(look));
    }
    return looks;
}

// A certificate that is known from what its key signed.
core::TokenObject seenBy(const std::string& key, const Bytes& certificate) {
    core::TokenObject object;
    object.id = object.key = key;
    object.certificate = certificate;
    return object;
}

} // namespace

TokenSurvey::TokenSurvey(Profile& profile, const core::Clock& clock, plugins::TokenDrivers drivers, PluginCalls* calls,
                         PluginList plugins)
    : profile_(profile), clock_(clock), drivers_(std::move(drivers)), calls_(calls), plugins_(std::move(plugins)) {}

TokenSurvey::~TokenSurvey() {
    readers_.reset();
    *gone_ = true;
    if (worker_.joinable()) {
        for (const std::string& plugin : looking_ ? asked_ : std::vector<std::string>()) {
            calls_->supervisor().end(plugin);
        }
        worker_.join();
    }
}

void TokenSurvey::watch(platform::EventLoop& loop, std::function<void()> changed) {
    loop_ = &loop;
    changed_ = std::move(changed);
    readers_ = platform::watchReaders(loop, [this](const platform::ReadersNow& now) { readersChanged(now); });
}

void TokenSurvey::readersChanged(const platform::ReadersNow& now) {
    const auto cards = [](const platform::ReadersNow& state) {
        std::set<std::pair<std::string, Bytes>> there;
        for (const platform::ReaderState& reader : state.readers) {
            if (reader.cardPresent) {
                there.emplace(reader.name, reader.atr);
            }
        }
        return there;
    };
    const bool others = cards(now) != cards(now_);
    const bool first = !std::exchange(readersKnown_, true);
    now_ = now;
    if (first || others) {
        begin(!first); // at the start also what lies behind no reader
    }
    changed_();
}

void TokenSurvey::look() {
    if (loop_ == nullptr) {
        lookNow();
    } else {
        begin(false);
    }
}

ReadyPlugin TokenSurvey::withModules(ReadyPlugin plugin) const {
    const std::string key = std::string(RESEAL_KEY_SETTING) + kModules;
    const auto setting = std::ranges::find(plugin.params, key, &wire::Item::key);
    if (setting == plugin.params.end() || setting->text() != kByItself) {
        return plugin; // it has no such setting, or the person chose
    }
    std::string modules = kByItself;
    for (const platform::ReaderState& reader : now_.readers) {
        const plugins::TokenDriver* driver = reader.cardPresent ? drivers_.find(reader.atr) : nullptr;
        const std::string module = driver == nullptr ? std::string() : installedModule(*driver);
        if (!module.empty() && modules.find(module) == std::string::npos) {
            modules += ";" + module;
        }
    }
    *setting = wire::Item::ofText(key, modules);
    return plugin;
}

std::vector<ReadyPlugin> TokenSurvey::toAsk(bool cardsOnly) const {
    std::vector<ReadyPlugin> asked;
    for (ReadyPlugin& plugin : plugins_(cardsOnly)) {
        asked.push_back(withModules(std::move(plugin)));
    }
    return asked;
}

void TokenSurvey::begin(bool cardsOnly) {
    if (calls_ == nullptr) {
        return;
    }
    if (looking_) {
        again_ = again_.value_or(true) && cardsOnly;
        return;
    }
    looking_ = true;
    served_ = std::exchange(waiting_, {});
    ++number_;
    if (worker_.joinable()) {
        worker_.join(); // it has posted its last word
    }
    auto plugins = toAsk(cardsOnly);
    asked_.clear();
    for (const ReadyPlugin& plugin : plugins) {
        asked_.push_back(plugin.plugin.id);
    }
    worker_ = std::thread([this, asked = std::move(plugins), &calls = *calls_, &loop = *loop_, gone = gone_,
                           number = number_, withTries = !cardsOnly] {
        std::vector<TokenLook> looks;
        try {
            looks = lookAt(calls, asked, *gone, withTries);
        } catch (const std::exception& error) {
            log(LogLevel::error, std::string("tokens: ") + error.what());
        }
        loop.post([this, gone, number, looks = std::move(looks)] {
            if (!*gone) {
                end(number, looks);
            }
        });
    });
}

void TokenSurvey::lookNow() {
    if (!readersKnown_) {
        now_ = platform::readersNow();
    }
    if (calls_ == nullptr) {
        return;
    }
    ++number_;
    again_.reset(); // this one sees all
    take(lookAt(*calls_, toAsk(false), *gone_, false));
}

void TokenSurvey::lookThen(std::function<void()> done) {
    if (loop_ == nullptr || calls_ == nullptr) {
        lookNow();
        done();
        return;
    }
    waiting_.push_back(std::move(done));
    begin(false);
}

void TokenSurvey::end(std::uint64_t number, const std::vector<TokenLook>& looks) {
    looking_ = false;
    if (number == number_) {
        take(looks);
    }
    const auto served = std::exchange(served_, {});
    if (again_) {
        begin(std::exchange(again_, std::nullopt).value());
    }
    for (const auto& done : served) {
        done();
    }
}

void TokenSurvey::take(const std::vector<TokenLook>& looks) {
    for (const TokenLook& look : looks) {
        if (!look.tokens) {
            log(LogLevel::warning, "tokens of " + look.plugin + ": " + look.tokens.error().reason);
            continue;
        }
        std::vector<core::Token> tokens = look.tokens.value();
        fillIn(tokens);
        std::erase_if(tokens_, [&](const core::Token& token) { return token.plugin == look.plugin; });
        std::ranges::copy(tokens, std::back_inserter(tokens_));
        if (Status recorded = record(look.plugin, tokens); !recorded) {
            log(LogLevel::warning, "tokens not recorded: " + recorded.error().reason);
        }
    }
    if (changed_) {
        changed_();
    }
}

void TokenSurvey::fillIn(std::vector<core::Token>& tokens) {
    for (core::Token& token : tokens) {
        for (core::TokenObject& object : token.objects) {
            if (!object.certificate.empty() || object.certificateSha256.size() != sizeof(Sha256)) {
                continue;
            }
            if (auto known = profile_.certificates().der(toHex(object.certificateSha256)); known) {
                object.certificate = std::move(known).value();
            }
        }
    }
}

// Of a token whose objects cannot be listed now: those that were seen there before.
std::vector<core::TokenObject> TokenSurvey::remembered(const core::Token& token) {
    std::vector<core::TokenObject> objects;
    const auto entries = profile_.certificates().entries();
    for (const core::InventoryEntry& entry : entries ? entries.value() : std::vector<core::InventoryEntry>()) {
        const bool here = std::ranges::any_of(entry.seen, [&](const core::Sighting& sighting) {
            return sighting.present && sighting.path == sources::tokenPath(token);
        });
        if (auto der = here ? profile_.certificates().der(entry.certificate.id) : Result<Bytes>(Bytes()); here && der) {
            objects.push_back(seenBy(entry.certificate.id, der.value()));
        }
    }
    return objects;
}

void TokenSurvey::noteSigner(const core::Token& token, const std::string& key, const Bytes& certificate) {
    std::vector<core::Token> ofPlugin;
    for (core::Token& one : tokens_) {
        if (one.plugin != token.plugin) {
            continue;
        }
        for (core::TokenObject& object : one.objects) {
            if (one.id == token.id && object.key == key) {
                object.certificate = certificate;
                object.certificateId = toHex(crypto::sha256(certificate));
            }
        }
        ofPlugin.push_back(one);
        if (one.id == token.id && one.problem) {
            ofPlugin.back().problem.reset();
            ofPlugin.back().objects = remembered(one);
            ofPlugin.back().objects.push_back(seenBy(key, certificate));
        }
    }
    if (Status recorded = record(token.plugin, ofPlugin); !recorded) {
        log(LogLevel::warning, "a signer's certificate not recorded: " + recorded.error().reason);
    }
}

Status TokenSurvey::record(const std::string& plugin, const std::vector<core::Token>& tokens) {
    const std::string root = sources::tokenRoot(plugin);
    auto known = profile_.certificates().knownFiles(root);
    if (!known) {
        return known.error();
    }
    std::vector<core::FileReading> readings;
    for (const core::Token& token : tokens) {
        if (!sources::isDevice(token)) {
            continue;
        }
        known.value().erase(sources::tokenPath(token)); // it is there, whatever can be read of it
        if (!token.problem) {
            readings.push_back(sources::readToken(token, clock_.now()));
        }
    }
    std::vector<std::string> gone;
    for (const auto& [path, stamp] : known.value()) {
        gone.push_back(path);
    }
    return readings.empty() && gone.empty() ? Status()
                                            : profile_.certificates().recordScan(root, readings, gone, clock_.now());
}

std::string TokenSurvey::factoryPin(const core::Token& token) const {
    const auto reader = std::ranges::find(now_.readers, token.reader, &platform::ReaderState::name);
    const bool there = !token.reader.empty() && reader != now_.readers.end() && !reader->atr.empty();
    const plugins::TokenDriver* driver = there ? drivers_.find(reader->atr) : nullptr;
    return driver == nullptr ? std::string() : driver->defaultPin;
}

std::vector<core::CardReader> TokenSurvey::readers() const {
    std::vector<core::CardReader> readers;
    for (const platform::ReaderState& state : now_.readers) {
        core::CardReader reader{state.name, state.cardPresent, state.mute, toHex(state.atr), {}, {}, false, {}, {}};
        if (const plugins::TokenDriver* driver = state.atr.empty() ? nullptr : drivers_.find(state.atr)) {
            reader.driver = driver->id;
            reader.driverName = driver->name;
            reader.url = driver->url;
            const bool carrier = std::ranges::find(driver->can, "containers") != driver->can.end();
            reader.moduleMissing = !carrier && installedModule(*driver).empty();
            reader.mend = driver->mend;
        }
        readers.push_back(std::move(reader));
    }
    return readers;
}

} // namespace reseal::app
