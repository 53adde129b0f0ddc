// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/wire/messages.hpp"

#include "agent/plugins/wire/octets.hpp"

#include <algorithm>

namespace reseal::wire {
namespace {

constexpr std::uint32_t kMaxList = 64;

void writeList(OctetWriter& writer, const std::vector<std::string>& texts) {
    writer.u32(static_cast<std::uint32_t>(texts.size()));
    for (const std::string& text : texts) {
        writer.counted(text);
    }
}

// False where there are more than any honest side sends.
bool readList(OctetReader& reader, std::vector<std::string>& texts) {
    const std::uint32_t count = reader.u32();
    if (count > kMaxList) {
        return false;
    }
    for (std::uint32_t i = 0; i < count; ++i) {
        texts.emplace_back(reader.text());
    }
    return true;
}

Id readRawId(OctetReader& reader) {
    Id id{};
    std::ranges::copy(reader.raw(id.size()), id.begin());
    return id;
}

} // namespace

Bytes Hello::write() const {
    Bytes out;
    OctetWriter writer(out);
    writer.u32(oldest);
    writer.u32(newest);
    writer.counted(version);
    writeList(writer, extensions);
    return out;
}

// What a later version adds behind these fields is passed over: a refusal must be understood by every version.
std::optional<Hello> Hello::read(ByteView body) {
    OctetReader reader(body);
    Hello hello;
    hello.oldest = reader.u32();
    hello.newest = reader.u32();
    hello.version = reader.text();
    const bool good = readList(reader, hello.extensions);
    return good && reader.whole() ? std::optional(std::move(hello)) : std::nullopt;
}

Bytes Refuse::write() const {
    Bytes out;
    OctetWriter writer(out);
    writer.u32(static_cast<std::uint32_t>(code));
    writer.counted(text);
    return out;
}

std::optional<Refuse> Refuse::read(ByteView body) {
    OctetReader reader(body);
    Refuse refuse;
    refuse.code = static_cast<Refusal>(reader.u32());
    refuse.text = reader.text();
    return reader.whole() ? std::optional(std::move(refuse)) : std::nullopt;
}

Bytes Start::write() const {
    Bytes out;
    OctetWriter writer(out);
    writer.counted(pluginId);
    writer.counted(module);
    writer.i64(static_cast<std::int64_t>(device));
    writer.i64(static_cast<std::int64_t>(inode));
    writer.u32(privileges);
    writer.u32(memoryMegabytes);
    return out;
}

std::optional<Start> Start::read(ByteView body) {
    OctetReader reader(body);
    Start start;
    start.pluginId = reader.text();
    start.module = reader.text();
    start.device = static_cast<std::uint64_t>(reader.i64());
    start.inode = static_cast<std::uint64_t>(reader.i64());
    start.privileges = reader.u32();
    start.memoryMegabytes = reader.u32();
    return reader.finished() ? std::optional(std::move(start)) : std::nullopt;
}

Bytes Ready::write() const {
    Bytes out;
    OctetWriter writer(out);
    writer.counted(id);
    writer.counted(version);
    writeList(writer, described);
    writeList(writer, extensions);
    return out;
}

std::optional<Ready> Ready::read(ByteView body) {
    OctetReader reader(body);
    Ready ready;
    ready.id = reader.text();
    ready.version = reader.text();
    const bool good = readList(reader, ready.described) && readList(reader, ready.extensions);
    return good && reader.finished() ? std::optional(std::move(ready)) : std::nullopt;
}

Bytes CallHead::write() const {
    Bytes out;
    OctetWriter writer(out);
    writer.u16(row);
    writer.raw(conversation);
    writer.raw(operation);
    writer.u32(deadlineMs);
    return out;
}

std::optional<CallHead> CallHead::read(ByteView body) {
    OctetReader reader(body);
    CallHead head;
    head.row = reader.u16();
    head.conversation = readRawId(reader);
    head.operation = readRawId(reader);
    head.deadlineMs = reader.u32();
    return reader.finished() ? std::optional(head) : std::nullopt;
}

Bytes Note::write() const {
    Bytes out;
    OctetWriter writer(out);
    writer.u32(level);
    writer.counted(text);
    return out;
}

std::optional<Note> Note::read(ByteView body) {
    OctetReader reader(body);
    Note note;
    note.level = reader.u32();
    note.text = reader.text();
    return reader.finished() ? std::optional(std::move(note)) : std::nullopt;
}

Bytes Progress::write() const {
    Bytes out;
    OctetWriter writer(out);
    writer.raw(operation);
    writer.u32(done);
    writer.u32(total);
    writer.counted(text);
    return out;
}

std::optional<Progress> Progress::read(ByteView body) {
    OctetReader reader(body);
    Progress progress;
    progress.operation = readRawId(reader);
    progress.done = reader.u32();
    progress.total = reader.u32();
    progress.text = reader.text();
    return reader.finished() ? std::optional(std::move(progress)) : std::nullopt;
}

Bytes writeStatus(std::int32_t status) {
    Bytes out;
    OctetWriter(out).u32(static_cast<std::uint32_t>(status));
    return out;
}

std::optional<std::int32_t> readStatus(ByteView body) {
    OctetReader reader(body);
    const auto status = static_cast<std::int32_t>(reader.u32());
    return reader.finished() ? std::optional(status) : std::nullopt;
}

Bytes writeId(const Id& id) { return {id.begin(), id.end()}; }

std::optional<Id> readId(ByteView body) {
    OctetReader reader(body);
    const Id id = readRawId(reader);
    return reader.finished() ? std::optional(id) : std::nullopt;
}

} // namespace reseal::wire
