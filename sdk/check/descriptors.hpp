// SPDX-License-Identifier: Apache-2.0
// What becomes of a process's descriptors and of its output while a plugin runs in it.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace reseal::check {

// The standard output and error go to a file in memory from here to the end of the process, and descriptor 3 is one end
// of a channel, as in a plugin host.
class DescriptorWatch {
public:
    DescriptorWatch();
    DescriptorWatch(const DescriptorWatch&) = delete;
    DescriptorWatch& operator=(const DescriptorWatch&) = delete;

    // Sentences on what was closed, replaced or written to since then.
    [[nodiscard]] std::vector<std::string> harm() const;
    [[nodiscard]] std::vector<int> left() const; // opened since and not closed
    [[nodiscard]] std::string printed() const;   // the first megabyte

private:
    int output_ = -1;
    int channel_ = -1; // the other end
    std::map<int, std::string> before_;
};

} // namespace reseal::check
