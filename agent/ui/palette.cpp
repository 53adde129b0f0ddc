// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/palette.hpp"

#include <wx/image.h>
#include <wx/settings.h>
#include <wx/window.h>

#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <utility>
#include <vector>

namespace reseal::ui {
namespace {

using core::Severity;

struct Shades {
    wxColour light; // on light backgrounds
    wxColour dark;
};

Shades shadesOf(Severity severity) {
    switch (severity) {
    case Severity::fine:
        return {wxColour(0x1B, 0x7F, 0x3B), wxColour(0x6F, 0xD5, 0x8B)};
    case Severity::notice:
        return {wxColour(0x1F, 0x5F, 0xBF), wxColour(0x8A, 0xB4, 0xF8)};
    case Severity::warning:
        return {wxColour(0x9A, 0x5B, 0x00), wxColour(0xFF, 0xC2, 0x6B)};
    case Severity::critical:
        break;
    }
    return {wxColour(0xB8, 0x1C, 0x28), wxColour(0xFF, 0x8A, 0x80)};
}

bool dark() {
    const wxColour background = wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOW);
    return background.GetLuminance() < 0.5;
}

wxColour mix(const wxColour& from, const wxColour& to, double share) {
    const auto part = [share](unsigned char a, unsigned char b) {
        return static_cast<unsigned char>(std::lround(a + (b - a) * share));
    };
    return {part(from.Red(), to.Red()), part(from.Green(), to.Green()), part(from.Blue(), to.Blue())};
}

using Point = std::pair<double, double>;

void polygon(wxGraphicsContext& graphics, const std::vector<Point>& points) {
    wxGraphicsPath path = graphics.CreatePath();
    path.MoveToPoint(points.front().first, points.front().second);
    for (const auto& [x, y] : points) {
        path.AddLineToPoint(x, y);
    }
    path.CloseSubpath();
    graphics.FillPath(path);
}

void stroke(wxGraphicsContext& graphics, double width, const std::vector<Point>& points) {
    graphics.SetPen(graphics.CreatePen(
        wxGraphicsPenInfo(wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOW)).Width(width).Cap(wxCAP_ROUND)));
    wxGraphicsPath path = graphics.CreatePath();
    path.MoveToPoint(points.front().first, points.front().second);
    for (const auto& [x, y] : points) {
        path.AddLineToPoint(x, y);
    }
    graphics.StrokePath(path);
}

void octagon(wxGraphicsContext& graphics, double x, double y, double radius) {
    std::vector<Point> points;
    for (int corner = 0; corner < 8; ++corner) {
        const double angle = (corner + 0.5) * std::numbers::pi / 4;
        points.emplace_back(x + radius * std::cos(angle), y + radius * std::sin(angle));
    }
    polygon(graphics, points);
}

} // namespace

wxColour colourOf(Severity severity) {
    const Shades shades = shadesOf(severity);
    return dark() ? shades.dark : shades.light;
}

wxColour tintOf(Severity severity, double share) {
    return mix(wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOW), colourOf(severity), share);
}

wxColour quietText() {
    return mix(wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOWTEXT), wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOW),
               0.25);
}

void drawMark(wxGraphicsContext& graphics, Severity severity, double x, double y, double size) {
    const double r = size / 2;
    graphics.SetPen(wxGraphicsPen());
    graphics.SetBrush(graphics.CreateBrush(wxBrush(colourOf(severity))));
    switch (severity) {
    case Severity::fine:
        graphics.DrawEllipse(x - r * 0.9, y - r * 0.9, size * 0.9, size * 0.9);
        stroke(graphics, size * 0.13, {{x - r * 0.4, y}, {x - r * 0.1, y + r * 0.35}, {x + r * 0.42, y - r * 0.35}});
        break;
    case Severity::notice:
        polygon(graphics, {{x, y - r}, {x + r, y}, {x, y + r}, {x - r, y}});
        stroke(graphics, size * 0.13, {{x, y - r * 0.35}, {x, y + r * 0.35}});
        break;
    case Severity::warning:
        polygon(graphics, {{x, y - r}, {x + r, y + r * 0.85}, {x - r, y + r * 0.85}});
        stroke(graphics, size * 0.13, {{x, y - r * 0.25}, {x, y + r * 0.2}});
        stroke(graphics, size * 0.13, {{x, y + r * 0.55}, {x, y + r * 0.56}});
        break;
    case Severity::critical:
        octagon(graphics, x, y, r);
        stroke(graphics, size * 0.13, {{x - r * 0.35, y - r * 0.35}, {x + r * 0.35, y + r * 0.35}});
        stroke(graphics, size * 0.13, {{x + r * 0.35, y - r * 0.35}, {x - r * 0.35, y + r * 0.35}});
        break;
    }
}

wxBitmap markBitmap(const wxWindow& window, Severity severity, int size) {
    const double scale = window.GetContentScaleFactor();
    const int pixels = static_cast<int>(std::lround(window.FromDIP(size) * scale));
    wxImage image(pixels, pixels);
    image.InitAlpha();
    std::fill_n(image.GetAlpha(), pixels * pixels, wxIMAGE_ALPHA_TRANSPARENT);
    {
        const std::unique_ptr<wxGraphicsContext> graphics(wxGraphicsContext::Create(image));
        if (graphics) {
            drawMark(*graphics, severity, pixels / 2.0, pixels / 2.0, pixels * 0.94);
        }
    }
    return {image, wxBITMAP_SCREEN_DEPTH, scale};
}

} // namespace reseal::ui
