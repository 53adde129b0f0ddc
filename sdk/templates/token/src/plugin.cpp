// SPDX-License-Identifier: Apache-2.0
// A whole token plugin: a folder of certificates (DER: .cer, .crt, .der) as a token that can be read only.
//
// `tokens` and `objects` are what every token plugin has. What the medium cannot do is refused in words a person can
// use; functions that are left out altogether answer RESEAL_E_UNSUPPORTED by themselves. A token with keys overrides
// generate, sign and import_object, says so under `can`, and takes its PIN from call.pin(): never kept, never logged,
// never tried twice.
#include <reseal/cxx/plugin.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace {

using namespace reseal::sdk;
namespace fs = std::filesystem;

constexpr std::size_t kMostCertificates = 1000;
constexpr std::uintmax_t kMostInFile = 64 * 1024;

class FolderToken : public TokenPlugin {
public:
    std::vector<TokenInfo> tokens(const TokenCall& call) override {
        const std::string folder = call.setting("folder");
        std::error_code absent;
        if (folder.empty() || !fs::is_directory(folder, absent))
            return {}; // a token that is not plugged in is no failure
        TokenInfo token;
        token.id = idOf(folder);
        token.label = asText(fs::path(folder).filename().string());
        token.model = "Folder";
        return {token};
    }

    std::vector<ObjectInfo> objects(const TokenCall& call) override {
        std::vector<ObjectInfo> found;
        for (const fs::path& path : filesOf(folderOf(call))) {
            call.checkpoint();
            const Bytes certificate = read(path);
            if (certificate.empty())
                continue;
            ObjectInfo object;
            object.id = object.label = path.filename().string();
            object.certificate = certificate;
            found.push_back(std::move(object));
        }
        return found;
    }

    GeneratedKey generate(const TokenCall&) override { throw readOnly(); }
    std::vector<Bytes> sign(const TokenCall&) override { throw readOnly(); }
    void importObject(const TokenCall&) override { throw readOnly(); }
    void removeObject(const TokenCall&) override { throw readOnly(); }

private:
    static Failure readOnly() {
        return Failure(RESEAL_E_UNSUPPORTED, "this token can be read only",
                       {"This folder only shows certificates. Choose another place for keys.",
                        "Эта папка только показывает сертификаты. Выберите для ключей другое место.",
                        "Бұл қалта сертификаттарды тек көрсетеді. Кілттерге басқа орын таңдаңыз."},
                       "read_only");
    }

    // The folder behind the asked token: RESEAL_E_TOKEN_ABSENT once it is gone or another one is set.
    static std::string folderOf(const TokenCall& call) {
        const std::string folder = call.setting("folder");
        std::error_code absent;
        if (folder.empty() || !fs::is_directory(folder, absent) || call.token() != idOf(folder))
            throw Failure(RESEAL_E_TOKEN_ABSENT, "the folder is not there",
                          {"The folder is gone. Connect its drive.", "Папка недоступна. Подключите её диск.",
                           "Қалта жоқ. Дискісін қосыңыз."},
                          "token_absent");
        return folder;
    }

    // The same for the same folder after a restart (FNV-1a of its path).
    static std::string idOf(const std::string& folder) {
        std::uint64_t sum = 14695981039346656037u;
        for (const char c : folder)
            sum = (sum ^ static_cast<std::uint8_t>(c)) * 1099511628211u;
        return "folder-" + std::to_string(sum);
    }

    static std::vector<fs::path> filesOf(const std::string& folder) {
        std::vector<fs::path> paths;
        std::error_code problem;
        for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem)) {
            const std::string ending = at->path().extension().string();
            const bool fits = ending == ".cer" || ending == ".crt" || ending == ".der";
            if (fits && isText(at->path().filename().string()) && paths.size() < kMostCertificates)
                paths.push_back(at->path());
        }
        std::sort(paths.begin(), paths.end());
        return paths;
    }

    static Bytes read(const fs::path& path) {
        std::error_code problem;
        if (!fs::is_regular_file(path, problem) || fs::file_size(path, problem) > kMostInFile || problem)
            return {};
        std::ifstream file(path, std::ios::binary);
        const std::string content(std::istreambuf_iterator<char>(file), {});
        return isCertificate(content) ? toBytes(content) : Bytes();
    }

    // One DER SEQUENCE that fills the file; the agent reads the rest and says what is wrong with it.
    static bool isCertificate(const std::string& der) {
        const auto byte = [&der](std::size_t at) { return static_cast<std::uint8_t>(der[at]); };
        return der.size() > 4 && der.size() <= kMostInFile && byte(0) == 0x30 && byte(1) == 0x82 &&
               static_cast<std::size_t>(byte(2)) * 256 + byte(3) + 4 == der.size();
    }
};

} // namespace

RESEAL_TOKEN_PLUGIN(FolderToken, "our-token", "1.0.0")
