// SPDX-License-Identifier: Apache-2.0
// Scanning 10,000 PEM files into a new profile, against a bare OpenSSL loop over the same files in the same run; then
// the second scan after a restart. Rounds alternate, so that a machine that slows down slows both. Prints medians.
#include "agent/app/survey.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/platform/system.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <vector>

namespace {

using namespace reseal; // NOLINT(google-build-using-namespace): a program of one file

using Seconds = std::chrono::duration<double>;

template <typename Work>
double timed(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return Seconds(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

// What a plain program would do to learn the same of each file: subject, issuer, serial, dates, fingerprint, key usage.
std::size_t bareLoop(const std::string& folder) {
    std::size_t read = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_file(file.path().c_str(), "rb"), BIO_free);
        const std::unique_ptr<X509, decltype(&X509_free)> x509(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr),
                                                               X509_free);
        if (!x509) {
            continue;
        }
        const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
        X509_NAME_print_ex(text.get(), X509_get_subject_name(x509.get()), 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
        X509_NAME_print_ex(text.get(), X509_get_issuer_name(x509.get()), 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
        i2a_ASN1_INTEGER(text.get(), X509_get0_serialNumber(x509.get()));
        ASN1_TIME_print(text.get(), X509_get0_notBefore(x509.get()));
        ASN1_TIME_print(text.get(), X509_get0_notAfter(x509.get()));
        unsigned char digest[EVP_MAX_MD_SIZE];
        unsigned length = 0;
        X509_digest(x509.get(), EVP_sha256(), digest, &length);
        read += X509_get_key_usage(x509.get()) != 0 ? 1 : 0;
    }
    return read;
}

class NoKeyring final : public platform::Keyring {
public:
    bool available() override { return false; }
    Status store(const std::string&, const std::string&, const Secret&) override { return {}; }
    Result<Secret> find(const std::string&) override { return Error{Category::notFound, "none", ""}; }
    Status erase(const std::string&) override { return {}; }
};

// Opens the profile as after a start, and scans.
void scanInto(const std::string& profileFolder, const std::string& folder) {
    const auto clock = platform::systemClock();
    const auto files = platform::systemFileSystem();
    NoKeyring keyring;
    auto profile = app::Profile::open(profileFolder, *clock);
    if (!profile) {
        std::fprintf(stderr, "profile: %s\n", profile.error().reason.c_str());
        std::exit(1);
    }
    app::Survey survey(*profile.value(), *clock, *files, keyring);
    if (const Status scanned = survey.scan(folder); !scanned) {
        std::fprintf(stderr, "scan: %s\n", scanned.error().reason.c_str());
        std::exit(1);
    }
}

void makeFiles(const std::string& folder, int count) {
    std::filesystem::create_directories(folder);
    const auto issuer = test::makeCertificate({.subject = {{"CN", "Bench CA"}}, .ca = true});
    for (int i = 0; i < count; ++i) {
        test::CertificateSpec spec;
        spec.subject = {{"C", "KZ"}, {"O", "ТОО Ромашка"}, {"CN", "Holder " + std::to_string(i)}};
        spec.keyUsage = kDigitalSignature | kNonRepudiation;
        spec.extendedKeyUsage = {"1.3.6.1.5.5.7.3.4"};
        const auto made = test::makeCertificate(spec, &issuer);
        std::ofstream(folder + "/" + std::to_string(i) + ".pem") << made.pem;
    }
}

} // namespace

int main(int argc, char** argv) {
    const int count = argc > 1 ? std::atoi(argv[1]) : 10000;
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    crypto::initialise();
    const test::TemporaryFolder folder;
    const std::string files = folder / "files";
    makeFiles(files, count);
    bareLoop(files); // both find the files in the cache
    std::vector<double> bare;
    std::vector<double> first;
    std::vector<double> second;
    for (int round = 0; round < rounds; ++round) {
        const std::string profile = folder / ("profile" + std::to_string(round));
        bare.push_back(timed([&] { bareLoop(files); }));
        first.push_back(timed([&] { scanInto(profile, files); }));
        second.push_back(timed([&] { scanInto(profile, files); }));
    }
    std::printf("| bare OpenSSL loop, %d PEM files | %.3f s | |\n", count, median(bare));
    std::printf("| first scan into a new profile | %.3f s | %.2f times the bare loop (aim: at most 1.5) |\n",
                median(first), median(first) / median(bare));
    std::printf("| second scan after a restart | %.3f s | %.3f times the first (aim: at most 0.05) |\n", median(second),
                median(second) / median(first));
    return 0;
}
