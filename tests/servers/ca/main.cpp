// SPDX-License-Identifier: Apache-2.0
// reseal-test-ca: a CA that really issues, for tests and for the demo. `--style kontur` speaks the profile of
// plugins/ca_kontur/PROTOCOL.md over TLS, `--style nca` that of plugins/ca_nca/PROTOCOL.md. Prints one JSON line when
// it is ready and ends on SIGTERM.
#include "tests/servers/ca/kontur_desk.hpp"
#include "tests/servers/ca/listener.hpp"
#include "tests/servers/ca/nca_desk.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

namespace {

using namespace reseal::test::ca;

struct Options {
    std::string style, folder;
    int port = 0;
    Faults faults;
    std::vector<std::string> trusted; // files
    NcaHolder holder;                 // to be made, where it has a folder
};

std::string about() {
    std::string text = "DIR is made, and all state is in it: a killed server goes on where it was.\n"
                       "  orders.jsonl   a line per order taken\n"
                       "  outbox.jsonl   a line per message: kind, to, text, code, link\n"
                       "  ca.pem         the roots, of TLS and of certificates\n"
                       "  approved       nca: a test may put it there: whoever applied without an old key came by\n"
                       "  accepted       kontur: a test may put it there: applications signed by hand have come\n"
                       "  clock          a test may write seconds since 1970 there: the CA's clock\n\n"
                       "Faults; =N is how many times, polls or seconds, =always without an end:\n";
    for (const FaultInfo& fault : kFaults) {
        text += "  " + std::string(fault.name) + std::string(22 - std::min<std::size_t>(21, fault.name.size()), ' ') +
                std::string(fault.what) + "\n";
    }
    return text;
}

void takeFault(Options& options, const std::string& text) {
    const std::size_t equals = text.find('=');
    const FaultInfo* const fault = findFault(std::string_view(text).substr(0, equals));
    if (fault == nullptr) {
        throw CLI::ValidationError("--fault", "unknown: " + text + "; see --help");
    }
    const std::string times = equals == std::string::npos ? "" : text.substr(equals + 1);
    int count = times.empty() ? fault->usual : kAlways;
    if (!times.empty() && times != "always") {
        const auto [end, wrong] = std::from_chars(times.data(), times.data() + times.size(), count);
        if (wrong != std::errc() || end != times.data() + times.size() || count < 0) {
            throw CLI::ValidationError("--fault", "not a number: " + text);
        }
    }
    options.faults[std::string(fault->name)] = count;
}

void describe(CLI::App& program, Options& options) {
    program
        .add_option("--style", options.style,
                    "Whose profile: plugins/ca_kontur/PROTOCOL.md, plugins/ca_nca/PROTOCOL.md")
        ->required()
        ->check(CLI::IsMember({"kontur", "nca"}));
    program.add_option("--dir", options.folder, "Where its state is")->required();
    program.add_option("--port", options.port, "Any where it is 0")->check(CLI::Range(0, 65535));
    program
        .add_option_function<std::vector<std::string>>(
            "--fault",
            [&options](const std::vector<std::string>& names) {
                for (const std::string& name : names) {
                    takeFault(options, name);
                }
            },
            "NAME or NAME=N; again for more")
        ->allow_extra_args(false);
    program.footer(about());
}

void describeNca(CLI::App& program, Options& options) {
    program.add_option("--trust", options.trusted,
                       "nca: holders of certificates under these are known too; PEM or DER");
    auto* const make = program.add_option("--make-holder", options.holder.folder,
                                          "nca: makes a holder's old key files there, prints their paths, and ends");
    program.add_option("--kind", options.holder.kind, "Of the old keys")
        ->check(CLI::IsMember({"rsa-pair", "gost-2004", "gost-2015"}))
        ->needs(make);
    program.add_option("--days", options.holder.days, "Until the old certificates lapse; below 0: they have")
        ->needs(make);
    program.add_option("--password", options.holder.password, "Of the old key files")->needs(make);
}

// Until a signal comes.
template <typename Desk>
void serveBy(Desk& desk, Listener& listener, const Json& ready) {
    std::cout << ready.dump() << std::endl;
    listener.run([&desk](const Request& request) { return desk.answer(request); });
}

void makeHolder(NcaHolder holder, const NcaAuthority& authority, std::int64_t now) {
    holder.now = now;
    holder.kind = holder.kind.empty() ? "gost-2015" : holder.kind;
    std::cout << Json{{"files", makeHolder(authority, holder)}}.dump() << std::endl;
}

void serve(const Options& options) {
    std::filesystem::create_directories(options.folder);
    const std::string folder = std::filesystem::canonical(options.folder).string();
    Store store(folder);
    const auto national = options.style == "nca" ? std::make_unique<NcaAuthority>(folder) : nullptr;
    if (!options.holder.folder.empty() && national) {
        return makeHolder(options.holder, *national, store.now());
    }
    const Authority authority(folder);
    Listener listener(options.port, authority.tlsCertificate(), authority.tlsKey());
    const std::string url = "https://127.0.0.1:" + std::to_string(listener.port());
    const Json ready{{"url", url}, {"ca_file", authority.caFile()}};
    if (!national) {
        KonturDesk desk(store, authority, options.faults, url);
        return serveBy(desk, listener, ready);
    }
    for (const std::string& file : options.trusted) {
        national->trust(file);
    }
    std::ofstream(authority.caFile(), std::ios::app) << national->roots();
    NcaDesk desk(store, *national, options.faults, url);
    serveBy(desk, listener, ready);
}

} // namespace

int main(int count, char** arguments) {
    CLI::App program(
        "A CA for tests, on 127.0.0.1 over TLS: a root and an intermediate for RSA, EC and, with gost-engine, "
        "GOST R 34.10-2012. Never for real certificates. Prints {\"url\", \"ca_file\"} when it is ready; ends "
        "on SIGTERM. Takes any phone and any subject as ready and issues at once, unless a fault says "
        "otherwise.",
        "reseal-test-ca");
    Options options;
    describe(program, options);
    describeNca(program, options);
    try {
        program.parse(count, arguments);
        serve(options);
        return 0;
    } catch (const CLI::ParseError& wrong) {
        return program.exit(wrong) == 0 ? 0 : 2;
    } catch (const std::exception& broken) {
        std::fprintf(stderr, "reseal-test-ca: %s\n", broken.what());
        return 1;
    }
}
