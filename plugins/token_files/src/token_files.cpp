// SPDX-License-Identifier: Apache-2.0
// token_files: key files and CryptoPro containers in folders, on drives, and on tokens that are only memory. Each
// folder, drive or card is one token. README.md
#include "card_token.hpp"
#include "folder_token.hpp"
#include "operations.hpp"
#include "texts.hpp"

#include <reseal/cxx/plugin.hpp>

namespace token_files {

using namespace reseal::sdk;

namespace {

std::vector<Place> places(const Call& call) {
    return placesOf(call.setting("folders"), call.setting("removable", "yes") != "no");
}

bool cardsWanted(const Call& call) { return call.setting("cards", "yes") != "no"; }

bool isCard(const TokenCall& call) { return call.token().rfind(kCardId, 0) == 0; }

FolderToken folderOf(const TokenCall& call) {
    for (Place& place : places(call))
        if (place.id == call.token())
            return FolderToken(std::move(place));
    throw Failure(RESEAL_E_TOKEN_ABSENT, "the folder is not there", texts::folderGone(), "token_absent");
}

CardToken cardOf(const TokenCall& call) {
    if (!cardsWanted(call))
        throw Failure(RESEAL_E_TOKEN_ABSENT, "tokens are switched off in the settings", texts::cardGone(),
                      "token_absent");
    return CardToken::find(call);
}

FolderToken writableOf(const TokenCall& call) {
    if (isCard(call))
        throw Failure(RESEAL_E_UNSUPPORTED, "cards are only read", texts::readOnlyCard(), "read_only");
    return folderOf(call);
}

reseal::crypto::PrivateKey keyOf(const TokenCall& call) {
    return isCard(call) ? cardOf(call).open(call) : folderOf(call).open(call);
}

} // namespace

class TokenFiles : public TokenPlugin, public SettingsRules, public Diagnostics {
public:
    std::vector<TokenInfo> tokens(const TokenCall& call) override {
        std::vector<TokenInfo> found;
        for (const Place& place : places(call))
            found.push_back(FolderToken::describe(place));
        if (cardsWanted(call))
            for (TokenInfo& card : CardToken::list(call))
                found.push_back(std::move(card));
        return found;
    }
    std::vector<ObjectInfo> objects(const TokenCall& call) override {
        return isCard(call) ? cardOf(call).objects(call) : folderOf(call).objects(call);
    }
    GeneratedKey generate(const TokenCall& call) override { return writableOf(call).generate(call); }
    std::vector<Bytes> sign(const TokenCall& call) override { return token_files::sign(keyOf(call), call); }
    Secret decrypt(const TokenCall& call) override { return token_files::decrypt(keyOf(call), call); }
    Secret derive(const TokenCall& call) override { return token_files::derive(keyOf(call), call); }
    void importObject(const TokenCall& call) override { writableOf(call).importObject(call); }
    Secret exportKey(const TokenCall& call) override { return exported(folderOf(call).openForExport(call)); }
    std::vector<ExportedKey> exportKeys(const TokenCall& call) override {
        return isCard(call) ? cardOf(call).exportKeys(call) : TokenPlugin::exportKeys(call);
    }
    void removeObject(const TokenCall& call) override { writableOf(call).removeObject(call); }
    void changePin(const TokenCall& call) override { writableOf(call).changePin(call); }
    std::int64_t triesLeft(const TokenCall& call) override {
        if (isCard(call))
            return cardOf(call).triesLeft();
        static_cast<void>(folderOf(call));
        throw Failure(RESEAL_E_UNSUPPORTED, "files count no tries");
    }

    std::vector<Problem> validate(const Call& call) override {
        for (const std::string& folder : listedFolders(call.setting("folders")))
            if (!pathOf(folder).is_absolute())
                return {{"folders", texts::notAbsolute().with(folder)}};
        return {};
    }

    std::vector<Check> examine(const Call& call) override {
        std::vector<Check> checks;
        int number = 0;
        for (const std::string& folder : listedFolders(call.setting("folders"))) {
            const bool there = isFolder(pathOf(folder));
            checks.push_back({"folder-" + std::to_string(++number), there ? "fine" : "warning",
                              (there ? texts::folderFine() : texts::folderMissing()).with(folder),
                              there ? Text() : texts::folderMend()});
        }
        if (cardsWanted(call)) {
            const bool running = CardToken::readersAnswer();
            checks.push_back({"readers", running ? "fine" : "warning",
                              running ? texts::readersFine() : texts::readersOff(),
                              running ? Text() : texts::readersMend()});
        }
        return checks;
    }
};

} // namespace token_files

RESEAL_TOKEN_PLUGIN(token_files::TokenFiles, "files", "1.0.0")
