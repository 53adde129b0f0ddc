// SPDX-License-Identifier: Apache-2.0
// A CryptoPro container in a folder.
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "source.hpp"
#include "texts.hpp"

namespace token_files {

using reseal::Bytes;
using reseal::Secret;
using namespace reseal::crypto;
using reseal::sdk::Failure;

namespace {

class ContainerSource : public KeySource {
public:
    using KeySource::KeySource;

    std::vector<Item> items(Password password) override {
        const ContainerFiles files = readContainer(path());
        const auto header = readContainerHeader(files.header);
        std::vector<Item> found;
        if (!header)
            return found;
        if (!header.value().primaryAbsent)
            found.push_back(item(1, files, header.value(), header.value().primary, password));
        if (header.value().secondaryKnown)
            found.push_back(item(2, files, header.value(), header.value().secondary, password));
        return found;
    }

    PrivateKey open(std::size_t number, Password password) override {
        const ContainerFiles files = readContainer(path());
        const ContainerHeader header = valueOf(readContainerHeader(files.header));
        if (header.password && password == nullptr)
            throw Failure(RESEAL_E_USER, "no password was given", texts::needsPassword(), "pin_required");
        const Secret none;
        const Secret& held = header.password ? *password : none;
        return std::move(valueOf(openContainer(files, held, slotOf(number))).key);
    }

    bool mayExport(std::size_t number) override {
        const ContainerHeader header = valueOf(readContainerHeader(readContainer(path()).header));
        return (number == 2 ? header.secondary : header.primary).exportable;
    }

    void changePassword(const Secret& old, const Secret& wanted) override {
        const ContainerFiles files = readContainer(path());
        const Secret none;
        const Secret& held = valueOf(readContainerHeader(files.header)).password ? old : none;
        const ContainerFiles fresh = valueOf(withPassword(files, held, wanted));
        replaceContainer(path(), fresh,
                         [&](const ContainerFiles& written) { proveSame(files, held, written, wanted); });
    }

    bool join(std::size_t number, const Bytes& certificate, Password) override {
        const ContainerFiles files = readContainer(path());
        const ContainerHeader header = valueOf(readContainerHeader(files.header));
        const ContainerKeyFacts& facts = number == 2 ? header.secondary : header.primary;
        if (facts.certificate == certificate)
            return true;
        if (!facts.certificate.empty() || containerName(files.name).rfind(kOwnName, 0) != 0 || !macHolds(header))
            return false;
        const ContainerFiles fresh = valueOf(withCertificate(files, slotOf(number), certificate));
        replaceContainer(path(), fresh, [&](const ContainerFiles& written) {
            if (written.header != fresh.header || written.masks != files.masks || written.primary != files.primary)
                throw Failure(RESEAL_E_CONFIG, "the medium does not keep what is written",
                              texts::cannotWrite().with(textOf(path().parent_path())), "cannot_write");
        });
        return true;
    }

    void remove() override {
        const auto header = readContainerHeader(readContainer(path()).header);
        if (header && header.value().secondaryKnown && !header.value().primaryAbsent)
            throw Failure(RESEAL_E_UNSUPPORTED, "the container holds two keys", texts::sharedFile(), "file_shared");
        removeContainer(path());
    }

private:
    static ContainerSlot slotOf(std::size_t number) {
        if (number != 1 && number != 2)
            throw Failure(RESEAL_E_NOT_FOUND, "no such key in the container", texts::noKey(), "key_missing");
        return number == 2 ? ContainerSlot::secondary : ContainerSlot::primary;
    }

    // The same keys, by their public halves, as those of the files that are about to go.
    static void proveSame(const ContainerFiles& old, const Secret& oldPassword, const ContainerFiles& written,
                          const Secret& password) {
        const ContainerHeader header = valueOf(readContainerHeader(written.header));
        for (const ContainerSlot slot : {ContainerSlot::primary, ContainerSlot::secondary}) {
            if (slot == ContainerSlot::primary ? header.primaryAbsent : !header.secondaryKnown)
                continue;
            const auto before = valueOf(openContainer(old, oldPassword, slot));
            const auto after = valueOf(openContainer(written, password, slot));
            if (after.fromReserve || valueOf(before.key.publicKeyInfo()) != valueOf(after.key.publicKeyInfo()))
                throw Failure(RESEAL_E_CONFIG, "the medium does not keep what is written", texts::damaged(),
                              "cannot_write");
        }
    }

    Item item(std::size_t number, const ContainerFiles& files, const ContainerHeader& header,
              const ContainerKeyFacts& facts, Password password) const {
        Item item;
        item.info.id = item.info.key = itemId(number);
        const std::string name = containerName(files.name);
        item.info.label = reseal::sdk::isText(name) && !name.empty() ? name : textOf(path().filename());
        item.fingerprint = facts.fingerprint;
        item.locked = header.password;
        if (header.notAfter)
            item.info.keyEndsMs = header.notAfter->time_since_epoch().count() * 1000;
        if (const auto certificate = readCertificate(facts.certificate); certificate && !facts.certificate.empty()) {
            item.info.certificate = facts.certificate;
            item.spki = certificate.value().spkiSha256;
        }
        if (header.password && password == nullptr)
            return item;
        const Secret none;
        if (const auto opened = openContainer(files, header.password ? *password : none, slotOf(number))) {
            item.opened = true;
            item.locked = false;
            if (auto spki = opened.value().key.publicKeyInfo()) {
                item.info.publicKey = std::move(spki).value();
                item.spki = sha256(item.info.publicKey);
            }
        }
        return item;
    }
};

} // namespace

std::unique_ptr<KeySource> containerSource(fs::path folder, std::string id) {
    return std::make_unique<ContainerSource>(std::move(folder), std::move(id));
}

} // namespace token_files
