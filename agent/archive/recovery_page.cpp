// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/recovery_page.hpp"

#include "agent/base/result.hpp"

#include <qrencode.h>

#include <memory>
#include <string>

namespace reseal::archive {
namespace {

struct CodeFree {
    void operator()(QRcode* code) const {
        wipe(code->data, static_cast<std::size_t>(code->width) * static_cast<std::size_t>(code->width));
        QRcode_free(code);
    }
};

constexpr int kQuietZone = 4; // modules around it, as the standard wants

} // namespace

Secret qrCode(std::string_view text) {
    const Secret terminated{std::string(text)};
    const std::unique_ptr<QRcode, CodeFree> code(
        QRcode_encodeString(terminated.view().data(), 0, QR_ECLEVEL_M, QR_MODE_8, 1));
    if (!code) {
        return {};
    }
    const std::string size = std::to_string(code->width + 2 * kQuietZone);
    std::string svg = R"(<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240" viewBox="0 0 )" + size + " " +
                      size + R"("><rect width="100%" height="100%" fill="#fff"/><path d=")";
    svg.reserve(svg.size() + static_cast<std::size_t>(code->width * code->width) * 20);
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            if ((code->data[y * code->width + x] & 1U) != 0) {
                svg += "M" + std::to_string(x + kQuietZone) + " " + std::to_string(y + kQuietZone) + "h1v1h-1z";
            }
        }
    }
    svg += R"("/></svg>)";
    return Secret(std::move(svg));
}

Secret recoveryPage(const Secret& code, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    const Secret picture = qrCode(code.view());
    std::string page;
    page.reserve(picture.view().size() + 8192); // so that no copy of the code stays behind
    page += "<!DOCTYPE html>\n<html lang=\"" + texts.language() +
            "\"><head><meta charset=\"utf-8\"><title>Reseal</title>\n"
            "<style>body{font-family:sans-serif;max-width:40em;margin:3em auto}code{font-size:1.6em;line-height:1.8;"
            "display:block;letter-spacing:.05em}</style></head>\n<body><h1>";
    page += tr(N_("Recovery code of the archive"));
    page += "</h1>\n<p>";
    page +=
        tr(N_("Whoever has this page and the archive can open every key in it. Print it, put it away as you would a "
              "deed, and delete the file."));
    page += "</p>\n<code>";
    page += code.view();
    page += "</code>\n<p>";
    page += picture.view();
    page += "</p>\n<p>";
    page += tr(
        N_("Then type it back once: in Reseal's window under Archive, or by 'reseal archive slots confirm-recovery'."));
    page += "</p></body></html>\n";
    return Secret(std::move(page));
}

} // namespace reseal::archive
