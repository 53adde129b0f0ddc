// SPDX-License-Identifier: Apache-2.0
// ca_file, a CA plugin for CAs without a network door. The conversation, by the cookie's "state":
//
//   begin -> [setup: form for the folder] -> key -> [sign: the old key signs the application] -> wait ... -> done
//
// Every step can be repeated: files are written under names of this conversation, and found again. README.md
#include "answers.hpp"
#include "application.hpp"
#include "der.hpp"
#include "encoding.hpp"
#include "folder.hpp"
#include "subject.hpp"
#include "texts.hpp"

#include <reseal/cxx/plugin.hpp>

#include <algorithm>

namespace ca_file {

using namespace reseal::sdk;

namespace {

constexpr std::uint8_t kCookieVersion = 1;
constexpr std::int64_t kHour = 3600000;

struct Names { // of the files of one conversation
    std::string request, application, printed, signature, withdrawn;
};

Names namesOf(const Cookie& cookie) {
    const std::string stem = cookie.require("stem");
    if (stem.size() != 12 || stem.find_first_not_of("0123456789abcdef") != std::string::npos)
        throw Failure(RESEAL_E_INVALID, "a cookie without a stem for its files");
    const bool pem = cookie.get("format") == "pem";
    return {"reseal-" + stem + (pem ? ".csr" : ".p10"), "application-" + stem + ".txt",
            "print-and-sign-" + stem + ".txt", "application-" + stem + ".p7s", "withdrawn-" + stem + ".txt"};
}

void needFolder(const std::string& folder, reseal_status status) {
    if (!isFolder(folder))
        throw Failure(status, "a folder is not there", texts::folderGone().with(folder), "folder_missing");
}

Written write(const std::string& folder, const std::string& name, std::string_view content) {
    try {
        return writeFile(folder, name, content);
    } catch (const std::exception& problem) {
        throw Failure(RESEAL_E_CONFIG, problem.what(), texts::cannotWrite().with(folder), "cannot_write");
    }
}

void writeSame(const std::string& folder, const std::string& name, std::string_view content) {
    if (write(folder, name, content) == Written::otherThere)
        throw Failure(RESEAL_E_CONFIG, "a different file is in the way", texts::otherFile().with(name),
                      "file_in_the_way");
}

std::vector<std::string> algorithmsFor(const CaCall& call) {
    const std::string wanted = call.setting("algorithm", "same");
    if (!wanted.empty() && wanted != "same")
        return {wanted};
    const Bytes old = call.oldCertificate();
    const auto facts = readCertificate(view(old));
    const std::string like = facts ? algorithmName(facts->key) : std::string();
    return like.empty() ? std::vector<std::string>{"rsa-3072", "rsa-2048", "ec-p256"} : std::vector<std::string>{like};
}

} // namespace

class FileCa : public CaPlugin, public SettingsRules, public Diagnostics {
public:
    std::vector<Profile> describe(const CaCall& call) override {
        return {{"certificate", texts::profile(), {}, algorithmsFor(call), -1}};
    }

    Demand begin(const CaCall& call) override {
        if (const std::string profile = call.profile(); !profile.empty() && profile != "certificate")
            throw Failure(RESEAL_E_CONFIG, "unknown profile", texts::unknownProfile().with(profile), "unknown_profile");
        const std::string folder = call.setting("folder"), answers = call.setting("answer_folder");
        for (const std::string& one : {folder, answers})
            if (!one.empty())
                needFolder(one, RESEAL_E_CONFIG);
        if (folder.empty() || !nameKnown(call))
            return setupForm(call, false);
        return demandKey(call);
    }

    Demand resume(const CaCall& call) override {
        const Cookie cookie = Cookie::read(call.cookie(), kCookieVersion, kCookieVersion);
        const std::string state = cookie.require("state");
        if (state == "setup")
            return afterSetup(call);
        if (state == "key")
            return afterKey(call, cookie);
        if (state == "sign")
            return afterSignature(call, cookie);
        if (state == "wait")
            return look(call, cookie);
        throw Failure(RESEAL_E_INVALID, "a cookie with an unknown state");
    }

    // All steps may be repeated, so an answer is always at hand: what is missing is demanded once more.
    Demand recover(const CaCall& call) override {
        if (call.cookie().empty())
            return begin(call);
        const Cookie cookie = Cookie::read(call.cookie(), kCookieVersion, kCookieVersion);
        const std::string state = cookie.require("state");
        if (state == "key" && call.request().empty())
            return keyDemand(call, cookie);
        if (state == "sign" && call.signature().empty()) {
            const bool landed = readFile(pathOf(cookie.require("folder")) / namesOf(cookie).request).has_value();
            return landed ? waitDemand(call, waiting(cookie, true)) : signatureDemand(cookie);
        }
        return resume(call);
    }

    // Removes nothing: the request may be on its way. A note beside it says that nothing is wanted any more.
    void withdraw(const CaCall& call) override {
        if (call.cookie().empty())
            return;
        const Cookie cookie = Cookie::read(call.cookie(), kCookieVersion, kCookieVersion);
        if (cookie.get("state") != "sign" && cookie.get("state") != "wait")
            return;
        const std::string folder = cookie.require("folder");
        const Names names = namesOf(cookie);
        if (!readFile(pathOf(folder) / names.request))
            return;
        std::string note = texts::withdrawn();
        for (std::size_t at = note.find("{}"); at != std::string::npos; at = note.find("{}"))
            note.replace(at, 2, names.request);
        write(folder, names.withdrawn, note);
    }

    std::vector<Problem> validate(const Call& call) override {
        std::vector<Problem> problems;
        for (const char* name : {"folder", "answer_folder"}) {
            const std::string folder = call.setting(name);
            if (!folder.empty() && !isFolder(folder))
                problems.push_back(
                    {name, pathOf(folder).is_absolute() ? texts::noFolder().with(folder) : texts::notAbsolute()});
        }
        return problems;
    }

    std::vector<Check> examine(const Call& call) override {
        const std::string folder = call.setting("folder"), answers = call.setting("answer_folder");
        std::vector<Check> checks;
        if (folder.empty())
            checks.push_back({"folder", "warning", texts::folderAsked(), texts::folderSet()});
        else if (!isFolder(folder))
            checks.push_back({"folder", "broken", texts::folderMissing().with(folder), texts::folderMend()});
        else if (!mayWrite(folder))
            checks.push_back({"folder", "broken", texts::folderReadOnly().with(folder), texts::folderMend()});
        else {
            checks.push_back({"folder", "fine", texts::folderFine().with(folder), {}});
            if (const auto space = freeSpace(folder)) {
                const bool fine = *space >= 16 * kMostInFile;
                checks.push_back({"space", fine ? "fine" : "broken",
                                  (fine ? texts::spaceFine() : texts::spaceLow()).with(folder), texts::spaceMend()});
            }
        }
        if (!answers.empty() && !isFolder(answers))
            checks.push_back({"answers", "broken", texts::folderMissing().with(answers), texts::folderMend()});
        return checks;
    }

private:
    static bool nameKnown(const CaCall& call) {
        return !call.oldCertificate().empty() || !call.holder("common-name").empty();
    }

    static std::string folderOf(const CaCall& call) {
        const std::string set = call.setting("folder");
        return set.empty() ? call.answer("folder") : set;
    }

    static std::string subjectOf(const CaCall& call) {
        if (!call.oldCertificate().empty())
            return {};
        return subjectName([&call](std::string_view what) {
            const std::string known = call.holder(what);
            return known.empty() ? call.answer(what) : known;
        });
    }

    static Demand setupForm(const CaCall& call, bool again) {
        Form form(texts::formTitle(), texts::formText());
        const std::string given = call.answer("folder");
        if (call.setting("folder").empty()) {
            Field& field = form.field("folder", "folder", texts::folder()).required().value(given);
            if (again && !isFolder(given))
                field.error(given.empty() ? texts::needed() : texts::noFolder().with(given));
        }
        if (!nameKnown(call)) {
            Field& name = form.field("common-name", "text", texts::commonName()).required().length(1, 64);
            name.value(call.answer("common-name"));
            if (again && call.answer("common-name").empty())
                name.error(texts::needed());
            form.field("organization", "text", texts::organization()).length(0, 64).value(call.answer("organization"));
            form.field("country", "text", texts::country()).pattern("[A-Z]{2}").value(call.answer("country"));
            form.field("email", "text", texts::email()).length(0, 128).value(call.answer("email"));
        }
        return Demand::input(form, Cookie(kCookieVersion).set("state", "setup"))
            .step(texts::stepFolder())
            .next(texts::nextFiles());
    }

    static Demand afterSetup(const CaCall& call) {
        if (const std::string set = call.setting("folder"); !set.empty())
            needFolder(set, RESEAL_E_CONFIG);
        if (!isFolder(folderOf(call)) || (!nameKnown(call) && call.answer("common-name").empty()))
            return setupForm(call, call.answered("folder") || call.answered("common-name"));
        return demandKey(call);
    }

    static Demand demandKey(const CaCall& call) {
        const std::string folder = folderOf(call), answers = call.setting("answer_folder");
        Cookie cookie(kCookieVersion);
        cookie.set("state", "key").set("folder", folder).set("answers", answers.empty() ? folder : answers);
        cookie.set("stem", call.conversation().substr(0, 12)).set("format", call.setting("format", "der"));
        cookie.set("subject", toBase64(subjectOf(call)));
        // What the application says is fixed here, so that a repeated step writes the same text.
        const std::string name = call.holder("common-name"), organization = call.holder("organization");
        cookie.set("holder", name.empty() ? call.answer("common-name") : name);
        cookie.set("organization", organization.empty() ? call.answer("organization") : organization);
        cookie.set("language", call.language()).set("now", call.now());
        return keyDemand(call, cookie);
    }

    static Demand keyDemand(const CaCall& call, const Cookie& cookie) {
        KeyRequest request;
        request.algorithms = algorithmsFor(call);
        request.subject = toBytes(fromBase64(cookie.get("subject")).value_or(""));
        return Demand::key({request}, cookie).step(texts::stepKey()).next(texts::nextFiles());
    }

    static Demand afterKey(const CaCall& call, Cookie cookie) {
        const Bytes request = call.request();
        const auto key = readRequest(view(request));
        if (!key)
            throw Failure(RESEAL_E_INVALID, "the request is no PKCS#10");
        const bool byHand = !call.oldKeyReady() || call.oldCertificate().empty();
        Application application;
        application.language = cookie.get("language");
        application.holder = cookie.get("holder");
        application.organization = cookie.get("organization");
        application.oldCertificate = std::string(view(call.oldCertificate()));
        application.requestFile = namesOf(cookie).request;
        application.request = std::string(view(request));
        application.nowMs = cookie.integer("now");
        application.byHand = byHand;
        cookie.set("state", "sign").set("spki", toBase64(key->whole)).set("request", toBase64(view(request)));
        cookie.set("application", applicationText(application));
        return byHand ? writeAll(call, cookie, {}) : signatureDemand(cookie);
    }

    static Demand signatureDemand(const Cookie& cookie) {
        Payload payload;
        payload.data = toBytes(cookie.require("application"));
        payload.form = "cms-attached";
        payload.title = texts::application();
        return Demand::signature({payload}, cookie).step(texts::stepSign()).next(texts::nextFiles());
    }

    static Demand afterSignature(const CaCall& call, const Cookie& cookie) {
        const Bytes signature = call.signature();
        if (signature.empty())
            throw Failure(RESEAL_E_INVALID, "the signature is missing");
        return writeAll(call, cookie, signature);
    }

    // The request comes last: where it lies, everything lies.
    static Demand writeAll(const CaCall& call, const Cookie& cookie, const Bytes& signature) {
        const std::string folder = cookie.require("folder");
        const Names names = namesOf(cookie);
        const auto request = fromBase64(cookie.require("request"));
        if (!request)
            throw Failure(RESEAL_E_INVALID, "a cookie without its request");
        needFolder(folder, RESEAL_E_CONFIG);
        writeSame(folder, signature.empty() ? names.printed : names.application, cookie.require("application"));
        if (!signature.empty()) // one of an earlier try stays: it is over the same text
            write(folder, names.signature, view(signature));
        writeSame(folder, names.request,
                  cookie.get("format") == "pem" ? toPem("CERTIFICATE REQUEST", *request) : *request);
        logInfo(call, "the request is in the folder");
        return waitDemand(call, waiting(cookie, !signature.empty()));
    }

    static Cookie waiting(const Cookie& cookie, bool sealed) {
        Cookie out(kCookieVersion);
        for (const char* key : {"folder", "answers", "stem", "format", "spki"})
            out.set(key, cookie.require(key));
        return out.set("state", "wait").set("signed", sealed ? "yes" : "no").set("tries", 0);
    }

    static Demand waitDemand(const CaCall& call, const Cookie& cookie) {
        const Names names = namesOf(cookie);
        const bool sealed = cookie.get("signed") == "yes";
        Wait wait;
        wait.untilMs = call.now() + std::min(kHour << std::min<std::int64_t>(cookie.integer("tries"), 5), 24 * kHour);
        wait.folder = cookie.require("answers");
        wait.text = (sealed ? texts::waitSigned() : texts::waitByHand())
                        .with(names.request)
                        .with(sealed ? names.signature : names.printed)
                        .with(cookie.require("folder"))
                        .with(wait.folder);
        return Demand::wait(wait, cookie).step(texts::stepWait()).next(texts::nextAnswer());
    }

    static Demand look(const CaCall& call, Cookie cookie) {
        const std::string folder = cookie.require("answers");
        const auto spki = fromBase64(cookie.require("spki"));
        if (!spki || !readPublicKey(*spki))
            throw Failure(RESEAL_E_INVALID, "a cookie without its key");
        needFolder(folder, RESEAL_E_UNREACHABLE);
        const auto answer = findAnswer(folder, *spki, [&call] { call.checkpoint(); });
        if (!answer)
            return waitDemand(call, cookie.set("tries", std::min<std::int64_t>(cookie.integer("tries") + 1, 5)));
        std::vector<Bytes> chain;
        for (const std::string& der : answer->chain)
            chain.push_back(toBytes(der));
        return Demand::done({toBytes(answer->certificate)}, chain).step(texts::stepDone());
    }
};

} // namespace ca_file

RESEAL_CA_PLUGIN(ca_file::FileCa, "file", "1.0.0")
