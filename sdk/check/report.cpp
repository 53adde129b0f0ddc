// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/report.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace reseal::check {
namespace {

using Json = nlohmann::ordered_json;

std::size_t countOf(const std::vector<TestResult>& results, Verdict verdict) {
    return static_cast<std::size_t>(
        std::ranges::count_if(results, [&](const TestResult& one) { return one.outcome.verdict == verdict; }));
}

constexpr Verdict kVerdicts[] = {Verdict::pass, Verdict::warn,  Verdict::skip,
                                 Verdict::fail, Verdict::crash, Verdict::hang};

std::string xml(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += static_cast<unsigned char>(c) < ' ' && c != '\n' ? '?' : c;
        }
    }
    return wire::isUtf8(out) ? out : "(text that is no UTF-8)";
}

std::string seconds(std::chrono::milliseconds time) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", static_cast<double>(time.count()) / 1000);
    return text;
}

std::string caseOf(const TestResult& result) {
    const Outcome& outcome = result.outcome;
    const std::string detail =
        xml("expected: " + outcome.expected + "\ncame: " + outcome.came + "\nrule: " + result.test->rule);
    std::string text = "    <testcase classname=\"" + xml(result.group->name) + "\" name=\"" + xml(result.test->name) +
                       "\" time=\"" + seconds(outcome.took) + "\">";
    switch (outcome.verdict) {
    case Verdict::pass:
        break;
    case Verdict::warn:
        text += "<system-out>" + xml("warning: " + outcome.what + "\n") + detail + "</system-out>";
        break;
    case Verdict::skip:
        text += "<skipped message=\"" + xml(outcome.what) + "\"/>";
        break;
    case Verdict::fail:
        text += "<failure type=\"fail\" message=\"" + xml(outcome.what) + "\">" + detail + "</failure>";
        break;
    case Verdict::crash:
    case Verdict::hang:
        text += std::string("<error type=\"") + name(outcome.verdict) + "\" message=\"" + xml(outcome.what) + "\">" +
                detail + "</error>";
        break;
    }
    return text + "</testcase>\n";
}

} // namespace

std::string listing() {
    std::string text;
    for (const Group& group : catalogue()) {
        text += std::string(group.name) + "\n";
        for (const Test& test : group.tests) {
            text += std::string("  ") + test.name + "\n      " + test.sentence + " [" + test.rule + "]\n";
        }
    }
    return text;
}

std::string listingJson() {
    Json tests = Json::array();
    for (const Group& group : catalogue()) {
        for (const Test& test : group.tests) {
            tests.push_back(
                {{"name", test.name}, {"group", group.name}, {"checks", test.sentence}, {"rule", test.rule}});
        }
    }
    return Json{{"tests", tests}}.dump(2) + "\n";
}

std::string textOf(const TestResult& result) {
    const Outcome& outcome = result.outcome;
    std::string text = name(outcome.verdict);
    text.resize(6, ' ');
    text += result.test->name;
    if (outcome.verdict == Verdict::pass) {
        return text + (outcome.what.empty() ? "" : "  (" + outcome.what + ")") + "\n";
    }
    text += ": " + outcome.what + "\n";
    if (outcome.verdict != Verdict::skip) {
        text += "        expected  " + outcome.expected + "\n        came      " + outcome.came +
                "\n        rule      " + result.test->rule + ": " + result.test->sentence + "\n";
    }
    return text;
}

std::string summary(const Options& options, const Manifest& manifest, const std::vector<TestResult>& results) {
    std::string text = manifest.id + " " + manifest.version + ":";
    for (const Verdict verdict : kVerdicts) {
        if (const std::size_t count = countOf(results, verdict); count > 0 || verdict == Verdict::pass) {
            text += " " + std::to_string(count) + " " + name(verdict) + ",";
        }
    }
    text.back() = ';';
    return text + " seed " + std::to_string(options.plan.seed) + "\n";
}

std::string json(const Options& options, const Manifest& manifest, const std::vector<TestResult>& results) {
    Json tests = Json::array();
    for (const TestResult& one : results) {
        Json test{{"name", one.test->name},
                  {"group", one.group->name},
                  {"result", name(one.outcome.verdict)},
                  {"message", one.outcome.what},
                  {"milliseconds", one.outcome.took.count()}};
        if (one.outcome.verdict != Verdict::pass && one.outcome.verdict != Verdict::skip) {
            test["expected"] = one.outcome.expected;
            test["came"] = one.outcome.came;
            test["rule"] = one.test->rule;
            test["checks"] = one.test->sentence;
        }
        tests.push_back(std::move(test));
    }
    Json counts = Json::object();
    for (const Verdict verdict : kVerdicts) {
        counts[name(verdict)] = countOf(results, verdict);
    }
    const Json report{{"plugin", {{"id", manifest.id}, {"version", manifest.version}}},
                      {"manifest", manifest.path.string()},
                      {"seed", options.plan.seed},
                      {"counts", counts},
                      {"tests", tests}};
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string junit(const Options& options, const Manifest& manifest, const std::vector<TestResult>& results) {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"reseal-plugin-check\">\n";
    for (const Group& group : catalogue()) {
        std::vector<TestResult> own;
        std::ranges::copy_if(results, std::back_inserter(own),
                             [&](const TestResult& one) { return one.group->tests.data() == group.tests.data(); });
        if (own.empty()) {
            continue;
        }
        std::chrono::milliseconds took{0};
        for (const TestResult& one : own) {
            took += one.outcome.took;
        }
        text += "  <testsuite name=\"" + xml(manifest.id) + "." + group.name + "\" tests=\"" +
                std::to_string(own.size()) + "\" failures=\"" + std::to_string(countOf(own, Verdict::fail)) +
                "\" errors=\"" + std::to_string(countOf(own, Verdict::crash) + countOf(own, Verdict::hang)) +
                "\" skipped=\"" + std::to_string(countOf(own, Verdict::skip)) + "\" time=\"" + seconds(took) + "\">\n" +
                "    <properties><property name=\"seed\" value=\"" + std::to_string(options.plan.seed) +
                "\"/></properties>\n";
        for (const TestResult& one : own) {
            text += caseOf(one);
        }
        text += "  </testsuite>\n";
    }
    return text + "</testsuites>\n";
}

} // namespace reseal::check
