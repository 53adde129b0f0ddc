// SPDX-License-Identifier: Apache-2.0
// reseal-test-vpnkey: a VPNKey token's web service over a GOST key of its own, for tests and for the demo. Prints one
// JSON line when it is ready and ends on SIGTERM.
#include "tests/servers/vpnkey/listener.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace {

using namespace reseal::test::vpnkey;

constexpr int kUsualPort = 28016;

struct Options {
    std::string folder;
    int port = kUsualPort;
    bool portGiven = false;
    TokenOptions token;
};

std::string about() {
    std::string text =
        "LOGIN takes user 1 with the PIN 111111.\n\n"
        "DIR: ca.pem and *.pem (certificates), *.key (PKCS#8), requests.jsonl (a line per command: id, retcode).\n\n"
        "Return codes: 1 done; of this peer alone: 2 unknown command, 3 bad field, 4 no such object, 5 no such\n"
        "context, 6 out of order, 7 bad block, 8 bad size, 9 not let in, 10 no session, 11 too many contexts.\n\n"
        "Faults:\n";
    for (const FaultInfo& fault : kFaults) {
        text += "  " + std::string(fault.name) + std::string(22 - std::min<std::size_t>(21, fault.name.size()), ' ') +
                std::string(fault.what) + "\n";
    }
    return text;
}

void describe(CLI::App& program, Options& options) {
    program.add_option("--dir", options.folder, "Where its state is")->required();
    program.add_option("--port", options.port, "28016 where it is free, else any; 0 is any")
        ->check(CLI::Range(0, 65535));
    program
        .add_option("--firmware", options.token.firmware,
                    "Limits of a block: 399 (6144 characters on the wire), 500 (15360 bytes)")
        ->check(CLI::Range(0, 9999));
    const auto seconds = [&](const char* name, std::chrono::seconds& into, const char* what) {
        program
            .add_option_function<int>(
                name, [&into](int count) { into = std::chrono::seconds(count); }, what)
            ->check(CLI::Range(0, 86400));
    };
    seconds("--session-life", options.token.sessionLife, "Seconds without a command after which a session ends (900)");
    seconds("--context-life", options.token.contextLife,
            "Seconds after which a signature that was begun is dropped (300)");
    program.add_option("--fault", options.token.faults, "A name; again for more")
        ->allow_extra_args(false)
        ->check([](const std::string& name) { return isFault(name) ? std::string() : "unknown fault: " + name; });
    program.footer(about());
}

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' || c == '\\'                  ? std::string("\\") + c
               : static_cast<unsigned char>(c) < 0x20 ? "?"
                                                      : std::string(1, c);
    }
    return out + "\"";
}

void serve(Options& options) {
    std::filesystem::create_directories(options.folder);
    const Signer signer(std::filesystem::absolute(options.folder).string());
    std::ofstream requests(options.folder + "/requests.jsonl", std::ios::app);
    options.token.log = [&requests](const std::string& command, int code) {
        requests << "{\"id\": " << quoted(command.substr(0, 32)) << ", \"retcode\": " << code << "}" << std::endl;
    };
    Token token(signer, options.token);
    Listener listener(token, options.port, !options.portGiven);
    std::cout << "{\"url\": \"http://127.0.0.1:" << listener.port() << "/vpnkeylocal/" << token.session()
              << "/\", \"ca_file\": " << quoted(signer.caFile()) << "}" << std::endl;
    listener.run();
}

} // namespace

int main(int count, char** arguments) {
    CLI::App program(
        "A VPNKey token's web service on 127.0.0.1, over a GOST key that is made at the first start. Never for "
        "real signatures. Prints {\"url\", \"ca_file\"} when it is ready; the url holds the session. Ends on "
        "SIGTERM.",
        "reseal-test-vpnkey");
    Options options;
    describe(program, options);
    try {
        program.parse(count, arguments);
        options.portGiven = program.count("--port") > 0;
        serve(options);
        return 0;
    } catch (const CLI::ParseError& wrong) {
        return program.exit(wrong) == 0 ? 0 : 2;
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "reseal-test-vpnkey: %s\n", problem.what());
        return 1;
    }
}
