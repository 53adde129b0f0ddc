// SPDX-License-Identifier: Apache-2.0
// The files of a trail. Their texts are written with nothing but calls of the system, whatever became of the process:
// from a signal handler too, and after a plugin has closed every descriptor that it knows. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace reseal::check {

// Stays open, out of the way of those who close what they know.
class StepFile {
public:
    void open(const std::string& path);      // for this person alone
    void put(std::string_view record) const; // over what it has; before open() nothing

private:
    int handle_ = -1;
};

// `path` has the whole line or is not there; `part`: what it is called until then.
void putWhole(const std::string& part, const std::string& path, std::string_view line);
void putOnErrors(std::string_view line); // the standard error

} // namespace reseal::check
