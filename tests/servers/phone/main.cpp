// SPDX-License-Identifier: Apache-2.0
// reseal-demo-phone OUTBOX: a phone's screen with the messages of the demo's CA. Ends when its window is closed.
#include "tests/servers/phone/outbox.hpp"

#include <wx/clipbrd.h>
#include <wx/wx.h>

#include <memory>

namespace {

using reseal::test::phone::Message;
using reseal::test::phone::Outbox;

constexpr int kLookEvery = 400; // ms

class Phone final : public wxFrame {
public:
    explicit Phone(std::string outbox)
        : wxFrame(nullptr, wxID_ANY, "Phone of the demo"), outbox_(std::move(outbox)),
          screen_(new wxScrolledWindow(this)), rows_(new wxBoxSizer(wxVERTICAL)) {
        waiting_ = new wxStaticText(screen_, wxID_ANY, "No messages yet");
        rows_->Add(waiting_, wxSizerFlags().Centre().Border(wxALL, FromDIP(24)));
        screen_->SetSizer(rows_);
        screen_->SetScrollRate(0, FromDIP(10));
        SetClientSize(FromDIP(wxSize(300, 460)));
        Bind(wxEVT_TIMER, [this](wxTimerEvent&) { look(); });
        timer_.Start(kLookEvery);
    }

private:
    void look() {
        for (const Message& message : outbox_.arrived()) {
            add(message);
        }
    }

    void add(const Message& message) {
        waiting_->Hide();
        auto* const row = new wxPanel(screen_, wxID_ANY);
        row->SetBackgroundColour(wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOW));
        auto* const lines = new wxBoxSizer(wxVERTICAL);
        const wxString kind = message.kind == "sms" ? "SMS to " : "E-mail to ";
        auto* const head = new wxStaticText(row, wxID_ANY, kind + wxString::FromUTF8(message.to));
        head->SetFont(head->GetFont().Smaller());
        auto* const text = new wxStaticText(row, wxID_ANY, wxString::FromUTF8(message.text));
        text->Wrap(FromDIP(250));
        lines->Add(head, wxSizerFlags().Border(wxALL, FromDIP(6)));
        lines->Add(text, wxSizerFlags().Border(wxLEFT | wxRIGHT | wxBOTTOM, FromDIP(6)));
        if (!message.code.empty()) {
            auto* const copy = new wxButton(row, wxID_ANY, "Copy " + wxString::FromUTF8(message.code));
            copy->Bind(wxEVT_BUTTON, [code = message.code](wxCommandEvent&) {
                const wxClipboardLocker locker;
                if (!!locker) {
                    wxTheClipboard->SetData(new wxTextDataObject(wxString::FromUTF8(code)));
                }
            });
            lines->Add(copy, wxSizerFlags().Border(wxLEFT | wxRIGHT | wxBOTTOM, FromDIP(6)));
        }
        row->SetSizer(lines);
        rows_->Add(row, wxSizerFlags().Expand().Border(wxALL, FromDIP(6)));
        screen_->FitInside();
        screen_->Scroll(0, screen_->GetVirtualSize().y);
        RequestUserAttention();
    }

    Outbox outbox_;
    wxScrolledWindow* screen_;
    wxBoxSizer* rows_;
    wxStaticText* waiting_ = nullptr;
    wxTimer timer_{this};
};

} // namespace

// wx gives out its class by a function of this file.
class PhoneApp final : public wxApp {
public:
    bool OnInit() override {
        if (argc != 2) {
            wxLogError("reseal-demo-phone OUTBOX");
            return false;
        }
        (new Phone(argv[1].utf8_string()))->Show();
        return true;
    }
};

wxIMPLEMENT_APP(PhoneApp);
