// SPDX-License-Identifier: Apache-2.0
// The requests about the archive, a part of Requests (requests.hpp). The secret is lines: the vault's password (or an
// empty line), then those of the request.
//   archive_import {"paths_hex", "tokens"}     passwords of files
//   archive_list | archive_find {"text"}       entries, without their keys
//   archive_export {"id", "output"}            password of the new file
//   archive_restore_key {"id", "folder"}       password of the new file or container
//   archive_import_token | archive_restore_token           see archive_tokens.hpp
//   archive_open                               see key_requests.hpp
//   archive_verify | archive_events | archive_lock | archive_delete {"id"} | archive_undelete {"id"}
//   archive_backup {"folder"}                  archive_restore {"folder"}: password of the bundle
//   archive_slots | archive_slot_add {"kind", "label", "page"} | archive_slot_change {"slot"} | archive_slot_remove
//   {"slot"} | archive_slot_confirm            the new password, or the code
#pragma once

#include "agent/app/engine.hpp"
#include "agent/archive/archive_import.hpp"
#include "agent/base/bytes.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>
#include <vector>

namespace reseal::app {

// Engine thread.
class ArchiveRequests {
public:
    explicit ArchiveRequests(Engine& engine);

    // {"exit": N, "document": {...}}; throws the JSON library's exceptions for what is not understood.
    [[nodiscard]] nlohmann::ordered_json answer(const std::string& command, const nlohmann::ordered_json& request,
                                                const Secret& secret);

    // `work` between the two steps of each command: the vault's password is the first line of `secret`; afterwards the
    // vault is locked again.
    [[nodiscard]] nlohmann::ordered_json within(const Secret& secret,
                                                const std::function<nlohmann::ordered_json()>& work);

private:
    using Json = nlohmann::ordered_json;
    [[nodiscard]] Json dispatch(const std::string& command, const Json& request);
    [[nodiscard]] Json import(const Json& request);
    [[nodiscard]] Json list(const Json& request, bool search);
    [[nodiscard]] Json exportKey(const Json& request);
    [[nodiscard]] Json restoreKey(const Json& request);
    [[nodiscard]] Json verify();
    [[nodiscard]] Json events();
    [[nodiscard]] Json remove(const Json& request, bool undo);
    [[nodiscard]] Json backup(const Json& request);
    [[nodiscard]] Json restore(const Json& request);
    [[nodiscard]] Json slots();
    [[nodiscard]] Json addSlot(const Json& request);
    [[nodiscard]] Result<std::string> openWithKey(const Json& request); // covered, in hex; archive_opening.cpp
    [[nodiscard]] Json changeSlot(const std::string& command, const Json& request);
    [[nodiscard]] Json documentOf(const core::ArchiveEntry& entry);
    [[nodiscard]] Json failure(const Error& error);
    [[nodiscard]] Json doneOr(const Status& status, Json document);
    [[nodiscard]] Status open();
    [[nodiscard]] const Secret& given(std::size_t index) const; // behind the vault's password

    Engine& engine_;
    std::vector<Secret> secrets_;
};

// {"new", "known", "on_token", "locked", "refused"}
[[nodiscard]] nlohmann::ordered_json documentOfImport(const archive::ImportSummary& summary);
// 0 where something was taken in, or nothing stood in the way.
[[nodiscard]] int exitOfImport(const archive::ImportSummary& summary);

} // namespace reseal::app
