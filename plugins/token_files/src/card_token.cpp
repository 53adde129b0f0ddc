// SPDX-License-Identifier: Apache-2.0
#include "card_token.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "operations.hpp"
#include "pcsc/card.hpp"
#include "texts.hpp"

#include <charconv>
#include <map>

namespace token_files {

using namespace reseal::crypto;
using reseal::Secret;
using reseal::sdk::ExportedKey;
using reseal::sdk::Failure;
using reseal::sdk::ObjectInfo;
using reseal::sdk::TokenCall;
using reseal::sdk::TokenInfo;

namespace {

struct CardFile {
    MemoryCard::File number;
    Bytes ContainerFiles::*content;
};
constexpr CardFile kCardFiles[] = {
    {MemoryCard::header, &ContainerFiles::header},     {MemoryCard::masks, &ContainerFiles::masks},
    {MemoryCard::primary, &ContainerFiles::primary},   {MemoryCard::masks2, &ContainerFiles::masks2},
    {MemoryCard::primary2, &ContainerFiles::primary2},
};

Failure gone() { return Failure(RESEAL_E_TOKEN_ABSENT, "the card is gone", texts::cardGone(), "token_absent"); }
Failure noKey() { return Failure(RESEAL_E_NOT_FOUND, "no such key on the card", texts::noKey(), "key_missing"); }

std::unique_ptr<PcscCard> connected(const std::string& reader) {
    auto card = PcscCard::connect(reader);
    if (!card)
        throw gone();
    return card;
}

// Verified from here to the end of it.
class LoggedIn {
public:
    LoggedIn(MemoryCard& card, const TokenCall& call) : card_(card) {
        const reseal::sdk::Secret pin = call.pin();
        card_.verify(pin.view(), call.allowLastTry());
    }
    ~LoggedIn() { card_.forgetPin(); }
    LoggedIn(const LoggedIn&) = delete;
    LoggedIn& operator=(const LoggedIn&) = delete;

private:
    MemoryCard& card_;
};

std::string idOf(int container, int number) {
    const std::uint8_t octet = static_cast<std::uint8_t>(container);
    return reseal::sdk::hex(&octet, 1) + "#" + std::to_string(number);
}

struct KeyPlace {
    int container = 0, number = 0;
};

KeyPlace placeOf(const std::string& id) {
    KeyPlace place;
    const auto mark = id.find('#');
    if (mark == std::string::npos)
        throw noKey();
    std::from_chars(id.data(), id.data() + mark, place.container, 16);
    std::from_chars(id.data() + mark + 1, id.data() + id.size(), place.number);
    const bool there = place.container >= MemoryCard::kFirstContainer &&
                       place.container <= MemoryCard::kLastContainer && (place.number == 1 || place.number == 2);
    if (!there || idOf(place.container, place.number) != id)
        throw noKey();
    return place;
}

ObjectInfo object(int container, int number, const std::string& label, const ContainerHeader& header) {
    ObjectInfo info;
    info.id = info.key = idOf(container, number);
    info.label = label;
    const ContainerKeyFacts& facts = number == 2 ? header.secondary : header.primary;
    if (!facts.certificate.empty() && readCertificate(facts.certificate))
        info.certificate = facts.certificate;
    if (header.notAfter)
        info.keyEndsMs = header.notAfter->time_since_epoch().count() * 1000;
    return info;
}

void addObjects(MemoryCard& card, int container, std::vector<ObjectInfo>& found) {
    const Bytes nameFile = card.read(container, MemoryCard::name);
    if (nameFile.empty())
        return;
    const std::string name = containerName(nameFile);
    const std::string label = reseal::sdk::isText(name) && !name.empty() ? name : idOf(container, 1);
    const auto header = readContainerHeader(card.read(container, MemoryCard::header));
    if (!header) { // it needs the PIN, or is damaged: that there is a key is known
        ContainerHeader nothing;
        found.push_back(object(container, 1, label, nothing));
        return;
    }
    if (!header.value().primaryAbsent)
        found.push_back(object(container, 1, label, header.value()));
    if (header.value().secondaryKnown)
        found.push_back(object(container, 2, label, header.value()));
}

// Read in one log-in. That each container is there is looked at before a try of the PIN is risked.
std::map<int, ContainerFiles> filesOf(MemoryCard& card, const TokenCall& call, const std::vector<KeyPlace>& places) {
    std::map<int, ContainerFiles> out;
    for (const KeyPlace& place : places) {
        if (!card.has(place.container, MemoryCard::name))
            throw noKey();
        out[place.container] = {};
    }
    const LoggedIn login(card, call);
    for (auto& [container, files] : out) {
        call.checkpoint();
        for (const CardFile& file : kCardFiles)
            files.*file.content = card.read(container, file.number);
    }
    return out;
}

void checkExportable(const ContainerFiles& files, const KeyPlace& place) {
    const ContainerHeader header = valueOf(readContainerHeader(files.header));
    if (!(place.number == 2 ? header.secondary : header.primary).exportable)
        throw Failure(RESEAL_E_NOT_EXPORTABLE, "the container marks its key as not exportable", texts::notExportable(),
                      "not_exportable");
}

PrivateKey keyIn(const ContainerFiles& files, const KeyPlace& place) {
    const ContainerSlot slot = place.number == 2 ? ContainerSlot::secondary : ContainerSlot::primary;
    auto key = openContainer(files, Secret(), slot); // the PIN is none of the container's
    if (!key && key.error().reason == "password_wrong")
        throw Failure(RESEAL_E_UNSUPPORTED, "the container has a password besides the PIN", texts::unsupported(),
                      "container_locked");
    return std::move(valueOf(std::move(key)).key);
}

} // namespace

std::vector<ObjectInfo> objectsOf(MemoryCard& card, const TokenCall& call) {
    std::optional<LoggedIn> login;
    if (call.hasPin())
        login.emplace(card, call);
    std::vector<ObjectInfo> found;
    for (int container = MemoryCard::kFirstContainer; container <= MemoryCard::kLastContainer; ++container) {
        call.checkpoint();
        addObjects(card, container, found);
    }
    return found;
}

std::vector<TokenInfo> CardToken::list(const reseal::sdk::Call& call) {
    std::vector<TokenInfo> found;
    for (const Reader& reader : readersWithCards().value_or(std::vector<Reader>())) {
        call.checkpoint();
        const auto model = cardModel(reader.atr);
        const auto channel = model ? PcscCard::connect(reader.name) : nullptr;
        if (!channel)
            continue;
        MemoryCard card(*channel, *model);
        TokenInfo token;
        token.serial = card.serial();
        token.id = kCardId + (token.serial.empty() ? reseal::sdk::asText(reader.name) : token.serial);
        token.model = nameOf(*model);
        token.label = token.serial.empty() ? token.model : token.model + " " + token.serial;
        token.reader = reseal::sdk::asText(reader.name);
        token.can = {"sign", "decrypt", "derive", "export_key", "tries_left"};
        found.push_back(std::move(token));
    }
    return found;
}

CardToken CardToken::find(const TokenCall& call) {
    for (const TokenInfo& token : list(call))
        if (token.id == call.token())
            return CardToken(token.reader,
                             token.model == nameOf(CardModel::rutokenS) ? CardModel::rutokenS : CardModel::rutokenLite);
    throw gone();
}

bool CardToken::readersAnswer() { return readersWithCards().has_value(); }

std::vector<ObjectInfo> CardToken::objects(const TokenCall& call) const {
    const auto channel = connected(reader_);
    MemoryCard card(*channel, model_);
    return objectsOf(card, call);
}

PrivateKey CardToken::open(const TokenCall& call) const {
    const KeyPlace place = placeOf(call.key());
    const auto channel = connected(reader_);
    MemoryCard card(*channel, model_);
    auto files = filesOf(card, call, {place});
    return keyIn(files.at(place.container), place);
}

std::vector<ExportedKey> CardToken::exportKeys(const TokenCall& call) const {
    std::vector<std::pair<std::string, KeyPlace>> wanted{{"", placeOf(call.key())}};
    std::vector<KeyPlace> places{wanted.front().second};
    for (const auto& [id, key] : call.furtherKeys()) {
        wanted.emplace_back(id, placeOf(key));
        places.push_back(wanted.back().second);
    }
    const auto channel = connected(reader_);
    MemoryCard card(*channel, model_);
    auto files = filesOf(card, call, places);
    std::vector<ExportedKey> out;
    for (const auto& [id, place] : wanted) {
        try {
            const ContainerFiles& container = files.at(place.container);
            checkExportable(container, place);
            out.push_back({id, exported(keyIn(container, place)), {}, RESEAL_OK});
        } catch (const Failure& failure) {
            if (wanted.size() == 1)
                throw;
            out.push_back({id, {}, failure.text().empty() ? texts::unsupported() : failure.text(), failure.status()});
        }
    }
    return out;
}

std::int64_t CardToken::triesLeft() const {
    const auto channel = connected(reader_);
    MemoryCard card(*channel, model_);
    card.forgetPin();
    const auto left = card.triesLeft();
    if (!left)
        throw Failure(RESEAL_E_UNSUPPORTED, "the card does not say how many tries are left");
    return *left;
}

} // namespace token_files
