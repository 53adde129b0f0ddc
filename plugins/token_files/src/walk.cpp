// SPDX-License-Identifier: Apache-2.0
#include "walk.hpp"

#include <algorithm>
#include <optional>

namespace token_files {

namespace {

constexpr std::size_t kMostEntries = 20000;
constexpr std::size_t kMostFound = 1000;
constexpr int kMostDepth = 3;

std::string ending(const fs::path& path) {
    std::string end = path.extension().string();
    for (char& c : end)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return end;
}

std::optional<Kind> kindOfFile(const fs::path& path) {
    const std::string end = ending(path);
    if (end == ".p12" || end == ".pfx")
        return Kind::pkcs12;
    if (end == ".pem" || end == ".key" || end == ".p8" || end == ".pk8")
        return Kind::pem;
    if (end == ".cer" || end == ".crt" || end == ".der")
        return Kind::certificate;
    return std::nullopt;
}

bool isHidden(const fs::path& path) { return path.filename().string().rfind('.', 0) == 0; }

class Walk {
public:
    Walk(const fs::path& root, const std::function<void()>& checkpoint) : root_(root), checkpoint_(checkpoint) {}

    void into(const fs::path& folder, int depth) {
        std::error_code problem;
        for (fs::directory_iterator at(folder, fs::directory_options::skip_permission_denied, problem), end;
             !problem && at != end && entries_ < kMostEntries && found_.size() < kMostFound; at.increment(problem)) {
            if (++entries_ % 256 == 0)
                checkpoint_();
            look(at->path(), depth);
        }
    }
    std::vector<Found> take() {
        std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) { return a.id < b.id; });
        const auto same = [](const Found& a, const Found& b) { return a.id == b.id; };
        found_.erase(std::unique(found_.begin(), found_.end(), same), found_.end());
        return std::move(found_);
    }

private:
    void look(const fs::path& path, int depth) {
        std::error_code problem;
        const fs::file_status status = fs::symlink_status(path, problem); // links lead anywhere
        if (!problem && fs::is_directory(status))
            if (const fs::path back = broughtBack(path); !back.empty())
                return add(Kind::container, back);
        if (problem || isHidden(path))
            return;
        if (fs::is_directory(status)) {
            if (isContainer(path))
                add(Kind::container, path);
            else if (depth < kMostDepth)
                into(path, depth + 1);
        } else if (fs::is_regular_file(status)) {
            if (const auto kind = kindOfFile(path))
                add(*kind, path);
        }
    }
    // An exchange that was cut off between its two steps: the old container still has its name to get.
    static fs::path broughtBack(const fs::path& path) {
        const std::string name = path.filename().string();
        const std::string_view end = ".aside";
        if (name.size() <= end.size() + 1 || name.front() != '.' || name.substr(name.size() - end.size()) != end)
            return {};
        const fs::path original = path.parent_path() / name.substr(1, name.size() - end.size() - 1);
        std::error_code problem;
        if (!isContainer(path) || isThere(original))
            return {};
        fs::rename(path, original, problem);
        return problem ? fs::path() : original;
    }
    void add(Kind kind, const fs::path& path) {
        if (std::string id = textOf(path.lexically_relative(root_)); !id.empty())
            found_.push_back({kind, path, std::move(id)});
    }

    const fs::path& root_;
    const std::function<void()>& checkpoint_;
    std::vector<Found> found_;
    std::size_t entries_ = 0;
};

} // namespace

std::vector<Found> walk(const fs::path& folder, const std::function<void()>& checkpoint) {
    Walk walk(folder, checkpoint);
    walk.into(folder, 0);
    return walk.take();
}

std::vector<Found> find(const fs::path& folder, const std::string& id) {
    const fs::path relative = pathOf(id);
    fs::path path = folder;
    if (relative.empty() || relative.is_absolute())
        return {};
    for (const fs::path& part : relative) {
        std::error_code problem;
        path /= part;
        if (part.empty() || isHidden(part) || fs::is_symlink(fs::symlink_status(path, problem)) || problem)
            return {};
    }
    std::error_code problem;
    if (fs::is_directory(path, problem))
        return isContainer(path) ? std::vector<Found>{{Kind::container, path, id}} : std::vector<Found>();
    const auto kind = kindOfFile(path);
    return kind && fs::is_regular_file(path, problem) ? std::vector<Found>{{*kind, path, id}} : std::vector<Found>();
}

} // namespace token_files
