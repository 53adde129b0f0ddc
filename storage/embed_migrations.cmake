# SPDX-License-Identifier: Apache-2.0
# reseal_embed_migrations(OUTPUT FILES...): writes a C++ source that holds each numbered SQL file, in the order given,
# as a raw string. Editing one of the files runs the configuration again.
function(reseal_embed_migrations output)
    set(rows "")
    set(number 0)
    foreach(file IN LISTS ARGN)
        math(EXPR number "${number} + 1")
        get_filename_component(name ${file} NAME)
        if(NOT name MATCHES "^0*${number}_")
            message(FATAL_ERROR "${file}: migration ${number} was expected here")
        endif()
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
        file(READ ${file} sql)
        string(APPEND rows "    {${number}, R\"sql(${sql})sql\"},\n")
    endforeach()
    set(source "// SPDX-License-Identifier: Apache-2.0
// Generated from storage/schema/.
#include \"storage/migrations.hpp\"

namespace reseal::storage {

namespace {
constexpr Migration kMigrations[] = {
${rows}};
} // namespace

std::span<const Migration> ownMigrations() { return kMigrations; }

} // namespace reseal::storage
")
    file(CONFIGURE OUTPUT ${output} CONTENT "@source@" @ONLY)
endfunction()
