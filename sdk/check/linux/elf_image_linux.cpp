// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/elf_image.hpp"

#include "sdk/check/manifest_file.hpp"

#include <algorithm>
#include <cstring>
#include <elf.h>
#include <link.h>
#include <sstream>

namespace reseal::check {
namespace {

using Header = ElfW(Ehdr);
using Segment = ElfW(Phdr);
using Section = ElfW(Shdr);
using Symbol = ElfW(Sym);
using Dynamic = ElfW(Dyn);

// The file, and values in it that are really there.
class File {
public:
    explicit File(std::string content) : content_(std::move(content)) {}

    template <typename T>
    std::optional<T> at(std::size_t offset) const {
        if (offset > content_.size() || content_.size() - offset < sizeof(T)) {
            return std::nullopt;
        }
        T value;
        std::memcpy(&value, content_.data() + offset, sizeof value);
        return value;
    }
    std::string text(std::size_t offset) const {
        if (offset >= content_.size()) {
            return {};
        }
        return std::string(content_.c_str() + offset);
    }

private:
    std::string content_;
};

std::string archOf(unsigned machine) {
    return machine == EM_X86_64 ? "x86_64" : machine == EM_AARCH64 ? "aarch64" : machine == EM_386 ? "x86" : "";
}

void readDynamic(const File& file, const Segment& segment, std::size_t strings, ElfImage& image) {
    for (std::size_t at = 0; at + sizeof(Dynamic) <= segment.p_filesz; at += sizeof(Dynamic)) {
        const auto entry = file.at<Dynamic>(segment.p_offset + at);
        if (!entry || entry->d_tag == DT_NULL) {
            return;
        }
        switch (entry->d_tag) {
        case DT_BIND_NOW:
            image.bindNow = true;
            break;
        case DT_FLAGS:
            image.bindNow = image.bindNow || (entry->d_un.d_val & DF_BIND_NOW) != 0;
            image.textRelocations = image.textRelocations || (entry->d_un.d_val & DF_TEXTREL) != 0;
            break;
        case DT_FLAGS_1:
            image.bindNow = image.bindNow || (entry->d_un.d_val & DF_1_NOW) != 0;
            break;
        case DT_TEXTREL:
            image.textRelocations = true;
            break;
        case DT_RPATH:
        case DT_RUNPATH:
            image.runPaths.push_back(file.text(strings + entry->d_un.d_val));
            break;
        default:
            break;
        }
    }
}

void readSegments(const File& file, const Header& header, std::size_t strings, ElfImage& image) {
    for (unsigned i = 0; i < header.e_phnum; ++i) {
        const auto segment = file.at<Segment>(header.e_phoff + std::size_t{i} * header.e_phentsize);
        if (!segment) {
            return;
        }
        switch (segment->p_type) {
        case PT_GNU_RELRO:
            image.relro = true;
            break;
        case PT_GNU_STACK:
            image.stackNoExec = (segment->p_flags & PF_X) == 0;
            break;
        case PT_LOAD:
            image.writableCode = image.writableCode || (segment->p_flags & (PF_W | PF_X)) == (PF_W | PF_X);
            break;
        case PT_DYNAMIC:
            readDynamic(file, *segment, strings, image);
            break;
        default:
            break;
        }
    }
}

void readSymbols(const File& file, const Section& symbols, std::size_t strings, ElfImage& image) {
    for (std::size_t at = sizeof(Symbol); at + sizeof(Symbol) <= symbols.sh_size; at += sizeof(Symbol)) {
        const auto symbol = file.at<Symbol>(symbols.sh_offset + at);
        if (!symbol) {
            return;
        }
        const auto binding = ELF64_ST_BIND(symbol->st_info); // the same in both classes
        const auto visibility = ELF64_ST_VISIBILITY(symbol->st_other);
        const auto type = ELF64_ST_TYPE(symbol->st_info);
        const std::string name = file.text(strings + symbol->st_name);
        if (binding == STB_LOCAL || name.empty()) {
            continue;
        }
        if (symbol->st_shndx == SHN_UNDEF) {
            image.imported.push_back(name);
        } else if ((visibility == STV_DEFAULT || visibility == STV_PROTECTED) && type != STT_SECTION &&
                   type != STT_FILE && symbol->st_shndx != SHN_ABS) { // absolute ones name symbol versions
            image.exported.push_back(name);
        }
    }
}

} // namespace

std::optional<ElfImage> readElf(const std::string& path) {
    auto content = readFile(path);
    if (!content) {
        return std::nullopt;
    }
    const File file(std::move(*content));
    const auto header = file.at<Header>(0);
    constexpr unsigned char kClass = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
        return std::nullopt;
    }
    ElfImage image;
    image.arch = archOf(header->e_machine);
    image.shared = header->e_type == ET_DYN;
    if (header->e_ident[EI_CLASS] != kClass) {
        return image;
    }
    std::size_t strings = 0;
    for (unsigned i = 0; i < header->e_shnum; ++i) {
        const auto section = file.at<Section>(header->e_shoff + std::size_t{i} * header->e_shentsize);
        if (!section || section->sh_type != SHT_DYNSYM) {
            continue;
        }
        const auto names = file.at<Section>(header->e_shoff + std::size_t{section->sh_link} * header->e_shentsize);
        strings = names ? names->sh_offset : 0;
        readSymbols(file, *section, strings, image);
    }
    readSegments(file, *header, strings, image);
    return image;
}

} // namespace reseal::check
