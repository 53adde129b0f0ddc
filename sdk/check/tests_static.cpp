// SPDX-License-Identifier: Apache-2.0
// Group static: the manifest and the file of the module. Only describe runs code of the plugin.
#include "sdk/check/catalogue.hpp"
#include "sdk/check/elf_image.hpp"
#include "sdk/check/local_host.hpp"
#include "sdk/check/raw_module.hpp"
#include "sdk/check/scripted_services.hpp"

#include <reseal/keys.h>

#include <algorithm>

namespace reseal::check {
namespace {

std::string joined(const std::vector<std::string>& list) {
    std::string text;
    for (const std::string& one : list) {
        text += (text.empty() ? "" : ", ") + one;
    }
    return text.empty() ? "nothing" : text;
}

std::vector<std::string> sorted(std::vector<std::string> list) {
    std::ranges::sort(list);
    return list;
}

Outcome manifestSchema(Bench& bench) {
    const Manifest& manifest = bench.manifest;
    if (!manifest.flaw.empty()) {
        return failed("plugin.json is not in the format", "a manifest of format 1", manifest.flaw);
    }
    for (const std::string& kind : manifest.kinds) {
        if (const std::string extension = "reseal." + kind + "/1"; !manifest.has(extension)) {
            return failed("a kind of the manifest has no extension", extension, joined(manifest.extensions));
        }
    }
    return passed();
}

Outcome manifestMatchesDescribe(Bench& bench) {
    const auto module = RawModule::load(bench.manifest);
    if (!module) {
        return failed("the module does not load", "a module that describes itself", module.error().detail);
    }
    ScriptedServices services(bench);
    const LocalHost host(services);
    if (const reseal_status status = module.value().table->init(&host.table()); status != RESEAL_OK) {
        return failed("init fails", "0", std::to_string(status));
    }
    const wire::Items items = describe(*module.value().table);
    const std::string id(wire::textOf(items, RESEAL_KEY_PLUGIN_ID));
    const std::string version(wire::textOf(items, RESEAL_KEY_PLUGIN_VERSION));
    const auto extensions = sorted(textsOf(items, RESEAL_KEY_PLUGIN_EXTENSION));
    if (id != bench.manifest.id) {
        return failed("describe gives another id than the manifest", bench.manifest.id, id);
    }
    if (version != bench.manifest.version) {
        return failed("describe gives another version than the manifest", bench.manifest.version, version);
    }
    if (extensions != sorted(bench.manifest.extensions)) {
        return failed("describe gives other extensions than the manifest", joined(sorted(bench.manifest.extensions)),
                      joined(extensions));
    }
    reseal_instance* instance = nullptr;
    if (module.value().table->create(id.c_str(), &instance) != RESEAL_OK || instance == nullptr) {
        return failed("create does not know the manifest's id", "an instance", "none");
    }
    for (const std::string& extension : extensions) {
        if (module.value().table->get_extension(instance, extension.c_str()) == nullptr) {
            return failed("the instance lacks an extension of the manifest", extension, "NULL");
        }
    }
    module.value().table->destroy(instance);
    module.value().table->deinit();
    return passed();
}

Outcome filesMatchHashes(Bench& bench) {
    for (const auto& [path, digest] : bench.manifest.files) {
        const auto file = bench.manifest.path.parent_path() / path;
        const auto content = std::filesystem::is_symlink(file) ? std::nullopt : readFile(file);
        if (!content) {
            return failed("a file of the manifest is not there, or is a link", path, "nothing");
        }
        std::string wanted = digest;
        std::ranges::transform(wanted, wanted.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (const std::string came = sha256Hex(*content); came != wanted) {
            return failed(path + " is another file than the manifest was made for", wanted, came);
        }
    }
    return passed();
}

// What needs the module's ELF headers.
Outcome withImage(Bench& bench, Outcome (*judge)(const ElfImage&, const Manifest&)) {
    const auto image = readElf(bench.manifest.modulePath());
    if (!image) {
        return failed("the module is no ELF file", "a shared library", "something else");
    }
    return judge(*image, bench.manifest);
}

Outcome exportsOnlyEntry(Bench& bench) {
    return withImage(bench, [](const ElfImage& image, const Manifest&) {
        std::vector<std::string> others;
        bool entry = false;
        for (const std::string& symbol : image.exported) {
            const bool ours = symbol.starts_with("reseal_module_v");
            entry = entry || symbol == RESEAL_ENTRY_SYMBOL;
            if (!ours && others.size() < 5) {
                others.push_back(symbol);
            }
        }
        if (!entry) {
            return failed("the entry symbol is not exported", RESEAL_ENTRY_SYMBOL, joined(image.exported));
        }
        if (!others.empty()) {
            return failed("the module exports more than its entry", "only " RESEAL_ENTRY_SYMBOL, joined(others));
        }
        return passed();
    });
}

Outcome entryInOwnImage(Bench& bench) {
    const auto module = RawModule::load(bench.manifest);
    if (!module && module.error().reason != "bad_table") {
        return failed("there is no entry to look at", RESEAL_ENTRY_SYMBOL, module.error().detail);
    }
    std::error_code problem;
    if (module && !std::filesystem::equivalent(module.value().image, bench.manifest.modulePath(), problem)) {
        return failed("the entry belongs to a library that the module pulls in", bench.manifest.modulePath(),
                      module.value().image);
    }
    return passed();
}

Outcome archMatches(Bench& bench) {
    return withImage(bench, [](const ElfImage& image, const Manifest& manifest) {
        if (manifest.os != "linux") {
            return failed("the manifest is for another system", "linux", manifest.os);
        }
        if (!image.shared) {
            return failed("the module is no shared library", "ET_DYN", "another type of ELF file");
        }
        if (image.arch != manifest.arch) {
            return failed("the module is for another processor than the manifest says", manifest.arch,
                          image.arch.empty() ? "an unknown one" : image.arch);
        }
        return passed();
    });
}

Outcome relroNowNx(Bench& bench) {
    return withImage(bench, [](const ElfImage& image, const Manifest&) {
        std::vector<std::string> missing;
        const auto need = [&](bool holds, const char* what) {
            if (!holds) {
                missing.emplace_back(what);
            }
        };
        need(image.relro, "no PT_GNU_RELRO (-Wl,-z,relro)");
        need(image.bindNow, "lazy binding (-Wl,-z,now)");
        need(image.stackNoExec, "an executable stack (-Wl,-z,noexecstack)");
        need(!image.textRelocations, "text relocations (-fPIC)");
        need(!image.writableCode, "a segment that is writable and executable");
        return missing.empty() ? passed()
                               : failed("the module lacks hardening", "RELRO, immediate binding, no executable data",
                                        joined(missing));
    });
}

Outcome importsAllowlist(Bench& bench) {
    return withImage(bench, [](const ElfImage& image, const Manifest& manifest) {
        struct Import {
            const char* symbol;
            const char* privilege; // that makes it right
        };
        static constexpr Import kImports[] = {
            {"dlopen", ""},    {"socket", "network"},   {"connect", "network"},   {"fork", "exec"},
            {"vfork", "exec"}, {"execve", "exec"},      {"execv", "exec"},        {"execvp", "exec"},
            {"execl", "exec"}, {"execlp", "exec"},      {"execle", "exec"},       {"system", "exec"},
            {"popen", "exec"}, {"posix_spawn", "exec"}, {"posix_spawnp", "exec"}, {"getaddrinfo", "network"},
        };
        std::vector<std::string> found;
        for (const Import& import : kImports) {
            const bool granted = *import.privilege != '\0' &&
                                 (manifest.may(import.privilege) ||
                                  (std::string_view(import.privilege) == "network" && manifest.may("pcsc")));
            if (!granted && std::ranges::find(image.imported, import.symbol) != image.imported.end()) {
                found.emplace_back(import.symbol);
            }
        }
        return found.empty() ? passed()
                             : warned("the module imports functions that its host denies it",
                                      "nothing beyond its privileges", joined(found));
    });
}

Outcome signaturePresent(Bench& bench) {
    const auto signature = readFile(bench.manifest.path.string() + ".p7s");
    if (!signature) {
        return warned("the manifest is not signed", "plugin.json.p7s beside it", "nothing");
    }
    if (!signs(*signature, readFile(bench.manifest.path).value_or(""))) {
        return failed("plugin.json.p7s is no signature of this manifest", "a detached CMS over plugin.json",
                      "one that does not verify");
    }
    return passed();
}

Outcome translationsComplete(Bench& bench) {
    std::vector<std::string> missing;
    const auto look = [&](const std::string& where, const LocalizedText& text) {
        for (const char* const language : {"en", "ru", "kk"}) {
            const auto found = text.find(language);
            if (!text.empty() && (found == text.end() || found->second.empty())) {
                missing.push_back(where + " in " + language);
            }
        }
    };
    look("name", bench.manifest.name);
    look("summary", bench.manifest.summary);
    for (const SettingDescription& setting : bench.manifest.settings) {
        look("settings." + setting.name + ".label", setting.label);
        look("settings." + setting.name + ".hint", setting.hint);
        for (const Choice& choice : setting.choices) {
            look("settings." + setting.name + ".choices." + choice.id, choice.label);
        }
    }
    return missing.empty() ? passed()
                           : failed("texts for people are not in all languages", "English, Russian and Kazakh",
                                    "missing: " + joined(missing));
}

constexpr Test kTests[] = {
    {"manifest-schema", "plugin.json is a manifest of format 1.", "plugin.json", manifestSchema},
    {"manifest-matches-describe", "The module says of itself what its manifest says.", "module.h: describe",
     manifestMatchesDescribe},
    {"files-match-hashes", "Every file is the one whose SHA-256 the manifest has.", "plugin.json: files",
     filesMatchHashes},
    {"exports-only-entry", "The module shows the world its entry symbol and nothing else.",
     "module.h: RESEAL_ENTRY_SYMBOL", exportsOnlyEntry},
    {"entry-in-own-image", "The entry symbol lies in the module, not in a library that it pulls in.",
     "module.h: RESEAL_ENTRY_SYMBOL", entryInOwnImage},
    {"arch-matches", "The module is built for the system and processor that the manifest names.",
     "plugin.json: os, arch", archMatches},
    {"relro-now-nx", "The module is linked with RELRO, immediate binding and without executable data.",
     "docs/checker.md", relroNowNx},
    {"imports-allowlist", "The module imports nothing that its host denies it.", "module.h: privileges",
     importsAllowlist},
    {"signature-present", "The manifest is signed, and the signature is over this manifest.", "plugin.json.p7s",
     signaturePresent},
    {"translations-complete", "Everything that a person reads is there in English, Russian and Kazakh.",
     "plugin.json: name, settings", translationsComplete},
};

} // namespace

std::span<const Test> staticTests() { return kTests; }

} // namespace reseal::check
