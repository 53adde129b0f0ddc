// SPDX-License-Identifier: Apache-2.0
// The first page a person sees: when Reseal reminds, which folders it may watch, a test notice. UI thread.
#pragma once

#include "agent/ui/face.hpp"

#include <wx/frame.h>

class wxBoxSizer;
class wxCheckBox;
class wxPanel;

namespace reseal::ui {

class FirstRunWindow : public wxFrame {
public:
    explicit FirstRunWindow(Face& face);
    FirstRunWindow(const FirstRunWindow&) = delete;
    FirstRunWindow& operator=(const FirstRunWindow&) = delete;
    ~FirstRunWindow() override;

private:
    void addPlaces();
    void addPlace(const std::string& path, const std::string& what, bool ticked);
    void addFolder();
    void start();

    struct Place {
        std::string path;
        wxCheckBox* box;
    };
    Face& face_;
    wxPanel* root_ = nullptr;
    wxBoxSizer* list_ = nullptr;
    std::vector<Place> places_;
};

} // namespace reseal::ui
